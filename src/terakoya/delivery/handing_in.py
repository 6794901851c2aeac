"""Handing in over the network: one learner's files, checked as a collection is, with a receipt."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from terakoya.delivery.choosing_extra_files import given_files
from terakoya.delivery.cohorts import keep_courses
from terakoya.delivery.entries import Claim, Entry, Listing, OpenSource, Refused
from terakoya.delivery.expected import Expected, read_expected
from terakoya.delivery.identify import Owners
from terakoya.delivery.limits import MEGABYTE, CollectLimits
from terakoya.delivery.reception import Found, ProgressLine, Reception
from terakoya.delivery.recognise import Known
from terakoya.delivery.rule_changes import require_allowed
from terakoya.delivery.sources.zip import ArchiveSource
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.taking_in import (
    Taken,
    add_taken,
    group_files,
    is_late,
    separate_clashes,
)
from terakoya.errors import ConflictError, SubmissionError
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Receipt, Stamp
from terakoya.model.left_out import LeftOut
from terakoya.records import (
    Database,
    ReceiptKey,
    add_receipt,
    find_sent,
    list_learners,
    list_withdrawn,
    read_due_dates,
)
from terakoya.workspace import Workspace

__all__ = ["HAND_IN_LIMITS", "HandIn", "HandedIn", "hand_in"]

HAND_IN_LIMITS = CollectLimits(
    files=200, entries=2_000, total_bytes=100 * MEGABYTE, inner_bytes=20 * MEGABYTE
)
"""What one hand-in may hold."""


@dataclass(frozen=True)
class HandIn:
    """What somebody hands in.

    Attributes:
        content: a zip of the assignment's folder.
        token: the sender's own name for it: the same one again is the same hand-in.
        by: in whose account.
    """

    cohort: Cohort
    learner_id: str
    assignment_id: str
    content: bytes = field(repr=False)
    token: str
    by: str = ""

    @property
    def key(self) -> ReceiptKey:
        """What its receipt is found by."""
        return ReceiptKey(self.cohort.id, self.learner_id, self.assignment_id, self.token)

    @property
    def sent(self) -> str:
        """SHA-256 (hex) of what came."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class HandedIn:
    """What came of it.

    Attributes:
        is_new: whether anything was taken; False where the same was handed in before.
        not_taken: notebooks that are none of the assignment's, and why.
        left_out: other files that are not used.
        kept: files of the hand-in before, which this one lacks.
    """

    receipt: Receipt
    is_new: bool = False
    not_taken: tuple[Refused, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: tuple[str, ...] = ()


def hand_in(
    database: Database,
    store: SubmissionStore,
    workspace: Workspace,
    given: HandIn,
    now: datetime,
    limits: CollectLimits = HAND_IN_LIMITS,
) -> HandedIn:
    """Take one hand-in and return its receipt; the same again returns the same receipt.

    Whoever may not hand in here has been refused before.

    Args:
        now: when it had come whole; by this it is in time or late.

    Raises:
        SubmissionError: it is refused, and nothing of it was taken.
        ConflictError: something else was handed in under its token.
    """
    if (before := _find_same(database, given)) is not None:
        return before
    expected = read_expected(workspace, given.assignment_id)
    known = Known({given.assignment_id: expected}, frozenset({given.assignment_id}))
    with database.reading() as session:
        learners = list_learners(session, given.cohort.id)
        gone = list_withdrawn(session, given.cohort.id)
        dates = read_due_dates(session, given.cohort.id)
    if given.learner_id in gone:
        what = _("You do not take part in this cohort any more.")
        raise SubmissionError(what, remedy=_("Ask your instructor."))
    source = _OneHandIn(given, now, limits)
    files_of = cache(partial(given_files, workspace))
    owners = Owners(learners, given.cohort.id)
    received = Reception(store, owners, known, limits, files_of).receive(source, _silent)
    found, refused = _choose(received.found, received.refused, expected)
    keep_courses(database, workspace)
    ((taken, files),) = group_files(found, received.left, now, now)
    return _record(database, given, (taken, files), dates, now, refused)


def _find_same(database: Database, given: HandIn) -> HandedIn | None:
    with database.reading() as session:
        return _told_before(session, given)


def _told_before(session: Session, given: HandIn) -> HandedIn | None:
    known = find_sent(session, given.key)
    if known is None:
        return None
    receipt, sent = known
    if sent != given.sent:
        raise ConflictError(
            _("Something else was handed in under the same token before, receipt {number}.").format(
                number=receipt.number
            ),
            remedy=_("Hand it in with a new token."),
        )
    return HandedIn(receipt)


def _choose(
    found: Sequence[Found], refused: Sequence[Refused], expected: Expected
) -> tuple[list[Found], tuple[Refused, ...]]:
    """Return what is taken; of several files for one notebook, that with its name.

    Raises:
        SubmissionError: a notebook of the assignment is refused, or there is none.
    """
    names = {f"{notebook}.ipynb" for notebook in expected}
    bad = [each for each in refused if each.name in names]
    named = {each.file for each in found if each.entry.path == (each.file,)}
    chosen = [each for each in found if each.entry.path == (each.file,) or each.file not in named]
    chosen, clashes = separate_clashes(chosen)
    if bad or clashes:
        raise SubmissionError("\n".join(str(each) for each in (*bad, *clashes)))
    if not any(each.lying is not None for each in chosen):
        what = _("There is no notebook of this assignment in it: {names}.")
        sentences = [str(each) for each in refused]
        remedy = _("Hand in the folder that you fetched.")
        told = "\n".join([what.format(names=", ".join(sorted(names))), *sentences])
        raise SubmissionError(told, remedy=remedy)
    return chosen, tuple(refused)


def _record(
    database: Database,
    given: HandIn,
    hand_in: tuple[Taken, list[Found]],
    dates: DueDates,
    now: datetime,
    refused: tuple[Refused, ...],
) -> HandedIn:
    """Add the submission and its receipt in one transaction."""
    taken, files = hand_in
    taken = replace(taken, late=is_late(taken, dates))
    made: list[Receipt] = []

    def add(session: Session, submission_id: int, is_new: bool) -> None:
        # the same may come twice at one moment: whoever is second has changed nothing
        if (same := _told_before(session, given)) is not None:
            raise _KnownError(same)
        if is_new:
            require_allowed(session, submission_id, given.key.whose)
        at = now, taken.late
        made[:] = [add_receipt(session, given.key, submission_id, given.sent, *at)]

    stamp = Stamp(now, given.by)
    try:
        is_new, added = add_taken(database, given.cohort, taken, files, stamp, add)
    except _KnownError as error:
        return error.handed_in
    return HandedIn(made[0], is_new, refused, added.left_out, added.kept)


class _KnownError(Exception):
    """What is about to be taken has a receipt."""

    def __init__(self, handed_in: HandedIn) -> None:
        self.handed_in = handed_in
        super().__init__()


class _OneHandIn(OpenSource):
    """The zip of a hand-in: everything in it is of one learner and one assignment."""

    def __init__(self, given: HandIn, now: datetime, limits: CollectLimits) -> None:
        self._zip = ArchiveSource(io.BytesIO(given.content), now, limits)
        self._claim = Claim(given.learner_id, given.assignment_id, given.token)

    def listing(self) -> Listing:
        """List it; zips in it are files like others."""
        found = self._zip.listing()
        notebooks = [each for each in found.entries if not each.is_archive]
        others = [*found.others, *(each for each in found.entries if each.is_archive)]
        return Listing(self._claimed(notebooks), found.refused, self._claimed(others))

    def close(self) -> None:
        """Give it back."""
        self._zip.close()

    def _claimed(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(replace(each, claim=self._claim) for each in entries)


class _Nothing(ProgressLine):
    def advance(self, label: str = "") -> None:
        """Nobody watches."""

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_raised: object) -> None:
        """Nothing is open."""


def _silent(total: int) -> _Nothing:
    del total
    return _Nothing()
