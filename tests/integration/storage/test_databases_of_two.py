"""Databases that two programs open at the same moment, or in which another one writes."""

from __future__ import annotations

import multiprocessing
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, Student
from terakoya_autograde.storage import transactions as opening
from terakoya_autograde.storage.address import file_address
from terakoya_autograde.storage.transactions import open_engine, text_for_others

from terakoya.cli.main import main as terakoya
from terakoya.errors import WorkspaceError
from terakoya.grading import CohortGrader
from terakoya.grading.course_directory import open_course_directory
from terakoya.grading.gradebook import add_assignment
from terakoya.model import Cohort
from terakoya.records import add_cohort, database_url, find_cohort, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.integration.test_grading import COHORT, NOW, RIGHT, grade, grader, hand_in, scores
from tests.integration.test_nbgrader_course import Counting, course, run_ours
from tests.integration.test_records import postgresql
from tests.made import write_small_course

__all__ = ["course", "grader", "postgresql"]  # fixtures
NAMES = ["a?b", "100%41", "研修 #1"]


def open_at_once(url: object, names: tuple[str, ...]) -> list[int | None]:
    """Let a process for each name open the database and make a cohort; return how they ended."""
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(names))

    def first_command(name: str) -> None:
        start.wait()
        database = open_database(url)  # type: ignore[arg-type]
        with database.session() as session:
            assert find_cohort(session, name) is None
            add_cohort(session, Cohort(name, "small", "春"), NOW)

    processes = [context.Process(target=first_command, args=(name,)) for name in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_first_commands(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each time both make their cohort in a database that was not there before."""
    for number in range(5):
        url = database_url(tmp_path / str(number))
        if kind == "postgresql":
            url = request.getfixturevalue("postgresql")
            engine = open_engine(url)
            with engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            engine.dispose()
        assert open_at_once(url, ("one", "two")) == [0, 0]
        database = open_database(url)
        with database.reading() as session:
            assert find_cohort(session, "one") is not None
            assert find_cohort(session, "two") is not None
        database.close()


def test_server_that_others_write_in(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, too: who writes waits up to the bound, who reads does not, nothing is kept."""
    database = open_database(postgresql)
    monkeypatch.setattr(opening, "WAIT", 0.2)
    hurried = open_database(postgresql)
    with database.session() as alone:
        add_cohort(alone, Cohort("alone", "small", "春"), NOW)
        with (
            pytest.raises(WorkspaceError, match="Another program is writing in this database"),
            hurried.session() as session,
        ):
            add_cohort(session, Cohort("late", "small", "春"), NOW)
        with hurried.reading() as session:
            assert find_cohort(session, "alone") is None
    with hurried.session() as session:
        assert find_cohort(session, "alone") is not None
        assert find_cohort(session, "late") is None
    for opened in (database, hurried):
        opened.close()


def test_reader_of_a_server_changes_nothing(postgresql: str) -> None:
    """A change in a reading transaction is refused; the same connection may write afterwards."""
    database = open_database(postgresql)
    with (
        pytest.raises(WorkspaceError, match="The database can only be read"),
        database.reading() as session,
    ):
        add_cohort(session, Cohort("read", "small", "春"), NOW)
        session.flush()
    with database.session() as session:
        add_cohort(session, Cohort("read", "small", "春"), NOW)
    database.close()


@pytest.mark.parametrize("name", [*NAMES, "a+b [2]", "{x}"])
def test_workspace_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    """Both databases are in the workspace, nbgrader finds them there, and nothing is elsewhere."""
    workspace = make_workspace(tmp_path / name)
    write_small_course(workspace)
    database = open_database(database_url(workspace.var))
    database.close()
    directory = open_course_directory(workspace, COHORT, workspace.read_course(COHORT.course_id))
    add_assignment(directory, workspace.source("tiny"), workspace.root / "nbgrader_config.py")
    kept = sorted(str(path.relative_to(workspace.root)) for path in tmp_path.rglob("*.db"))
    assert kept == ["var/cohorts/autumn/gradebook.db", "var/terakoya.db"]
    assert list(tmp_path.iterdir()) == [workspace.root]
    with Gradebook(text_for_others(directory.gradebook_url)) as gradebook:
        assert [entry.name for entry in gradebook.assignments] == ["tiny"]


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Be a program that has begun to write and does not end: for a gradebook, nbgrader itself."""
    if file.name == "gradebook.db" and file.exists():
        with Gradebook(text_for_others(file_address(file))) as gradebook:
            gradebook.db.add(Student(id="typed just now"))
            gradebook.db.flush()
            yield
            gradebook.db.rollback()
        return
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("kept", ["terakoya.db", "gradebook.db"])
def test_cohort_graded_beside_a_program_that_writes(
    grader: CohortGrader, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the bound it is told so in one sentence; when the other has ended, the run is done."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    root = grader.workspace.cohort(COHORT.id)
    file = grader.workspace.var / kept if kept == "terakoya.db" else root / kept
    if kept == "gradebook.db":
        grade(grader)
        hand_in(grader, {"0001": {}, "0002": RIGHT}, NOW.replace(hour=11))
    before = scores(grader)
    with monkeypatch.context() as patched, writing(file):
        patched.setattr(opening, "WAIT", 0.2)
        hurried = replace(grader, database=open_database(database_url(grader.workspace.var)))
        with pytest.raises(WorkspaceError, match="Another program is writing in this database"):
            grade(hurried)
        hurried.database.close()
    assert scores(grader) == before
    grade(grader)
    assert scores(grader)["0001"] == (0 if kept == "gradebook.db" else 3)


def test_command_beside_a_program_that_writes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that would write says one line and ends with 1; one that reads does not mind."""
    open_database(database_url(workspace.var)).close()
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr(opening, "WAIT", 0.2)
    create = ("cohort", "create", "spring", "--course", "small", "--title", "spring")
    with writing(workspace.var / "terakoya.db"):
        assert run_terakoya(monkeypatch, *create) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "Another program is writing" in line or "ほかのプログラム" in line
        assert run_terakoya(monkeypatch, "cohort", "list") == 0
    assert run_terakoya(monkeypatch, *create) == 0


def run_terakoya(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run a command in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["terakoya", *arguments])
    with pytest.raises(SystemExit) as ended:
        terakoya()
    return int(ended.value.code or 0)


def test_course_graded_beside_a_program_that_writes(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The engine's own command says one line and ends with 1; its next run grades everyone."""
    with monkeypatch.context() as patched, writing(course / "gradebook.db"):
        patched.setattr(opening, "WAIT", 0.2)
        assert run_ours(course, "lesson", opener=Counting().open) == 1
    assert "gradebook.db: another program is writing" in capsys.readouterr().err
    counting = Counting()
    assert run_ours(course, "lesson", opener=counting.open) == 0
    assert counting.calls == 3


@pytest.mark.parametrize("name", NAMES)
def test_course_in_a_folder_of_any_name(name: str, course: Path) -> None:
    """The engine's own command reads and writes the gradebook that lies there."""
    place = course.rename(course.parent / name)
    assert run_ours(place, "lesson", opener=Counting().open) == 0
    assert list(course.parent.iterdir()) == [place]
    with Gradebook(text_for_others(file_address(place / "gradebook.db"))) as gradebook:
        assert len(gradebook.assignment_submissions("lesson")) == 3
