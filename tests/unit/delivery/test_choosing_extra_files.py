"""What lies beside a notebook is kept with it, or it is said why not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from classroom import NOW, Classroom
from handed_in import build_folder, build_zip

from terakoya.delivery import CollectReport, choosing_extra_files
from terakoya.model.left_out import WhyLeftOut
from terakoya.records import latest_submissions, list_left_out

MOODLE = "髙橋 一郎_7_assignsubmission_file"


def take(
    classroom: Classroom, inbox: Path, files: Mapping[str, str | None], form: str = "folder"
) -> CollectReport:
    """Collect these files: name → text; None is the notebook alpha/one."""
    entries: list[dict[str, Any]] = [
        {"path": name, "notebook": "alpha/one"} if text is None else {"path": name, "text": text}
        for name, text in files.items()
    ]
    source = inbox / f"{len(list(inbox.iterdir()))}"
    if form == "zip":
        source = source.with_suffix(".zip")
        source.write_bytes(build_zip(entries))
    else:
        build_folder(source, entries)
    return classroom.collect(source)


def told(report: CollectReport) -> dict[str, WhyLeftOut]:
    """Everything that is left out, with the reason."""
    parts = [report.left_out, *(taken.left_out for taken in report.accepted)]
    return {each.name: each.why for part in parts for each in part}


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize(
    ("notebook", "names", "kept"),
    [
        ("00101/one.ipynb", ["00101/my_tools.py"], ["my_tools.py"]),
        ("00101/one.ipynb", ["00101/data/mine.csv"], ["data/mine.csv"]),
        ("00101/work/one.ipynb", ["00101/work/my_tools.py"], ["my_tools.py"]),
        ("00101/alpha/one.ipynb", ["00101/alpha/my_tools.py"], ["my_tools.py"]),
        ("alpha/00101/one.ipynb", ["alpha/00101/my_tools.py"], ["my_tools.py"]),
        ("submitted/00101/alpha/one.ipynb", ["submitted/00101/alpha/my.py"], ["my.py"]),
        (f"{MOODLE}/one.ipynb", [f"{MOODLE}/my_tools.py"], ["my_tools.py"]),
        (f"{MOODLE}_one.ipynb", [f"{MOODLE}_my_tools.py"], ["my_tools.py"]),
        ("髙橋一郎_7_81_one.ipynb", ["髙橋一郎_7_82_my_tools.py"], ["my_tools.py"]),
        ("髙橋一郎_LATE_7_81_one.ipynb", ["髙橋一郎_LATE_7_82_a.tar.gz"], ["a.tar.gz"]),
        ("髙橋 一郎 - one.ipynb", ["髙橋 一郎 - 記録.csv"], ["記録.csv"]),
        ("00101_one.ipynb", ["00101_my_tools.py", "00101_README"], ["README", "my_tools.py"]),
    ],
)
def test_file_beside_is_kept(
    classroom: Classroom, inbox: Path, form: str, notebook: str, names: list[str], kept: list[str]
) -> None:
    """Under the name by which the notebook's code finds it, in every system's layout."""
    report = take(classroom, inbox, {notebook: None} | dict.fromkeys(names, "x"), form)
    (taken,) = report.accepted
    assert sorted(taken.files) == sorted([*kept, "one.ipynb"])
    assert told(report) == {}
    with classroom.database.session() as session:
        (latest,) = latest_submissions(session, "spring")
    assert all(classroom.store.read(latest.files[name]) == b"x" for name in kept)


def test_file_of_a_learners_zip_is_kept(classroom: Classroom, inbox: Path) -> None:
    """What a learner zipped together stays together; a zip of data alone stays a zip."""
    inner = [{"path": "w/one.ipynb", "notebook": "alpha/one"}, {"path": "w/my.py", "text": "x"}]
    data = [{"path": "a.csv", "text": "x"}]
    build_folder(inbox / "a", [{"path": f"{MOODLE}/work.zip", "zip": inner}])
    build_folder(
        inbox / "b",
        [
            {"path": "00102/one.ipynb", "notebook": "alpha/one"},
            {"path": "00102/data.zip", "zip": data},
        ],
    )
    files = [classroom.collect(inbox / name).accepted[0].files for name in "ab"]
    assert files == [("my.py", "one.ipynb"), ("data.zip", "one.ipynb")]


def test_systems_leftovers_are_nobodys(classroom: Classroom, inbox: Path) -> None:
    """What a system put there is neither kept nor told."""
    leftovers = (".DS_Store", "__pycache__/my.cpython-311.pyc", ".git/config", "timestamp.txt")
    files = {"00101/one.ipynb": None} | {f"00101/{name}": "x" for name in leftovers}
    report = take(classroom, inbox, files)
    assert report.accepted[0].files == ("one.ipynb",)
    assert told(report) == {}


@pytest.mark.parametrize(
    ("path", "name", "why"),
    [
        ("00101/records.csv", "records.csv", WhyLeftOut.OURS),
        ("00101/records.csv/deeper", "records.csv/deeper", WhyLeftOut.OURS),
        ("00101/tools/__init__.py", "tools/__init__.py", WhyLeftOut.SHADOWS),
        ("00101/tools.so", "tools.so", WhyLeftOut.SHADOWS),
        ("00101/random.py", "random.py", WhyLeftOut.LIBRARY),
        ("00101/terakoya.py", "terakoya.py", WhyLeftOut.LIBRARY),
        (f"00101/{'d' * 200}/{'n' * 200}", f"{'d' * 200}/{'n' * 54}", WhyLeftOut.NAME),
        ("00102/my_tools.py", "00102/my_tools.py", WhyLeftOut.APART),
        ("99999/my_tools.py", "99999/my_tools.py", WhyLeftOut.NOBODY),
    ],
)
def test_file_that_is_not_used_is_told(
    classroom: Classroom, inbox: Path, path: str, name: str, why: WhyLeftOut
) -> None:
    """The reason is told, and kept where it concerns somebody's submission; the notebook counts."""
    source = classroom.workspace.source("alpha")
    (source / "records.csv").write_text("1\n")
    (source / "tools.py").write_text("")
    report = take(classroom, inbox, {"00101/one.ipynb": None, path: "x"})
    (taken,) = report.accepted
    assert taken.files == ("one.ipynb",)
    assert told(report) == {name: why}
    with classroom.database.session() as session:
        (latest,) = latest_submissions(session, "spring")
        kept = list_left_out(session, [latest.id]).get(latest.id, ())
    assert kept == taken.left_out


def test_assignments_own_file_is_no_news(classroom: Classroom, inbox: Path) -> None:
    """Data that came back as they were given are neither kept again nor told."""
    (classroom.workspace.source("alpha") / "records.csv").write_text("1\n")
    report = take(classroom, inbox, {"00101/one.ipynb": None, "00101/records.csv": "1\n"})
    assert report.accepted[0].files == ("one.ipynb",)
    assert told(report) == {}


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 2), ("MOST_EXTRA_BYTES", 20)])
def test_too_much_is_told(
    classroom: Classroom, inbox: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    """What fits is kept, the rest told; the notebook is taken all the same."""
    monkeypatch.setattr(choosing_extra_files, limit, value)
    files = {f"00101/{name}.txt": "0123456789" for name in "abc"}
    report = take(classroom, inbox, files | {"00101/one.ipynb": None})
    assert report.accepted[0].files == ("a.txt", "b.txt", "one.ipynb")
    assert told(report) == {"c.txt": WhyLeftOut.LARGE}


def test_two_files_of_one_name_are_told(classroom: Classroom, inbox: Path) -> None:
    """Nobody knows which one the notebook means; two that are alike are one."""
    prefix = "髙橋一郎_7"
    files = {f"{prefix}_1_one.ipynb": None, f"{prefix}_2_a.py": "1", f"{prefix}_3_a.py": "2"}
    report = take(classroom, inbox, files | {f"{prefix}_4_b.py": "1", f"{prefix}_5_b.py": "1"})
    assert report.accepted[0].files == ("b.py", "one.ipynb")
    assert told(report) == {"a.py": WhyLeftOut.TWICE}


def test_encrypted_file_is_told(classroom: Classroom, inbox: Path) -> None:
    """What cannot be read costs nothing else."""
    entries = [{"path": "00101/one.ipynb", "notebook": "alpha/one"}]
    entries += [{"path": "00101/a.csv", "text": "x", "flag": 1}]
    source = inbox / "all.zip"
    source.write_bytes(build_zip(entries))
    report = classroom.collect(source)
    assert report.accepted[0].files == ("one.ipynb",)
    assert told(report) == {"a.csv": WhyLeftOut.UNREADABLE}


@pytest.mark.parametrize("most", [choosing_extra_files.MOST_FILES, 1])
def test_notebook_handed_in_again_keeps_its_files(
    classroom: Classroom, inbox: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """As long as they fit beside the new ones; else it is told which are not used."""
    first, second = inbox / "first", inbox / "second"
    build_folder(first, [{"path": "00101/one.ipynb", "notebook": "alpha/one"}])
    build_folder(first, [{"path": "00101/old.py", "text": "1"}, {"path": "00101/x", "text": "1"}])
    build_folder(second, [{"path": "00101/one.ipynb", "notebook": "alpha/one", "answer": "2"}])
    build_folder(second, [{"path": "00101/x/new.py", "text": "1"}])
    for folder, age in ((first, 2), (second, 1)):
        moment = (NOW - timedelta(hours=age)).timestamp()
        for path in folder.rglob("*.*"):
            os.utime(path, (moment, moment))
        os.utime(first / "00101/x", (moment, moment))
        report = classroom.collect(folder)
        monkeypatch.setattr(choosing_extra_files, "MOST_FILES", most)
    (taken,) = report.accepted
    fits = most > 1
    assert taken.kept == (("old.py",) if fits else ())
    lost = {"x": WhyLeftOut.OWN} | ({} if fits else {"old.py": WhyLeftOut.LARGE})
    assert told(report) == lost


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("my_tools.double(1)", ["my_tools.py"]),
        ("my_tools.double(1)  # not my_tools-1", ["my_tools-1.py"]),
        ("1", ["my_tools-1.py"]),
    ],
)
def test_canvas_count_is_taken_off(
    classroom: Classroom, inbox: Path, answer: str, kept: list[str]
) -> None:
    """A file handed in again has a count in its name; it is kept as the notebook speaks of it."""
    prefix = "髙橋一郎_7"
    build_folder(
        inbox / "a",
        [
            {"path": f"{prefix}_81_one-1.ipynb", "notebook": "alpha/one", "answer": answer},
            {"path": f"{prefix}_82_my_tools-1.py", "text": "x"},
        ],
    )
    (taken,) = classroom.collect(inbox / "a").accepted
    assert [name for name in taken.files if name != "one.ipynb"] == kept
