"""`terakoya-autograde` beside stock `nbgrader autograde` on nbgrader's own courses and fixtures.

nbgrader grades once for all tests: that takes seconds.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from terakoya_autograde import generate
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.nbgrader_course.command import main
from terakoya_autograde.nbgrader_course.gradebook_writer import GradebookWriter
from terakoya_autograde.nbgrader_course.run_record import FOLDER, Records
from terakoya_autograde.nbgrader_course.submission_folder import replace_folder
from terakoya_autograde.notebooks.executor import Executor
from terakoya_autograde.storage.atomic_writes import NewFolder

from tests.made import notebook, write_notebook
from tests.stock_programs import stock_environment
from tests.unit.autograde.stock_steps import dump, lesson

PACKAGE = Path(nbgrader.__file__).parent
GUIDE = PACKAGE / "docs" / "source" / "user_guide"
FIXTURES = PACKAGE / "tests" / "apps" / "files"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "course"
c.Execute.timeout = 3
c.Autograde.exclude_overwriting = {"ps2": ["kept.txt"]}
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "harmless"
c.LimitOutput.max_lines = 20
"""
LATE = "2026-04-02 12:00:00 UTC"


@dataclass(frozen=True)
class Sides:
    """The same course, graded by nbgrader and by us."""

    stock: Path
    ours: Path

    def notebooks(self) -> list[Path]:
        """Every autograded notebook, relative to the course."""
        return sorted(
            path.relative_to(self.stock) for path in self.stock.glob("autograded/**/*.ipynb")
        )


def run_ours(course: Path, *arguments: str, opener: Any = None) -> int:
    """Run the command in a course directory."""
    with contextlib.chdir(course):
        return main([*arguments, "--sandbox=none"], opener)


def run_stock(course: Path, *arguments: str) -> int:
    """Run nbgrader's command in a course directory."""
    command = [sys.executable, "-m", "nbgrader", "autograde", *arguments]
    done = subprocess.run(
        command, cwd=course, env=stock_environment(), capture_output=True, check=False
    )
    return done.returncode


def make_course(folder: Path) -> Path:
    """A course with nbgrader's quickstart assignment ps1 and its fixtures as ps2."""
    course = folder / "q"
    shutil.copytree(GUIDE / "source" / "ps1", course / "source" / "ps1")
    shutil.copytree(GUIDE / "submitted", course / "submitted")
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    ps2 = course / "source" / "ps2"
    ps2.mkdir()
    shutil.copy(FIXTURES / "submitted-unchanged.ipynb", ps2 / "p1.ipynb")
    shutil.copy(FIXTURES / "timeout.ipynb", ps2 / "p2.ipynb")
    for name in ("kept.txt", "data/given.csv"):
        (ps2 / name).parent.mkdir(exist_ok=True)
        (ps2 / name).write_text("the instructor's", encoding="utf-8")
    for assignment in ("ps1", "ps2"):
        url = f"sqlite:///{course / 'gradebook.db'}"
        generate(course / "source" / assignment, None, course, url)
    hand_in(course, "ann", p1="submitted-unchanged", p2="timeout", time="")
    hand_in(course, "bob", p1="submitted-changed", time=LATE)
    hand_in(course, "cid", p1="submitted-cheat-attempt", p2="too-new")
    hand_in(course, "dan", p1="submitted-locked-cell-changed", p2="timeout")
    hand_in(course, "eve", other="test-with-output")
    return course


def hand_in(course: Path, student: str, time: str | None = None, **notebooks: str) -> None:
    """Hand in fixtures as notebooks of ps2, with data of the learner's own."""
    folder = course / "submitted" / student / "ps2"
    folder.mkdir(parents=True)
    for name, fixture in notebooks.items():
        shutil.copy(FIXTURES / f"{fixture}.ipynb", folder / f"{name}.ipynb")
    (folder / "data").mkdir()
    for name in ("kept.txt", "data/given.csv", "data/own.csv", "left.pyc"):
        (folder / name).write_text(f"{student}'s", encoding="utf-8")
    if time is not None:
        (folder / "timestamp.txt").write_text(time, encoding="utf-8")


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """Both assignments graded on both sides; tests only look."""
    folder = tmp_path_factory.mktemp("sides")
    made = make_course(folder)
    both = Sides(folder / "stock", folder / "ours")
    for side in (both.stock, both.ours):
        shutil.copytree(made, side)
    assert run_stock(both.stock, "ps1") == 0
    assert run_ours(both.ours, "ps1") == 0
    # a notebook of a later nbgrader stops nbgrader for everybody: cid's is graded apart
    run_stock(both.stock, "ps2", "--CourseDirectory.student_id_exclude=cid")
    assert run_stock(both.stock, "ps2") == 1
    assert run_ours(both.ours, "ps2") == 1
    return both


def untimed(path: Path) -> Any:
    """Read a notebook without what differs from run to run, and without tags."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for name in ("execution", "tags"):
            cell["metadata"].pop(name, None)
        cell.pop("id", None)
        for output in cell.get("outputs", ()):
            output.pop("traceback", None)
    return content


def test_gradebook_equals_nbgraders(sides: Sides) -> None:
    """Every row that nbgrader leaves is there, and no other."""
    stock, ours = (dump(f"sqlite:///{side / 'gradebook.db'}") for side in (sides.stock, sides.ours))
    assert ours == stock
    assert len(stock["submissions"]) == 7


def test_autograded_notebooks_equal_nbgraders(sides: Sides) -> None:
    """Notebooks equal nbgrader's but for times, addresses in tracebacks and learners' tags."""
    assert len(sides.notebooks()) == 9
    for name in sides.notebooks():
        assert untimed(sides.ours / name) == untimed(sides.stock / name), name


def test_timeout_is_worded_as_nbgraders(sides: Sides) -> None:
    """The error of a cell that ran out of time reads as nbgrader is configured to word it."""

    def tracebacks(course: Path) -> list[list[str]]:
        content = json.loads((course / "autograded/ann/ps2/p2.ipynb").read_text(encoding="utf-8"))
        outputs = (output for cell in content["cells"] for output in cell.get("outputs", ()))
        return [
            output["traceback"] for output in outputs if output.get("ename") == "CellTimeoutError"
        ]

    assert tracebacks(sides.ours) == tracebacks(sides.stock)
    assert "No reply from kernel before timeout" in str(tracebacks(sides.ours))


def test_autograded_files_equal_nbgraders(sides: Sides) -> None:
    """The same names, the same permissions, and the same bytes of all but notebooks."""

    def listing(course: Path) -> dict[str, tuple[int, bytes]]:
        found = (path for path in (course / "autograded").rglob("*") if path.is_file())
        return {
            str(path.relative_to(course)): (
                path.stat().st_mode,
                b"" if path.suffix == ".ipynb" else path.read_bytes(),
            )
            for path in found
        }

    assert listing(sides.ours) == listing(sides.stock)
    assert listing(sides.ours)["autograded/ann/ps2/kept.txt"][1] == b"ann's"


def test_refused_submissions_leave_no_folder(sides: Sides) -> None:
    """A notebook of a later nbgrader, or none of the assignment's, fails alone and leaves none."""
    for student in ("cid", "eve"):
        assert not (sides.ours / "autograded" / student / "ps2").exists()
        assert not (sides.stock / "autograded" / student / "ps2").exists()


def test_records_name_what_was_graded(sides: Sides) -> None:
    """Each submission's record has its digests, its sandbox and its cells."""
    path = sides.ours / FOLDER / "ps2" / "ann.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for name in ("submission", "assignment", "environment"):
        assert len(record[name]) == 64
    assert (record["state"], record["sandbox"]) == ("done", "none")
    assert record["notebooks"]["p2"]["status"] == "timeout"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with three honest submissions and an instructor's right answers."""
    folder = tmp_path / "small"
    write_notebook(folder / "source" / "lesson" / "lesson.ipynb", lesson())
    (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    generate(folder / "source" / "lesson", None, folder, f"sqlite:///{folder / 'gradebook.db'}")
    for student in ("amy", "bob", "cem"):
        submitted = folder / "submitted" / student / "lesson"
        shutil.copytree(folder / "release" / "lesson", submitted)
    return folder


@dataclass(frozen=True)
class Ran:
    """A run in which no cell ran."""

    cells: Mapping[int, Any]
    words: Mapping[int, str] = field(default_factory=dict)
    left: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0


class Counting:
    """An executor that runs nothing and counts; it fails at some call if told to."""

    def __init__(self, fails_at: int = 0) -> None:
        self.calls, self.fails_at = 0, fails_at

    def __call__(
        self, _notebook: Any, _files: Any, _limits: Any, _name: str = "", **_more: Any
    ) -> Ran:
        """Count."""
        self.calls += 1
        if self.calls == self.fails_at:
            raise WorkerError("the warm parent is gone")
        return Ran({})

    @contextlib.contextmanager
    def open(self, _course: Any, _files: Any, _sandbox: str) -> Iterator[Executor]:
        """Be the seam."""
        yield self


def test_graded_submissions_are_skipped_until_forced(course: Path) -> None:
    """What is graded stays; --force and --student choose what is graded again."""
    counting = Counting()
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 3
    run_ours(course, "lesson", "--force", "--student", "amy", opener=counting.open)
    assert counting.calls == 4


def test_newer_submission_is_graded_again(course: Path) -> None:
    """A later timestamp is graded again, an equal one is not."""
    stamp = course / "submitted" / "amy" / "lesson" / "timestamp.txt"
    counting = Counting()
    for time, calls in (("2026-04-01 12:00 UTC", 3), ("2026-04-01 12:00 UTC", 3), (LATE, 4)):
        stamp.write_text(time, encoding="utf-8")
        run_ours(course, "lesson", opener=counting.open)
        assert counting.calls == calls


class Killed(BaseException):
    """What stands for a SIGKILL in the grader."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_run_is_taken_up(course: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Killed before or after its rows were committed, the next run ends as an undisturbed one."""
    write = GradebookWriter.write

    def killed(self: GradebookWriter, submissions: Any) -> None:
        if moment == "after":
            write(self, submissions)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(GradebookWriter, "write", killed)
        with pytest.raises(Killed):
            run_ours(course, "lesson", "--workers=1", opener=Counting().open)
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    after = dump(f"sqlite:///{course / 'gradebook.db'}")
    assert [row[0] for row in after["submissions"]] == ["amy", "bob", "cem"]
    run_ours(course, "lesson", "--force", opener=Counting().open)
    assert dump(f"sqlite:///{course / 'gradebook.db'}") == after


@pytest.mark.parametrize("again", [("--force",), ()], ids=["force", "plain"])
def test_killed_force_goes_on(
    course: Path, monkeypatch: pytest.MonkeyPatch, again: tuple[str, ...]
) -> None:
    """What was graded anew before the kill is not graded anew once more; then it is over."""
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    finish = Records.finish

    def killed(self: Records, student: str, record: Any) -> None:
        finish(self, student, record)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Records, "finish", killed)
        with pytest.raises(Killed):
            run_ours(course, "lesson", "--workers=1", "--force", opener=Counting().open)
    counting = Counting()
    assert run_ours(course, "lesson", *again, opener=counting.open) == 0
    assert counting.calls == 2
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 2
    assert run_ours(course, "lesson", "--force", opener=counting.open) == 0
    assert counting.calls == 5


@pytest.mark.parametrize("between", [("--force",), ()])
def test_killed_force_is_not_forgotten_over_a_run_for_one(
    course: Path, monkeypatch: pytest.MonkeyPatch, between: tuple[str, ...]
) -> None:
    """Whom nobody has graded anew is still asked for after a run for one student."""
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    finish = Records.finish

    def killed(self: Records, student: str, record: Any) -> None:
        finish(self, student, record)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Records, "finish", killed)
        with pytest.raises(Killed):
            run_ours(course, "lesson", "--workers=1", "--force", opener=Counting().open)
    counting = Counting()
    run_ours(course, "lesson", "--student=cem", *between, opener=counting.open)
    assert counting.calls == 1
    run_ours(course, "lesson", opener=counting.open)
    assert counting.calls == 2
    run_ours(course, "lesson", opener=counting.open)
    assert counting.calls == 2
    run_ours(course, "lesson", "--force", opener=counting.open)
    assert counting.calls == 5


def test_scores_that_the_gradebook_lost_come_back(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backup from before the grading: the folders are there, the scores are not; it is told."""
    gradebook = course / "gradebook.db"
    backup = gradebook.read_bytes()
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    gradebook.write_bytes(backup)
    counting = Counting()
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 3
    with contextlib.closing(sqlite3.connect(gradebook)) as rows:
        (known,) = rows.execute("SELECT COUNT(*) FROM submitted_assignment").fetchone()
    assert known == 3
    assert "no longer holds what was written of 3" in capsys.readouterr().err
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 3


def test_failure_of_the_grader_changes_nothing(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the grader fails, that submission is as it was, the others are graded, exit 1."""
    assert run_ours(course, "lesson", "--workers=1", opener=Counting(fails_at=2).open) == 1
    assert "error: lesson/bob: the warm parent is gone" in capsys.readouterr().err
    graded = sorted(path.name for path in (course / "autograded").iterdir())
    assert graded == ["amy", "cem"]
    assert run_ours(course, "lesson", opener=Counting().open) == 0


def test_links_in_a_submission_are_left_out(course: Path, tmp_path: Path) -> None:
    """What a link points at is not copied; a FIFO does not hang; control: a file is copied."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    folder = course / "submitted" / "amy" / "lesson"
    (folder / "link.txt").symlink_to(secret)
    (folder / "above").symlink_to(tmp_path)
    os.mkfifo(folder / "fifo")
    shutil.copy(secret, folder / "file.txt")
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    written = sorted(path.name for path in (course / "autograded" / "amy" / "lesson").iterdir())
    assert written == ["file.txt", "lesson.ipynb"]
    record = json.loads((course / FOLDER / "lesson" / "amy.json").read_text(encoding="utf-8"))
    assert sorted(record["left_out"]) == ["above", "fifo", "link.txt"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[" * 100_000, "RecursionError"),
        ("not json", "NotJSONError"),
        (json.dumps({"nbformat": 9, "cells": []}), "Unsupported nbformat version 9"),
        (json.dumps(notebook() | {"cells": [{"cell_type": "code"}]}), "missing an expected key"),
    ],
)
def test_bad_notebook_fails_alone(
    course: Path, capsys: pytest.CaptureFixture[str], content: str, reason: str
) -> None:
    """A notebook that cannot be read costs its own submission only, in one line."""
    path = course / "submitted" / "bob" / "lesson" / "lesson.ipynb"
    path.write_text(content, encoding="utf-8")
    assert run_ours(course, "lesson", opener=Counting().open) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [reason in line for line in lines if line.startswith("error: lesson/bob")] == [True]
    assert lines[-1].startswith("lesson: 2 graded, 1 failed, 0 skipped")


def test_submission_that_cannot_be_put_in_place_fails_alone(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk at one submission costs that one, in one line; the next run grades it."""

    def full(beside: NewFolder, target: Path) -> None:
        if "bob" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        replace_folder(beside, target)

    with monkeypatch.context() as patched:
        patched.setattr("terakoya_autograde.nbgrader_course.course_cohort.replace_folder", full)
        assert run_ours(course, "lesson", opener=Counting().open) == 1
    assert "error: lesson/bob: OSError: [Errno 28]" in capsys.readouterr().err
    students = [row[0] for row in dump(f"sqlite:///{course / 'gradebook.db'}")["submissions"]]
    assert students == ["amy", "cem"]
    counting = Counting()
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 1


def test_leftovers_of_a_killed_run_are_cleared(course: Path) -> None:
    """What a kill left beside the folders goes, also where nothing is to be graded again."""
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    graded = course / "autograded"
    (graded / "amy" / ".lesson.ab_cd123.new").mkdir()
    (graded / "bob" / ".lesson.ab_cd123.old").mkdir()
    (graded / "cem" / "lesson").rename(graded / "cem" / ".lesson.ab_cd123.old")
    counting = Counting()
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 0
    assert {path.name for path in graded.glob("*/*")} == {"lesson"}
    assert len(list(graded.glob("*/lesson/lesson.ipynb"))) == 3


def test_broken_configuration_is_refused(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A configuration that cannot be read grades nothing: nbgrader would take its defaults."""
    (course / "nbgrader_config.py").write_text("c = get_config(", encoding="utf-8")
    assert run_ours(course, "lesson", opener=Counting().open) == 1
    assert "error: the configuration cannot be read: SyntaxError" in capsys.readouterr().err
    assert not (course / "autograded").exists()


def test_unknown_student_fails_where_none_are_made(course: Path) -> None:
    """With create_student off, unknown students fail and leave nothing; --create makes them."""
    option = "--Autograde.create_student=False"
    assert run_ours(course, "lesson", option, opener=Counting().open) == 1
    assert not list((course / "autograded").glob("*/lesson"))
    assert run_ours(course, "lesson", option, "--create", opener=Counting().open) == 0


def test_configuration_is_nbgraders(course: Path) -> None:
    """Directories, exclusion, permissions and hooks come from nbgrader_config.py."""
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'c.CourseDirectory.autograded_directory = "marked"\n'
        'c.CourseDirectory.directory_structure = "{nbgrader_step}/{student_id}/{assignment_id}"\n'
        'c.CourseDirectory.student_id_exclude = "bob,cem"\n'
        "c.Autograde.permissions = 640\n"
        "from pathlib import Path\n"
        "c.Autograde.post_convert_hook = lambda **told: Path('hook').write_text(str(told))\n",
        encoding="utf-8",
    )
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    path = course / "marked" / "amy" / "lesson" / "lesson.ipynb"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in (course / "marked").iterdir()] == ["amy"]
    assert "lesson.ipynb" in (course / "hook").read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", [True, False])
def test_deleted_check_is_put_back_where_configured(course: Path, wanted: bool) -> None:
    """With add_missing_cells a deleted check comes back, without it stays away; both are graded."""
    path = course / "submitted" / "bob" / "lesson" / "lesson.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != "double-check"]
    path.write_text(json.dumps(content), encoding="utf-8")
    option = f"--OverwriteCells.add_missing_cells={wanted}"
    assert run_ours(course, "lesson", option, opener=Counting().open) == 0
    written = course / "autograded" / "bob" / "lesson" / "lesson.ipynb"
    assert ("assert double == 4" in written.read_text(encoding="utf-8")) is wanted


def test_what_happened_to_cells_is_said(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A deleted check and a pasted copy are named with student, item and cell."""
    for student in ("bob", "cem"):
        path = course / "submitted" / student / "lesson" / "lesson.ipynb"
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = {cell["id"]: cell for cell in content["cells"]}
        if student == "bob":
            content["cells"].remove(cells["double-check"])
        else:
            answer = {**cells["essay"], "id": "again", "source": "Because."}
            content["cells"].insert(0, answer)
        path.write_text(json.dumps(content), encoding="utf-8")
    assert run_ours(course, "lesson", opener=Counting().open) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("note: ")]
    assert [line.split(" (")[0] for line in said] == [
        "note: lesson/bob/lesson.ipynb, double-check: the cell double-check is not in the notebook",
        "note: lesson/cem/lesson.ipynb, essay: the cell essay is there several times",
    ]


def test_not_executing_is_refused(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A configuration that grades without running is refused in one line."""
    assert run_ours(course, "lesson", "--Execute.enabled=False", opener=Counting().open) == 1
    assert capsys.readouterr().err.startswith("error: Execute is disabled")


def test_unknown_assignment_is_one_line(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An assignment with no submissions is named."""
    assert run_ours(course, "nothing", opener=Counting().open) == 1
    assert "error: No notebooks were matched by" in capsys.readouterr().err


def test_json_report_is_on_standard_output(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--json writes one document with every cell's score and status."""
    run_ours(course, "lesson", "--json", opener=Counting().open)
    report = json.loads(capsys.readouterr().out)
    cells = report["graded"]["amy"]["notebooks"]["lesson"]["cells"]
    assert cells["double-check"] == {"points": 2.0, "score": 0.0, "status": "not-run"}
    assert report["skipped"] == []


def test_second_run_at_the_same_time_is_refused(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two runs never grade one assignment at once."""

    class Nested(Counting):
        def __call__(self, *_told: Any, **_more: Any) -> Ran:
            assert run_ours(course, "lesson", opener=Counting().open) == 1
            return Ran({})

    assert run_ours(course, "lesson", "--student=amy", opener=Nested().open) == 0
    assert "another terakoya-autograde is grading it" in capsys.readouterr().err
