"""What grading a cohort needs, and how an assignment's version is made ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from terakoya_autograde import (
    CLEAN_ROOM,
    USUAL_REUSE,
    AssignmentError,
    AssignmentVersion,
    EngineError,
    Reuse,
    UnfairError,
    VersionId,
    identify_version,
    prepare_assignment,
)

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError
from terakoya.grading.fairness import refuse_unfair
from terakoya.language import gettext as _
from terakoya.model import Assignment, Cohort
from terakoya.records import Database
from terakoya.workspace import Workspace

if TYPE_CHECKING:  # the guard and more, for those only who let a model be asked
    from terakoya.ai.broker import Broker

__all__ = ["CohortGrader", "Versions", "identify", "prepare", "prepare_anew"]

CONFIG = "nbgrader_config.py"
PREPARED = "prepared"  # in var/: what preparing versions has found out, for the next run


class Versions(Protocol):
    """Where versions are ready."""

    def prepared(
        self, grader: CohortGrader, assignment: Assignment
    ) -> AbstractContextManager[AssignmentVersion]:
        """Yield the version in the workspace, ready to be graded against."""
        ...

    def drop(self, assignment_id: str) -> None:
        """Make this one ready anew, when it is wanted again."""
        ...


@dataclass(frozen=True)
class CohortGrader:
    """Everything that grading a cohort needs: where from, where to.

    `checks` and `in_kernel` say where checks run, beside what the assignments say themselves.
    `live_model` is asked by learners' code; without it, only recorded answers are there.
    `versions` keeps what is ready for the next submissions; without it nothing stays.
    """

    workspace: Workspace
    database: Database
    store: SubmissionStore
    cohort: Cohort
    clock: Callable[[], datetime]
    sandbox: bool = True
    checks: str = CLEAN_ROOM
    in_kernel: tuple[str, ...] = ()
    live_model: Broker | None = None
    versions: Versions | None = None
    reuse: Reuse = USUAL_REUSE

    @property
    def config(self) -> Path:
        """The course's settings for nbgrader."""
        return self.workspace.root / CONFIG

    def checks_in_kernel(self, assignment: Assignment) -> frozenset[str]:
        """Return the items whose checks run in the learner's process."""
        return frozenset({*assignment.in_kernel, *self.in_kernel})


def identify(grader: CohortGrader, assignment: Assignment) -> VersionId:
    """Say which version of an assignment is in the workspace; nothing is prepared.

    Raises:
        GradingError: it cannot be read.
    """
    try:
        return identify_version(
            grader.workspace.source(assignment.id),
            grader.config,
            checks=grader.checks,
            in_kernel=grader.checks_in_kernel(assignment),
        )
    except AssignmentError as error:
        raise _refuse(assignment, error) from error


def prepare(
    grader: CohortGrader, assignment: Assignment
) -> AbstractContextManager[AssignmentVersion]:
    """Yield the version in the workspace, with a warm parent that lives at least as long.

    Raises:
        GradingError: it cannot be prepared.
    """
    if grader.versions is not None:
        return grader.versions.prepared(grader, assignment)
    return prepare_anew(grader, assignment)


@contextmanager
def prepare_anew(grader: CohortGrader, assignment: Assignment) -> Iterator[AssignmentVersion]:
    """Yield the version in the workspace, with a warm parent that lives as long.

    Raises:
        GradingError: it cannot be prepared.
    """
    try:
        prepared = prepare_assignment(
            grader.workspace.source(assignment.id),
            grader.config,
            sandbox=grader.sandbox,
            checks=grader.checks,
            in_kernel=grader.checks_in_kernel(assignment),
            kept=grader.workspace.var / PREPARED,
            reuse=grader.reuse,
        )
        version = prepared.__enter__()
    except UnfairError as error:
        raise refuse_unfair(GradingError, assignment.id, error) from error
    except AssignmentError as error:
        raise _refuse(assignment, error) from error
    except EngineError as error:
        raise GradingError(
            _("Learners' code cannot be shut in on this machine: {reason}").format(reason=error),
            remedy=_(
                "terakoya doctor says what to do; --sandbox none grades without, at your risk."
            ),
        ) from error
    try:
        yield version
    finally:
        prepared.__exit__(None, None, None)


def _refuse(assignment: Assignment, error: AssignmentError) -> GradingError:
    return GradingError(
        str(error),
        where=f"source/{assignment.id}",
        remedy=_("Correct the notebook; terakoya check says where."),
    )
