"""Nobody is late by the date of a download; what is said instead counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from classroom import NOW, Classroom
from handed_in import build_zip

from terakoya.errors import UsageError
from terakoya.model import read_due
from terakoya.records import list_submissions, set_due_date, set_extensions

BEFORE, BETWEEN, AFTER = map(read_due, ("2027-04-17", "2027-04-18T12:00", "2027-04-19"))
"""Of the entries' date, 2027-04-19 09:30 in Japan: two days that are over, and one that is not."""
MOODLE = "髙橋 一郎_9_assignsubmission_file/one.ipynb"
MOODLE_FLAT = "山﨑 花子_10_assignsubmission_file_one.ipynb"
CANVAS = "髙橋一郎_4711_9021_one.ipynb"
CANVAS_LATE = "山﨑花子_LATE_4712_9022_one.ipynb"
PLAIN = "00101/one.ipynb"
TEAMS = "髙橋 一郎/one.ipynb"


def pack(inbox: Path, *names: str, answer: str = "1") -> Path:
    """A zip of hand-ins under these names."""
    source = inbox / f"handed in {answer}.zip"
    entry: dict[str, Any] = {"notebook": "alpha/one", "answer": answer}
    source.write_bytes(build_zip([entry | {"path": name} for name in names]))
    return source


@pytest.fixture
def dated(classroom: Classroom) -> Classroom:
    """A cohort whose assignment was due before the date that zips have here."""
    with classroom.database.session() as session:
        set_due_date(session, "spring", "alpha", BEFORE)
    return classroom


@pytest.mark.parametrize("name", [MOODLE, MOODLE_FLAT, CANVAS])
def test_download_after_the_due_date_makes_nobody_late(
    dated: Classroom, inbox: Path, name: str
) -> None:
    """Nothing is taken until a person has said when it was handed in; as that it is kept."""
    source = pack(inbox, name, PLAIN.replace("00101", "00103"))
    with pytest.raises(UsageError, match=r"1 of them after the due date.*--handed-in"):
        dated.collect(source)
    with dated.database.reading() as session:
        assert list_submissions(session, "spring") == ()
    report = dated.collect(source, handed_in_at=BEFORE, as_dated=True)
    assert [(one.late, one.submitted_at) for one in report.accepted] == [(False, BEFORE)] * 2


@pytest.mark.parametrize("name", [MOODLE, CANVAS])
def test_dates_of_a_download_count_for_who_says_so(
    dated: Classroom, inbox: Path, name: str
) -> None:
    """As it was before there were due dates: then somebody is late."""
    (taken,) = dated.collect(pack(inbox, name), as_dated=True).accepted
    assert taken.late


@pytest.mark.parametrize("name", [PLAIN, TEAMS])
def test_other_names_have_dates_of_their_own(dated: Classroom, inbox: Path, name: str) -> None:
    """The control: where a zip keeps when a file was written, it tells who was late."""
    (taken,) = dated.collect(pack(inbox, name)).accepted
    assert taken.late


def test_what_canvas_calls_late_is_late(dated: Classroom, inbox: Path) -> None:
    """It needs no question, and what is said of the others does not make it come in time."""
    (taken,) = dated.collect(pack(inbox, CANVAS_LATE)).accepted
    assert taken.late
    report = dated.collect(pack(inbox, CANVAS, CANVAS_LATE, answer="2"), handed_in_at=BEFORE)
    assert {one.learner_id: one.late for one in report.accepted} == {"00101": False, "00102": True}


def test_download_before_the_due_date_asks_nothing(classroom: Classroom, inbox: Path) -> None:
    """Nor does one where nothing is due, nor of whoever has longer."""
    source = pack(inbox, MOODLE)
    assert len(classroom.collect(source).accepted) == 1
    with classroom.database.session() as session:
        set_due_date(session, "spring", "alpha", AFTER)
    assert not classroom.collect(pack(inbox, MOODLE, answer="2")).accepted[0].late
    with classroom.database.session() as session:
        set_due_date(session, "spring", "alpha", BETWEEN)
        set_extensions(session, "spring", "alpha", ["00101"], AFTER)
    assert not classroom.collect(pack(inbox, MOODLE, answer="3")).accepted[0].late


def test_what_was_collected_in_time_is_no_question_later(classroom: Classroom, inbox: Path) -> None:
    """The same content downloaded again after the due date is unchanged, and stays in time."""
    classroom.collect(pack(inbox, MOODLE), handed_in_at=BEFORE)
    with classroom.database.session() as session:
        set_due_date(session, "spring", "alpha", BEFORE)
    assert len(classroom.collect(pack(inbox, MOODLE)).unchanged) == 1
    with pytest.raises(UsageError, match="dated by their download"):
        classroom.collect(pack(inbox, MOODLE, answer="2"))


def test_nothing_is_handed_in_later_than_now(dated: Classroom, inbox: Path) -> None:
    """Whatever is said: today is over at midnight only."""
    later = NOW + timedelta(days=3)
    (taken,) = dated.collect(pack(inbox, MOODLE), handed_in_at=later, as_dated=True).accepted
    assert taken.submitted_at == NOW
