"""What the exchange knows and does; who may ask for it, the routes have asked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from terakoya.delivery import SubmissionStore
from terakoya.delivery.giving_out import note_fetch
from terakoya.delivery.handing_in import HandedIn, HandIn, hand_in
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Stamp
from terakoya.portal.exchange_api.offered import Offered, find_offered, pack_files
from terakoya.portal.exchange_api.waking import Waking
from terakoya.records import (
    Database,
    find_cohort,
    list_cohorts,
    list_offers,
    read_due_dates,
)
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import course_of

__all__ = ["ExchangeService"]


@dataclass(frozen=True)
class ExchangeService:
    """A workspace's exchange; safe in threads.

    Attributes:
        waking: told of each hand-in, for whoever grades.
    """

    workspace: Workspace
    database: Database
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    waking: Waking = field(default_factory=Waking)

    @property
    def store(self) -> SubmissionStore:
        """Where contents are."""
        return SubmissionStore.of(self.workspace)

    def cohorts(self) -> tuple[Cohort, ...]:
        """Return the cohorts that are not archived."""
        with self.database.reading() as session:
            return tuple(one for one in list_cohorts(session) if one.archived_at is None)

    def cohort(self, cohort_id: str) -> Cohort:
        """Return one that is not archived.

        Raises:
            UsageError: there is none.
        """
        with self.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None or cohort.archived_at is not None:
            raise UsageError(_("There is no cohort {id}.").format(id=cohort_id))
        return cohort

    def offered(self, cohort_id: str) -> tuple[Offered, ...]:
        """Return what a cohort's learners get now, in the course's order."""
        cohort = self.cohort(cohort_id)
        with self.database.reading() as session:
            offers = list_offers(session, cohort_id)
        found = (
            find_offered(self.workspace, self.store, name, offers.get(name))
            for name in course_of(self.workspace, cohort).assignments
        )
        return tuple(each for each in found if each is not None)

    def offered_one(self, cohort_id: str, assignment_id: str) -> Offered:
        """Return one assignment that learners get now.

        Raises:
            UsageError: they get none of that id.
        """
        cohort = self.cohort(cohort_id)
        found = None
        if assignment_id in course_of(self.workspace, cohort).assignments:
            with self.database.reading() as session:
                offer = list_offers(session, cohort_id).get(assignment_id)
            found = find_offered(self.workspace, self.store, assignment_id, offer)
        if found is None:
            what = _("Assignment {id} is not offered in {cohort}.")
            raise UsageError(what.format(id=assignment_id, cohort=cohort_id))
        return found

    def pack(self, offered: Offered) -> bytes:
        """Return what is offered as a zip; the last few are kept, as a class fetches at once."""
        return _pack(offered.digest, _Places(offered))

    def dates(self, cohort_id: str) -> DueDates:
        """Return a cohort's due dates."""
        with self.database.reading() as session:
            return read_due_dates(session, cohort_id)

    def note_fetch(self, cohort_id: str, learner_id: str, assignment_id: str, by: str) -> None:
        """Keep that a learner has fetched an assignment, the first time."""
        stamp = Stamp(self.clock(), by)
        note_fetch(self.database, cohort_id, learner_id, assignment_id, stamp)

    def hand_in(self, given: HandIn) -> HandedIn:
        """Take a hand-in of what is offered; see `delivery.handing_in`."""
        now = self.clock()
        self.offered_one(given.cohort.id, given.assignment_id)
        handed_in = hand_in(self.database, self.store, self.workspace, given, now)
        self.waking.wake()
        return handed_in


@dataclass(frozen=True, eq=False)
class _Places:
    """What is read where its zip is not kept; it is no part of what the zip is kept by."""

    offered: Offered

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Places)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _pack(_digest: str, places: _Places) -> bytes:
    return pack_files(places.offered.read())
