"""Collecting: from a source into the store; what is bad is refused, all else goes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from terakoya.delivery.choosing_extra_files import given_files
from terakoya.delivery.cohorts import keep_courses
from terakoya.delivery.entries import Refused
from terakoya.delivery.expected import Expected, read_expected
from terakoya.delivery.identify import Owners
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.opening_sources import open_source
from terakoya.delivery.reception import Found, Progress, Reception
from terakoya.delivery.recognise import Known
from terakoya.delivery.source import Asked
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.taking_in import (
    Taken,
    add_taken,
    group_files,
    is_late,
    separate_clashes,
)
from terakoya.delivery.true_dates import require_true_dates
from terakoya.errors import NotebookError, UsageError, WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Stamp
from terakoya.model.left_out import LeftOut
from terakoya.records import Database, list_learners, list_told_names, read_due_dates
from terakoya.workspace import Workspace, require_assignment

__all__ = ["CollectReport", "CollectRequest", "Progress", "Taken", "collect"]


@dataclass(frozen=True)
class CollectRequest:
    """What to collect: from `source` (a folder or zip), or from the exchange where it is None.

    Attributes:
        handed_in_at: when it was handed in, as a person says who knows it better than the files;
            what its system calls late keeps the date that it has.
        as_dated: whether the files' dates count, though they are those of a download.
        by: in whose account on this machine.
    """

    cohort: Cohort
    source: Path | None = None
    assignment_id: str | None = None
    limits: CollectLimits = field(default_factory=CollectLimits)
    handed_in_at: datetime | None = None
    as_dated: bool = False
    by: str = ""


@dataclass(frozen=True)
class CollectReport:
    """What became of everything in a source; `left_out` are files that belong to no notebook."""

    accepted: tuple[Taken, ...]
    unchanged: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[LeftOut, ...] = ()


class _Silence:
    def advance(self, label: str = "") -> None:
        pass


@contextmanager
def _silent(total: int) -> Iterator[_Silence]:
    del total
    yield _Silence()


def collect(
    database: Database,
    store: SubmissionStore,
    workspace: Workspace,
    request: CollectRequest,
    now: datetime,
    progress: Progress = _silent,
) -> CollectReport:
    """Take submissions in; the same source again is harmless.

    Raises:
        UsageError: there is no such source or assignment, it is empty, nobody is enrolled, or its
            files would be late by dates that are those of their download.
        SubmissionError: the source as a whole is broken or beyond its limits; nothing was taken.
    """
    with database.reading() as session:
        learners = list_learners(session, request.cohort.id)
        told = {each.key: each.learner_id for each in list_told_names(session, request.cohort.id)}
        dates = read_due_dates(session, request.cohort.id)
    if not learners:
        raise UsageError(
            _("Nobody is enrolled in {cohort}.").format(cohort=request.cohort.id),
            remedy=_("Enrol a roster with: terakoya cohort enrol {cohort} ROSTER").format(
                cohort=request.cohort.id
            ),
        )
    known = _read_known(workspace, request)
    where = request.source, request.cohort.id, frozenset(known.wanted)
    with closing(open_source(Asked(*where, workspace, request.limits))) as source:
        owners = Owners(learners, request.cohort.id, told)
        given = cache(partial(given_files, workspace))
        reception = Reception(store, owners, known, request.limits, given)
        received = reception.receive(source, progress)
    if not received.found and not received.refused:
        raise _nothing_found(request)
    found, clashes = separate_clashes(received.found)
    keep_courses(database, workspace)
    hand_ins = [
        (replace(taken, late=is_late(taken, dates)), files)
        for taken, files in group_files(found, received.left, request.handed_in_at, now)
    ]
    if not request.as_dated:
        require_true_dates(database, request.cohort, dates, hand_ins)
    accepted, unchanged = _record(database, request.cohort, hand_ins, Stamp(now, request.by))
    refused = (*received.refused, *clashes)
    return CollectReport(accepted, unchanged, refused, tuple(received.others))


def _read_known(workspace: Workspace, request: CollectRequest) -> Known:
    """Read the course's assignments; the workspace's others only serve to name a stray notebook."""
    course = workspace.read_course(request.cohort.course_id)
    wanted = course.assignments
    require_assignment(course, request.assignment_id)
    if request.assignment_id is not None:
        wanted = (request.assignment_id,)
    expected: dict[str, Expected] = {name: read_expected(workspace, name) for name in wanted}
    for name in sorted({*workspace.assignment_ids, *course.assignments} - expected.keys()):
        try:
            expected[name] = read_expected(workspace, name)
        except (NotebookError, WorkspaceError, UsageError):
            expected[name] = {}  # its name still tells that a file is for another assignment
    return Known(expected, frozenset(wanted))


def _nothing_found(request: CollectRequest) -> UsageError:
    if request.source is None:
        what = _("Nothing has been handed in through the exchange yet.")
        return UsageError(what, remedy=_("Name a folder or zip with --from, or wait."))
    what = _("There is no notebook in it.")
    remedy = _("Name the folder or zip that holds the learners' .ipynb files.")
    return UsageError(what, where=str(request.source), remedy=remedy)


def _record(
    database: Database,
    cohort: Cohort,
    taken: Sequence[tuple[Taken, list[Found]]],
    stamp: Stamp,
) -> tuple[tuple[Taken, ...], tuple[Taken, ...]]:
    """Add each submission in a transaction of its own; (new, there already)."""
    accepted: list[Taken] = []
    unchanged: list[Taken] = []
    for submission, files in taken:
        is_new, added = add_taken(database, cohort, submission, files, stamp)
        (accepted if is_new else unchanged).append(added)
    return tuple(accepted), tuple(unchanged)
