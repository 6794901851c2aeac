"""Writing and reading a cohort's gradebook: nbgrader's database, the owner of every score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from terakoya_autograde import AssignmentError, Result, StorageError, generate
from terakoya_autograde.light_nbgrader import Grade, Student
from terakoya_autograde.nbgrader_course import GradedSubmission
from terakoya_autograde.notebooks import Master
from terakoya_autograde.storage import open_session, scratch_folder

from terakoya.errors import GradingError, storage_failure
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.scores import Score, read_points, read_scores
from terakoya.language import gettext as _
from terakoya.model import Learner, Submission

__all__ = ["CohortGradebook", "add_assignment", "existing_gradebook", "gradebook_session"]
__all__ += ["graded_submission", "open_gradebook", "tell_trouble"]


def add_assignment(
    directory: CourseDirectory, source: Path, config: Path, master: Master | None = None
) -> None:
    """Bring the gradebook's cells of an assignment to the version in `source`.

    Args:
        master: its cells as they shall be, where known; where they are so, nothing is done.

    Raises:
        GradingError: cells were added or removed although there are submissions.
        WorkspaceError: the gradebook cannot be used just now.
    """
    with scratch_folder("cells") as scratch, tell_trouble():
        if master is not None and master.is_entered(directory.gradebook_url):
            return
        try:
            generate(source, config, scratch, directory.gradebook_url)
        except AssignmentError as error:
            raise GradingError(
                _("The assignment cannot be entered into the gradebook: {reason}").format(
                    reason=error
                ),
                where=f"{directory.course_id}/{source.name}",
                remedy=_("Undo the change of the graded cells, or make a new cohort for it."),
            ) from error


@contextmanager
def gradebook_session(directory: CourseDirectory, *, reading: bool = False) -> Iterator[Session]:
    """Yield a session on the gradebook of a cohort; `reading` where nothing will be changed.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    with tell_trouble(), open_session(directory.gradebook_url, reading=reading) as session:
        yield session


@contextmanager
def existing_gradebook(directory: CourseDirectory) -> Iterator[Session | None]:
    """Yield a session that reads the gradebook; None where there is none, or no table in it yet.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    if not (directory.root / "gradebook.db").exists():
        yield None
        return
    with gradebook_session(directory, reading=True) as session:
        made = inspect(session.connection()).has_table(Grade.__tablename__)
        yield session if made else None


@contextmanager
def open_gradebook(
    directory: CourseDirectory, *, reading: bool = False
) -> Iterator[CohortGradebook]:
    """Yield the gradebook of a cohort; `add_assignment` has made it.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    with gradebook_session(directory, reading=reading) as session:
        yield CohortGradebook(session)


def graded_submission(
    submission: Submission, result: Result, late: float | None = None
) -> GradedSubmission:
    """Return a result as the gradebook takes it; `late`: how many seconds, where that is known."""
    return GradedSubmission(
        student_id=submission.learner_id,
        timestamp=submission.submitted_at.replace(tzinfo=None),
        notebooks=result.scores,
        missing=result.unscored,
        late=late,
    )


class CohortGradebook:
    """The learners of a cohort, and what they scored."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write_learners(self, learners: Mapping[str, Learner]) -> None:
        """Make every enrolled learner known to nbgrader, in one transaction."""
        with self._session.begin():
            for learner in learners.values():
                student = self._session.get(Student, learner.id)
                if student is None:
                    student = Student(id=learner.id)
                    self._session.add(student)
                student.last_name, student.first_name = split_name(learner.name)
                student.email = learner.email

    def read_scores(self, assignment_id: str) -> dict[str, Score]:
        """Return learner id → score, for the learners who handed the assignment in."""
        return read_scores(self._session, assignment_id)

    def read_points(self, assignment_id: str) -> dict[tuple[str, str], float]:
        """Return (notebook, item) → full score; empty where nothing of it was ever graded."""
        return read_points(self._session, assignment_id)


@contextmanager
def tell_trouble() -> Iterator[None]:
    """Say in plain words, in the reader's language, why a gradebook cannot be used."""
    try:
        yield
    except StorageError as error:
        raise storage_failure(error) from error


def split_name(name: str) -> tuple[str, str]:
    """Split 氏名 at its space, full-width or not, into (last name, first name)."""
    parts = name.split(maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (name, "")
