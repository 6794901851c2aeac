"""Collecting: from a source into the store; what is bad is refused, all else goes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from terakoya.delivery.choosing_extra_files import Submission, given_files, keep_before
from terakoya.delivery.cohorts import keep_courses
from terakoya.delivery.entries import Refused
from terakoya.delivery.expected import Expected, read_expected
from terakoya.delivery.identify import Owners
from terakoya.delivery.layouts import is_called_late
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.opening_sources import open_source
from terakoya.delivery.reception import Found, Progress, Reception
from terakoya.delivery.recognise import Known
from terakoya.delivery.source import Asked
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.true_dates import require_true_dates
from terakoya.errors import NotebookError, UsageError, WorkspaceError, together
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Event, EventKind, Stamp
from terakoya.model.left_out import LeftOut
from terakoya.records import (
    Database,
    add_events,
    add_submission,
    files_before,
    keep_origin,
    list_learners,
    list_told_names,
    read_due_dates,
)
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
class Taken:
    """One submission: whose, of what, its notebooks, and the names they had in the source."""

    learner_id: str
    assignment_id: str
    files: tuple[str, ...]
    names: tuple[str, ...]
    submitted_at: datetime
    kept: tuple[str, ...] = ()  # files of the hand-in before, which this one lacks
    left_out: tuple[LeftOut, ...] = ()  # files of either that are not used
    late: bool = False  # by this very hand-in, whatever counts afterwards


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
    found, clashes = _separate_clashes(received.found)
    keep_courses(database, workspace)
    hand_ins = [
        (replace(taken, late=_is_late(taken, dates)), files)
        for taken, files in _group(found, received.left, request.handed_in_at, now)
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


def _separate_clashes(found: Sequence[Found]) -> tuple[list[Found], list[Refused]]:
    """Refuse different files for one notebook of one submission; take equal ones once."""
    places: dict[tuple[tuple[str, str, str], str], list[Found]] = defaultdict(list)
    for each in found:
        places[each.submission, each.file].append(each)
    kept: list[Found] = []
    refused: list[Refused] = []
    for same in places.values():
        if len({each.stored.sha256 for each in same}) == 1:
            kept.append(min(same, key=lambda each: each.entry.modified))
            continue
        names = ", ".join(each.entry.name for each in same)
        what = _("Different files for one notebook: {names}.").format(names=names)
        remedy = _("Keep the one that counts.")
        refused += [Refused(each.entry.name, together(what, remedy)) for each in same]
    return kept, refused


def _is_late(taken: Taken, dates: DueDates) -> bool:
    due = dates.of(taken.learner_id, taken.assignment_id)
    return due is not None and due.is_late(taken.submitted_at)


def _group(
    found: Sequence[Found],
    left: Mapping[Submission, Sequence[LeftOut]],
    said: datetime | None,
    now: datetime,
) -> list[tuple[Taken, list[Found]]]:
    """Return each submission with its files, the oldest first."""
    submissions: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for each in found:
        submissions[each.submission].append(each)
    taken = [
        (replace(_taken(key, files, said, now), left_out=tuple(left.get(key, ()))), files)
        for key, files in submissions.items()
    ]
    taken.sort(key=lambda pair: (pair[0].submitted_at, pair[0].learner_id, pair[0].assignment_id))
    return taken


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
        is_new, added = _add(database, cohort, submission, files, stamp)
        (accepted if is_new else unchanged).append(added)
    return tuple(accepted), tuple(unchanged)


def _taken(
    key: tuple[str, str, str], files: Sequence[Found], said: datetime | None, now: datetime
) -> Taken:
    dated = max(each.entry.modified for each in files)
    late = any(is_called_late(each.origin.text) for each in files)
    return Taken(
        learner_id=key[0],
        assignment_id=key[1],
        files=tuple(sorted(each.file for each in files)),
        names=tuple(each.entry.name for each in files),
        submitted_at=min(now, dated if said is None or late else said),
    )


def _add(
    database: Database, cohort: Cohort, taken: Taken, found: Sequence[Found], stamp: Stamp
) -> tuple[bool, Taken]:
    """Add a submission with the files that it lacks, as they were before; say which."""
    files = {each.file: each.stored for each in found}
    whose = (cohort.id, taken.learner_id, taken.assignment_id)
    for _attempt in range(2):
        try:
            with database.session() as session:
                before = files_before(session, whose, taken.submitted_at)
                lacking = {name: each for name, each in before.items() if name not in files}
                sizes = {name: each.size for name, each in files.items()}
                kept, left = keep_before({n: each.size for n, each in lacking.items()}, sizes)
                added = replace(taken, kept=kept, left_out=(*taken.left_out, *left))
                whole = {name: lacking[name] for name in kept} | files
                is_new = add_submission(
                    session, whose, whole, taken.submitted_at, stamp.at, added.left_out
                )
                if is_new:
                    add_events(session, stamp, [_handed_in(whose, added, len(whole))])
                keep_origin(session, whose, min(found, key=_place).origin, taken.submitted_at)
                return is_new, added
        except IntegrityError as error:
            # Another collection may have added the very same one meanwhile; then it is found now.
            failure = error
    raise failure


def _handed_in(whose: tuple[str, str, str], taken: Taken, files: int) -> Event:
    told = {"submitted_at": taken.submitted_at.isoformat(), "late": taken.late, "files": files}
    return Event(EventKind.HANDED_IN, *whose, told)


def _place(found: Found) -> tuple[bool, str]:
    return found.lying is None, found.file  # notebooks first: their names say whose they are
