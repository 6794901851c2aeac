"""Collecting: what is good goes through, what is bad is refused alone and with a reason."""

from __future__ import annotations

import json
import os
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from classroom import LEARNERS, NOW, Classroom, notebook_bytes
from handed_in import build_folder, build_zip
from sqlalchemy.exc import IntegrityError

from terakoya.delivery import CollectLimits, CollectReport
from terakoya.errors import SubmissionError, UsageError
from terakoya.model import Origin
from terakoya.records import latest_submissions, list_origins, list_submissions

CASES = Path(__file__).parents[2] / "golden" / "collect"


def _cases() -> list[tuple[str, str]]:
    found = []
    for folder in sorted(CASES.iterdir()):
        case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        found += [(folder.name, form) for form in case.get("forms", ["folder", "zip"])]
    return found


def _collect_case(room: Classroom, inbox: Path, case: dict[str, Any], form: str) -> CollectReport:
    source = inbox
    if form == "zip":
        source = inbox / "handed in.zip"
        source.write_bytes(build_zip(case["entries"]))
    else:
        build_folder(inbox, case["entries"])
    return room.collect(source, assignment_id=case.get("assignment"))


@pytest.mark.parametrize(("name", "form"), _cases())
def test_collect_golden(classroom: Classroom, inbox: Path, name: str, form: str) -> None:
    """Every case of tests/golden/collect is accepted and refused as it says, and only so."""
    case = json.loads((CASES / name / "case.json").read_text(encoding="utf-8"))
    report = _collect_case(classroom, inbox, case, form)
    accepted = [
        [taken.learner_id, taken.assignment_id, list(taken.files)] for taken in report.accepted
    ]
    assert sorted(accepted) == sorted(case["accepted"])
    refused = {entry.name: entry.reason for entry in report.refused}
    assert sorted(refused) == sorted(entry[0] for entry in case["refused"])
    for shown, reason in case["refused"]:
        assert reason in refused[shown]
    with classroom.database.session() as session:
        assert len(list_submissions(session, "spring")) == len(case["accepted"])


def _hand_in(inbox: Path, learner: str = "00101", answer: str = "1") -> Path:
    path = inbox / learner / "one.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook_bytes("a-1", "a-2", answer=answer))
    return path


def test_collect_stores_what_was_handed_in(classroom: Classroom, inbox: Path) -> None:
    """The row names the very bytes, and the store gives them back."""
    path = _hand_in(inbox)
    classroom.collect(inbox)
    with classroom.database.session() as session:
        (submission,) = list_submissions(session, "spring")
    assert classroom.store.read(submission.files["one.ipynb"]) == path.read_bytes()


def test_collect_again_is_harmless(classroom: Classroom, inbox: Path) -> None:
    """The same source a second time, as a zip or a folder, adds nothing."""
    _hand_in(inbox)
    first, second = classroom.collect(inbox), classroom.collect(inbox)
    assert (len(first.accepted), len(second.accepted), len(second.unchanged)) == (1, 0, 1)


def test_collect_newer_version(classroom: Classroom, inbox: Path) -> None:
    """A changed notebook is a new submission; the old one stays."""
    os.utime(_hand_in(inbox), (1_800_000_000, 1_800_000_000))
    classroom.collect(inbox)
    os.utime(_hand_in(inbox, answer="2"), (1_800_000_100, 1_800_000_100))
    classroom.collect(inbox)
    with classroom.database.session() as session:
        assert len(list_submissions(session, "spring")) == 2
        (latest,) = latest_submissions(session, "spring")
    assert b"answer = 2" in classroom.store.read(latest.files["one.ipynb"])


def test_collect_time_of_folder_and_future(classroom: Classroom, inbox: Path) -> None:
    """The file's date is when it was submitted, but never later than now."""
    os.utime(_hand_in(inbox, "00101"), (1_800_000_000, 1_800_000_000))
    os.utime(_hand_in(inbox, "00102"), (4_000_000_000, 4_000_000_000))
    moments = {taken.learner_id: taken.submitted_at for taken in classroom.collect(inbox).accepted}
    assert moments == {"00101": datetime.fromtimestamp(1_800_000_000, UTC), "00102": NOW}


def test_collect_time_of_zip_is_japanese(classroom: Classroom, inbox: Path) -> None:
    """A zip keeps local time; 9:30 in Tokyo is 0:30 in UTC."""
    source = inbox / "all.zip"
    source.write_bytes(build_zip([{"path": "00101/one.ipynb", "notebook": "alpha/one"}]))
    (taken,) = classroom.collect(source).accepted
    assert taken.submitted_at == datetime(2027, 4, 19, 0, 30, tzinfo=UTC)


def test_collect_older_zip_of_another_clock(classroom: Classroom, inbox: Path) -> None:
    """What was handed in first stays the older, though its zip's local time is of a clock ahead."""
    source = inbox / "all.zip"
    for answer, local_hour, moment in (("new", 9, 3600), ("old", 23, 0)):
        with zipfile.ZipFile(source, "w") as archive:
            member = zipfile.ZipInfo("00101/one.ipynb", (2027, 4, 19, local_hour, 0, 0))
            seconds = int(datetime(2027, 4, 18, 23, tzinfo=UTC).timestamp()) + moment
            member.extra = struct.pack("<HHBi", 0x5455, 5, 1, seconds)
            archive.writestr(member, notebook_bytes("a-1", "a-2", answer=repr(answer)))
        classroom.collect(source)
    with classroom.database.session() as session:
        (latest,) = latest_submissions(session, "spring")
    assert b"answer = 'new'" in classroom.store.read(latest.files["one.ipynb"])


def test_collect_progress_counts_every_file(classroom: Classroom, inbox: Path) -> None:
    """Nothing is lost: accepted and refused together are what was there."""
    _hand_in(inbox)
    (inbox / "00102_one.ipynb").write_text("broken")
    report = classroom.collect(inbox)
    assert (len(report.accepted), len(report.refused)) == (1, 1)


@pytest.mark.parametrize("name", ["none", "empty", "text.txt"])
def test_collect_bad_source(classroom: Classroom, inbox: Path, name: str) -> None:
    """A source that is not there, is empty or is no source is a wrong use."""
    (inbox / "empty").mkdir()
    (inbox / "text.txt").write_text("x")
    with pytest.raises(UsageError):
        classroom.collect(inbox / name)


def test_collect_nobody_enrolled(empty_classroom: Classroom, inbox: Path) -> None:
    """Without a roster nobody's work could be recognised; the remedy says how to enrol."""
    _hand_in(inbox)
    with pytest.raises(UsageError, match="terakoya cohort enrol spring"):
        empty_classroom.collect(inbox)


def test_collect_unknown_assignment(classroom: Classroom, inbox: Path) -> None:
    """A slip in the assignment's name is met with the nearest one."""
    with pytest.raises(UsageError, match="Did you mean alpha"):
        classroom.collect(inbox, assignment_id="alpa")


def test_collect_broken_zip(classroom: Classroom, inbox: Path) -> None:
    """A source that is broken as a whole is an error that names it."""
    source = inbox / "all.zip"
    source.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(SubmissionError, match=r"all\.zip"):
        classroom.collect(source)


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_collect_too_many_files(classroom: Classroom, inbox: Path, form: str) -> None:
    """A source with too many files is refused whole: nothing of it is taken."""
    names = [f"{learner.id}/one.ipynb" for learner in LEARNERS]
    entries = [{"path": name, "notebook": "alpha/one"} for name in names]
    source = inbox / "all.zip"
    if form == "zip":
        source.write_bytes(build_zip(entries))
    else:
        build_folder(inbox, entries)
        source = inbox
    with pytest.raises(SubmissionError, match="more than 3 files"):
        classroom.collect(source, limits=CollectLimits(files=3))
    assert len(classroom.collect(source, limits=CollectLimits(files=4)).accepted) == 4


def test_collect_too_large_notebook(classroom: Classroom, inbox: Path) -> None:
    """One notebook beyond its size is refused; the control beside it goes through."""
    _hand_in(inbox, "00101", answer=repr("x" * 2_000))
    _hand_in(inbox, "00102")
    report = classroom.collect(inbox, limits=CollectLimits(notebook_bytes=2_000))
    assert [entry.name for entry in report.refused] == ["00101/one.ipynb"]
    assert len(report.accepted) == 1


def test_collect_beyond_total(classroom: Classroom, inbox: Path) -> None:
    """The bytes really read are counted; what comes after the limit is refused by name."""
    size = _hand_in(inbox, "00101").stat().st_size
    _hand_in(inbox, "00102")
    report = classroom.collect(inbox, limits=CollectLimits(total_bytes=size + 10))
    assert [taken.learner_id for taken in report.accepted] == ["00101"]
    assert "in all" in report.refused[0].reason


def test_collect_lying_zip(classroom: Classroom, inbox: Path) -> None:
    """An entry that unpacks to more than its directory says is damaged, not unpacked on."""
    content = bytearray(build_zip([{"path": "00101/one.ipynb", "text": "1" * 5_000_000}]))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    source = inbox / "bomb.zip"
    source.write_bytes(content)
    report = classroom.collect(source)
    assert "damaged" in report.refused[0].reason


def test_collect_inner_zip_with_too_many_files(classroom: Classroom, inbox: Path) -> None:
    """One learner's overfull zip cannot hold up the others."""
    members = [{"path": f"{n}.ipynb", "text": "x"} for n in range(5)]
    entries = [{"path": "00101.zip", "zip": members}]
    build_folder(inbox, [*entries, {"path": "00102/one.ipynb", "notebook": "alpha/one"}])
    report = classroom.collect(inbox, limits=CollectLimits(inner_files=4))
    assert [entry.name for entry in report.refused] == ["00101.zip"]
    assert len(report.accepted) == 1


def test_collect_vast_zip_directory(classroom: Classroom, inbox: Path) -> None:
    """A zip with more files than the limit is refused before they are looked at."""
    source = inbox / "vast.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for number in range(101):
            archive.writestr(f"{number}.txt", "")
    with pytest.raises(SubmissionError, match="more than 100 files"):
        classroom.collect(source, limits=CollectLimits(entries=100))


def test_collect_is_one_transaction_a_submission(classroom: Classroom, inbox: Path) -> None:
    """When the database fails half-way, what was accepted before is whole and stays."""
    os.utime(_hand_in(inbox, "00101"), (1_800_000_000, 1_800_000_000))
    os.utime(_hand_in(inbox, "00102"), (1_800_000_100, 1_800_000_100))
    trigger = (
        "CREATE TRIGGER stop BEFORE INSERT ON submission_files WHEN NEW.submission_id > 1 "
        "BEGIN SELECT RAISE(ABORT, 'stop'); END"
    )
    with classroom.database.engine.begin() as connection:
        connection.exec_driver_sql(trigger)
    with pytest.raises(IntegrityError, match="stop"):
        classroom.collect(inbox)
    with classroom.database.session() as session:
        assert [entry.learner_id for entry in list_submissions(session, "spring")] == ["00101"]


def test_collect_two_attempts_within_a_second(classroom: Classroom, inbox: Path) -> None:
    """Going back to an earlier answer later is a new submission again."""
    for seconds, answer in ((0, "1"), (10, "2"), (20, "1")):
        moment = (NOW - timedelta(hours=1, seconds=-seconds)).timestamp()
        os.utime(_hand_in(inbox, answer=answer), (moment, moment))
        assert len(classroom.collect(inbox).accepted) == 1


def test_collect_one_of_two_notebooks_again(classroom: Classroom, inbox: Path) -> None:
    """Who hands in one notebook again keeps the other one, and that is said; so it stays."""
    entries = [
        {"path": f"00101/{name}.ipynb", "notebook": f"alpha/{name}"} for name in ("one", "two")
    ]
    first, second = inbox / "first", inbox / "second"
    build_folder(first, entries)
    build_folder(second, [entries[0] | {"answer": "2"}])
    for folder, age in ((first, 2), (second, 1)):
        moment = (NOW - timedelta(hours=age)).timestamp()
        for path in folder.rglob("*.ipynb"):
            os.utime(path, (moment, moment))
    (taken,) = classroom.collect(first).accepted
    assert taken.kept == ()
    (taken,) = classroom.collect(second).accepted
    assert (taken.files, taken.kept) == (("one.ipynb",), ("two.ipynb",))
    with classroom.database.session() as session:
        (latest,) = latest_submissions(session, "spring")
    assert latest.files["two.ipynb"] == sha256((first / "00101/two.ipynb").read_bytes()).hexdigest()
    assert (
        latest.files["one.ipynb"] == sha256((second / "00101/one.ipynb").read_bytes()).hexdigest()
    )
    for folder in (second, first, second):
        assert len(classroom.collect(folder).unchanged) == 1


def test_collect_keeps_under_which_name_it_came(classroom: Classroom, inbox: Path) -> None:
    """The newest hand-in's name counts, also where its content was known; the exchange has none."""
    folder = "髙橋 一郎_9_assignsubmission_file"
    for name, age in ((f"{folder}/one.ipynb", 3), ("00101_one.ipynb", 2)):
        place = inbox / str(age)
        build_folder(place, [{"path": name, "notebook": "alpha/one"}])
        moment = (NOW - timedelta(hours=age)).timestamp()
        os.utime(place / name, (moment, moment))
    key, names = ("00101", "alpha"), []
    for place in ("3", "2", "3"):
        classroom.collect(inbox / place)
        with classroom.database.session() as session:
            names.append(list_origins(session, "spring")[key])
    assert names == [Origin(folder, is_folder=True), Origin("00101_"), Origin("00101_")]
