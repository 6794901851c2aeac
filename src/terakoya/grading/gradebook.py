"""Writing and reading a cohort's gradebook: nbgrader's database, the owner of every score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from terakoya_autograde import AssignmentError, Result, generate
from terakoya_autograde.nbgrader_course.gradebook import GradebookWriter, GradedSubmission
from terakoya_autograde.scratch import scratch_folder

from terakoya.errors import GradingError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.scores import Score, read_points, read_scores
from terakoya.language import gettext as _
from terakoya.model import Learner, Submission

__all__ = ["CohortGradebook", "add_assignment", "graded_submission"]
__all__ += ["open_gradebook", "open_writers"]


def add_assignment(directory: CourseDirectory, source: Path, config: Path) -> None:
    """Bring the gradebook's cells of an assignment to the version in `source`.

    Raises:
        GradingError: cells were added or removed although there are submissions.
    """
    with scratch_folder("cells") as scratch:
        try:
            generate(source, config, scratch, directory.gradebook_url)
        except AssignmentError as error:
            raise GradingError(
                _("The assignment cannot be entered into the gradebook: {reason}").format(
                    reason=error
                ),
                where=f"{directory.root.name}/{source.name}",
                remedy=_("Undo the change of the graded cells, or make a new cohort for it."),
            ) from error


@contextmanager
def open_gradebook(directory: CourseDirectory) -> Iterator[CohortGradebook]:
    """Yield the gradebook of a cohort; `add_assignment` has made it."""
    with Gradebook(directory.gradebook_url, directory.root.name) as gradebook:
        yield CohortGradebook(gradebook)


@contextmanager
def open_writers(
    directory: CourseDirectory, assignments: Iterable[str]
) -> Iterator[Mapping[str, GradebookWriter]]:
    """Yield the engine's writer of each assignment's scores; `add_assignment` has made them known.

    A person's score is never overwritten: the item is marked for another look instead.
    """
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                GradebookWriter(directory.gradebook_url, name, course_id=directory.root.name)
            )
            for name in assignments
        }


def graded_submission(submission: Submission, result: Result) -> GradedSubmission:
    """Return a result as the gradebook takes it."""
    return GradedSubmission(
        student_id=submission.learner_id,
        timestamp=submission.submitted_at.replace(tzinfo=None),
        notebooks=result.scores,
        missing=result.unscored,
    )


class CohortGradebook:
    """The learners of a cohort, and what they scored."""

    def __init__(self, gradebook: Any) -> None:
        self._gradebook = gradebook

    def write_learners(self, learners: Mapping[str, Learner]) -> None:
        """Make every enrolled learner known to nbgrader."""
        for learner in learners.values():
            last_name, first_name = split_name(learner.name)
            self._gradebook.update_or_create_student(
                learner.id, last_name=last_name, first_name=first_name, email=learner.email
            )

    def read_scores(self, assignment_id: str) -> dict[str, Score]:
        """Return learner id → score, for the learners who handed the assignment in."""
        return read_scores(self._gradebook.db, assignment_id)

    def read_points(self, assignment_id: str) -> dict[tuple[str, str], float]:
        """Return (notebook, item) → full score; empty where nothing of it was ever graded."""
        return read_points(self._gradebook.db, assignment_id)


def split_name(name: str) -> tuple[str, str]:
    """Split 氏名 at its space, full-width or not, into (last name, first name)."""
    parts = name.split(maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (name, "")
