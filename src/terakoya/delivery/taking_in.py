"""Taking in: files that were received become submissions, each in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from terakoya.delivery.choosing_extra_files import Submission, keep_before
from terakoya.delivery.entries import Refused
from terakoya.delivery.layouts import is_called_late
from terakoya.delivery.reception import Found
from terakoya.errors import together
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Event, EventKind, Stamp
from terakoya.model.left_out import LeftOut
from terakoya.records import Database, add_events, add_submission, files_before, keep_origin

__all__ = ["Also", "Taken", "add_taken", "group_files", "is_late", "separate_clashes"]

Also = Callable[[Session, int, bool], None]
"""What is done in the transaction in which a submission is added: its id, and whether it is new."""


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


def separate_clashes(found: Sequence[Found]) -> tuple[list[Found], list[Refused]]:
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


def is_late(taken: Taken, dates: DueDates) -> bool:
    """Tell whether a hand-in came after the due date of its learner."""
    due = dates.of(taken.learner_id, taken.assignment_id)
    return due is not None and due.is_late(taken.submitted_at)


def group_files(
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


def add_taken(
    database: Database,
    cohort: Cohort,
    taken: Taken,
    found: Sequence[Found],
    stamp: Stamp,
    also: Also | None = None,
) -> tuple[bool, Taken]:
    """Add a submission with the files that it lacks, as they were before; say which.

    Args:
        also: done in the same transaction, with the id of what was added or is there already.
    """
    for _attempt in range(2):
        try:
            with database.session() as session:
                submission, is_new, added = _add(session, cohort, taken, found, stamp)
                if is_new:
                    add_events(session, stamp, [_handed_in(cohort, added, found)])
                if also is not None:
                    also(session, submission, is_new)
                return is_new, added
        except IntegrityError as error:
            # Another collection may have added the very same one meanwhile; then it is found now.
            failure = error
    raise failure


def _add(
    session: Session, cohort: Cohort, taken: Taken, found: Sequence[Found], stamp: Stamp
) -> tuple[int, bool, Taken]:
    files = {each.file: each.stored for each in found}
    whose = (cohort.id, taken.learner_id, taken.assignment_id)
    before = files_before(session, whose, taken.submitted_at)
    lacking = {name: each for name, each in before.items() if name not in files}
    sizes = {name: each.size for name, each in files.items()}
    kept, left = keep_before({n: each.size for n, each in lacking.items()}, sizes)
    added = replace(taken, kept=kept, left_out=(*taken.left_out, *left))
    whole = {name: lacking[name] for name in kept} | files
    at = taken.submitted_at, stamp.at
    submission, is_new = add_submission(session, whose, whole, *at, added.left_out)
    keep_origin(session, whose, min(found, key=_place).origin, taken.submitted_at)
    return submission, is_new, added


def _handed_in(cohort: Cohort, taken: Taken, found: Sequence[Found]) -> Event:
    files = len({each.file for each in found} | {*taken.kept})
    told = {"submitted_at": taken.submitted_at.isoformat(), "late": taken.late, "files": files}
    whose = (cohort.id, taken.learner_id, taken.assignment_id)
    return Event(EventKind.HANDED_IN, *whose, told)


def _place(found: Found) -> tuple[bool, str]:
    return found.lying is None, found.file  # notebooks first: their names say whose they are
