"""nbgrader's own due dates and extensions are what the records say, to the second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Assignment, Base, Course, Student, SubmittedAssignment
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from terakoya.grading import CourseDirectory, write_due_dates
from terakoya.model import DueDates, read_due

DAY, WEEK = read_due("2027-05-14"), read_due("2027-05-21T17:00")
IN_TIME = datetime(2027, 5, 14, 14, 59, 59)  # noqa: DTZ001 - UTC, as nbgrader keeps it: 23:59:59
LATE = datetime(2027, 5, 14, 15, 0)  # noqa: DTZ001


@pytest.fixture
def directory(tmp_path: Path) -> CourseDirectory:
    """A cohort's folder with a gradebook in which three people have handed in."""
    with open_gradebook(tmp_path, new=True) as session:
        session.add(Course(id="course"))
        session.flush()
        session.add_all([Assignment(name=name, course_id="course") for name in ("tiny", "other")])
        session.flush()
        tiny = session.scalar(select(Assignment.id).where(Assignment.name == "tiny"))
        for learner, at in (("001", IN_TIME), ("002", LATE), ("003", LATE)):
            session.add(Student(id=learner))
            session.flush()
            handed_in = {"assignment_id": tiny, "student_id": learner, "timestamp": at}
            session.execute(insert(SubmittedAssignment).values(id=learner, **handed_in))
    return CourseDirectory(tmp_path)


@contextmanager
def open_gradebook(folder: Path, *, new: bool = False) -> Iterator[Session]:
    """Open the gradebook as nbgrader's own objects see it; it is closed afterwards."""
    engine = create_engine(f"sqlite:///{folder / 'gradebook.db'}")
    if new:
        Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


def read_submissions(directory: CourseDirectory) -> dict[str, tuple[float, Any, Any]]:
    """How late nbgrader finds each of them, until when it says they had, and the extension."""
    with open_gradebook(directory.root) as session:
        return {
            one.student_id: (one.total_seconds_late, one.duedate, one.extension)
            for one in session.scalars(select(SubmittedAssignment))
        }


def who_is_late(directory: CourseDirectory) -> set[str]:
    """Whom nbgrader finds late."""
    return {who for who, (late, *_rest) in read_submissions(directory).items() if late}


def test_nbgrader_finds_late_who_is_late_here(directory: CourseDirectory) -> None:
    """The same two moments, and one person with longer; the other assignment has no date."""
    assert who_is_late(directory) == set()
    dates = DueDates({"tiny": DAY}, {("003", "tiny"): WEEK, ("999", "tiny"): WEEK})
    write_due_dates(directory, "tiny", dates)
    assert who_is_late(directory) == {"002"}
    _late, due, extension = read_submissions(directory)["003"]
    assert (due, extension) == (WEEK.replace(tzinfo=None), WEEK - DAY)
    with open_gradebook(directory.root) as session:
        other = select(Assignment.duedate).where(Assignment.name == "other")
        assert session.scalar(other) is None


def test_dates_that_are_taken_away_are_away_in_nbgrader(directory: CourseDirectory) -> None:
    """Nobody is late any more; and again is harmless."""
    write_due_dates(directory, "tiny", DueDates({"tiny": DAY}, {("003", "tiny"): WEEK}))
    write_due_dates(directory, "tiny", DueDates({"tiny": DAY}))
    assert who_is_late(directory) == {"002", "003"}
    for _time in range(2):
        write_due_dates(directory, "tiny", DueDates())
        assert who_is_late(directory) == set()


def test_extension_that_all_have_by_now_is_none_in_nbgrader(directory: CourseDirectory) -> None:
    """nbgrader's extension is a length: one that is over would cut a person's time."""
    later = WEEK + timedelta(days=1)
    write_due_dates(directory, "tiny", DueDates({"tiny": later}, {("003", "tiny"): WEEK}))
    assert who_is_late(directory) == set()
    assert read_submissions(directory)["003"][2] is None


def test_what_nbgrader_does_not_know_yet_is_told_later(tmp_path: Path) -> None:
    """Before the first grading there is no gradebook, and none is made; nor is an assignment."""
    directory = CourseDirectory(tmp_path)
    write_due_dates(directory, "tiny", DueDates({"tiny": DAY}))
    assert list(tmp_path.iterdir()) == []
    with open_gradebook(tmp_path, new=True):
        pass
    write_due_dates(directory, "tiny", DueDates({"tiny": DAY}))
    with open_gradebook(tmp_path) as session:
        assert session.scalars(select(Assignment)).all() == []
