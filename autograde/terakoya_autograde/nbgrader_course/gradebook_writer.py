"""Writing scores into an nbgrader gradebook: the rows that `nbgrader autograde` leaves.

nbgrader commits after every cell and asks several queries for each. Here one writer writes any
number of submissions in one transaction, with a fixed number of queries for each. A manual score
or comment is never touched. The differences to nbgrader:

- A graded cell that is not in the submission gets no auto score; nbgrader leaves an earlier one.
- Rows for cells that were added after the first submission are made; nbgrader fails for lack of
  them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

from sqlalchemy import insert, select, update

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.light_nbgrader import (
    Assignment,
    BaseCell,
    Comment,
    Course,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from terakoya_autograde.model import NotebookScore
from terakoya_autograde.nbgrader_course.gradebook_rows import (
    Changes,
    Rows,
    cells_by_notebook,
    new_grade,
)
from terakoya_autograde.storage.address import Address
from terakoya_autograde.storage.crash_points import CrashPoint, reached
from terakoya_autograde.storage.database_trouble import telling
from terakoya_autograde.storage.transactions import open_session

__all__ = ["GradebookWriter", "GradedSubmission", "Penalty", "find_lost"]

# (student, notebook's score, seconds late) → points to take off, or None for none
Penalty = Callable[[str, float, float], float | None]
_GRADED, _COMMENTED = ("GradeCell", "TaskCell"), ("SolutionCell", "TaskCell")


@dataclass(frozen=True)
class GradedSubmission:
    """What one student's submission scored.

    Attributes:
        timestamp: when it was handed in, UTC without a timezone; None leaves what is there.
        notebooks: the notebooks that were graded.
        missing: names of notebooks that were not handed in at all: every cell scores 0.
        late: seconds after its due date; None: as the gradebook's own dates have it.
    """

    student_id: str
    timestamp: datetime | None
    notebooks: tuple[NotebookScore, ...]
    missing: tuple[str, ...] = ()
    late: float | None = None


@dataclass(frozen=True)
class _Late:
    """How late a submission is, and its notebooks: name → key."""

    seconds: float
    notebooks: Mapping[str, str]


def find_lost(url: Address, assignment_id: str, students: Iterable[str]) -> frozenset[str]:
    """Return the students of whom the gradebook knows nothing but their names, if that.

    Where they were graded, it was deleted since, or comes from an older backup.
    """
    with open_session(url, reading=True) as session:
        known = session.scalars(
            select(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == assignment_id)
        )
        return frozenset(students) - frozenset(known)


class GradebookWriter:
    """The writer of a gradebook during a run; a context manager.

    Between two of its transactions others may write. `StorageError` is raised by each of them that
    comes upon a program which writes and does not end.

    Args:
        url: of an nbgrader gradebook.
        create_student: make students that the gradebook does not know.
        penalty: nbgrader's late penalty plugin; None leaves penalties as they are.
        course_id: nbgrader notes it as a course, beside its own "default_course".
    """

    def __init__(
        self,
        url: Address,
        assignment_id: str,
        *,
        create_student: bool = True,
        penalty: Penalty | None = None,
        course_id: str = "",
    ) -> None:
        self._url, self._assignment_id, self._course_id = url, assignment_id, course_id
        self._create_student, self._penalty = create_student, penalty
        self._open = ExitStack()

    def __enter__(self) -> GradebookWriter:
        self._session = self._open.enter_context(open_session(self._url))
        with telling(self._url):
            self._read_assignment()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def knows(self, student_id: str) -> bool:
        """Tell whether the student is in the gradebook, or will be made."""
        if self._create_student:
            return True
        with (
            telling(self._url),
            self._session.begin(),
        ):  # a transaction that is left open would keep others out
            return self._session.get(Student, student_id) is not None

    def write(self, submissions: Iterable[GradedSubmission]) -> None:
        """Write all of them in one transaction: either every row is there afterwards or none.

        Raises:
            AssignmentError: a student is unknown and not to be made.
            StorageError: the gradebook is busy, can only be read, or its disk is full.
        """
        try:
            with telling(self._url):
                self._write_courses()
                for submission in submissions:
                    self._write_one(submission)
                reached(CrashPoint.SCORES_WRITTEN)
                self._session.commit()
                reached(CrashPoint.SCORES_KEPT)
        except BaseException:
            self._session.rollback()
            raise
        finally:
            self._session.expunge_all()

    def _read_assignment(self) -> None:
        """Read once what every submission of the assignment has rows for."""
        found = self._session.execute(
            select(Assignment.id, Assignment.duedate).where(Assignment.name == self._assignment_id)
        ).first()
        if found is None:
            raise AssignmentError(f"No assignment with ID '{self._assignment_id}' in the database")
        self._assignment, self._duedate = found
        notebooks = self._session.execute(
            select(Notebook.id, Notebook.name).where(Notebook.assignment_id == self._assignment)
        ).all()
        self._notebooks: dict[str, str] = {name: key for key, name in notebooks}
        cells = self._session.execute(
            select(BaseCell.id, BaseCell.name, BaseCell.type, BaseCell.notebook_id).where(
                BaseCell.notebook_id.in_(list(self._notebooks.values()))
            )
        ).all()
        self._graded = cells_by_notebook(cells, _GRADED)
        self._commented = cells_by_notebook(cells, _COMMENTED)
        self._session.rollback()

    def _write_courses(self) -> None:
        for course in {self._course_id, "default_course"} - {""}:
            if self._session.get(Course, course) is None:
                self._session.execute(insert(Course), [{"id": course}])

    def _write_one(self, graded: GradedSubmission) -> None:
        late = self._write_submission(graded)
        rows = self._read_rows(late.notebooks)
        changes = Changes()
        for score in graded.notebooks:
            key = late.notebooks[score.name]
            self._set_grades(changes, rows, score, key)
            changes.comments += [
                {"id": rows.comments[key, cell], "auto_comment": score.comments.get(name)}
                for name, cell in self._commented.get(self._notebooks[score.name], {}).items()
            ]
            if self._penalty is not None:
                total = sum(rows.score(key, cell) for cell in self._cells(score.name))
                penalty = self._late_penalty(graded.student_id, total, late.seconds)
                changes.notebooks.append({"id": key, "late_submission_penalty": penalty})
        for name in graded.missing:
            for cell in self._cells(name):
                row = rows.grades[late.notebooks[name], cell]
                row.update(auto_score=0.0, needs_manual_grade=False)
                changes.grades.append(row)
        changes.write(self._session)

    def _cells(self, notebook: str) -> Iterable[str]:
        return self._graded.get(self._notebooks[notebook], {}).values()

    def _set_grades(self, changes: Changes, rows: Rows, score: NotebookScore, key: str) -> None:
        scores = {cell.grade_id: cell.auto_score for cell in score.cells}
        asked = {cell.grade_id for cell in score.cells if cell.asks}
        for name, cell in self._graded.get(self._notebooks[score.name], {}).items():
            row, points = rows.grades[key, cell], scores.get(name)
            by_hand = row["manual_score"] is not None or points is None or name in asked
            row.update(auto_score=points, needs_manual_grade=by_hand)
            changes.grades.append(row)

    def _late_penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Ask the plugin; keep what it says between nothing and everything, as nbgrader does."""
        if seconds <= 0 or self._penalty is None:
            return None
        penalty = self._penalty(student, score, seconds)
        return None if penalty is None else max(0.0, min(penalty, score))

    def _write_submission(self, graded: GradedSubmission) -> _Late:
        """Make the student's and the submission's rows where they are not there yet."""
        if self._session.get(Student, graded.student_id) is None:
            if not self._create_student:
                message = f"No student with ID '{graded.student_id}' exists in the database"
                raise AssignmentError(message)
            self._session.execute(insert(Student), [{"id": graded.student_id}])
        found = self._session.execute(
            select(
                SubmittedAssignment.id, SubmittedAssignment.timestamp, SubmittedAssignment.extension
            ).where(
                SubmittedAssignment.assignment_id == self._assignment,
                SubmittedAssignment.student_id == graded.student_id,
            )
        ).first()
        key, timestamp, extension = found or (new_uuid(), None, None)
        if found is None:
            values = {"assignment_id": self._assignment, "student_id": graded.student_id}
            row = values | {"id": key, "timestamp": graded.timestamp}
            self._session.execute(insert(SubmittedAssignment), [row])
        elif graded.timestamp not in (None, timestamp):
            changed = [{"id": key, "timestamp": graded.timestamp}]
            self._session.execute(update(SubmittedAssignment), changed)
        handed_in, due = graded.timestamp or timestamp, self._duedate
        if due is not None and extension is not None:
            due += extension
        seconds = (handed_in - due).total_seconds() if handed_in and due else 0.0
        seconds = seconds if graded.late is None else graded.late
        return _Late(seconds, self._submitted_notebooks(key))

    def _submitted_notebooks(self, submission: str) -> dict[str, str]:
        """Return name → key of every notebook of the submission; make what is not there."""
        found = self._session.execute(
            select(SubmittedNotebook.notebook_id, SubmittedNotebook.id).where(
                SubmittedNotebook.assignment_id == submission
            )
        ).all()
        keys = dict(tuple(row) for row in found)
        new = [
            {"id": new_uuid(), "assignment_id": submission, "notebook_id": notebook}
            for notebook in self._notebooks.values()
            if notebook not in keys
        ]
        if new:
            self._session.execute(insert(SubmittedNotebook), new)
        keys |= {row["notebook_id"]: row["id"] for row in new}
        return {name: keys[notebook] for name, notebook in self._notebooks.items()}

    def _read_rows(self, notebooks: Mapping[str, str]) -> Rows:
        """Read every grade and comment of one submission; make what is not there."""
        keys = list(notebooks.values())
        grades = self._session.execute(
            select(
                Grade.id,
                Grade.notebook_id,
                Grade.cell_id,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
            ).where(Grade.notebook_id.in_(keys))
        ).all()
        comments = self._session.execute(
            select(Comment.id, Comment.notebook_id, Comment.cell_id).where(
                Comment.notebook_id.in_(keys)
            )
        ).all()
        rows = Rows(
            {(row.notebook_id, row.cell_id): dict(row._mapping) for row in grades},
            {(row.notebook_id, row.cell_id): row.id for row in comments},
        )
        for name, key in notebooks.items():
            notebook = self._notebooks[name]
            new = [new_grade(key, cell) for cell in self._graded.get(notebook, {}).values()]
            rows.add_grades(self._session, new)
            rows.add_comments(self._session, key, self._commented.get(notebook, {}).values())
        return rows
