"""Letting people apply for a cohort: seats, and the days of applying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from terakoya.delivery.enrolling.seats import fill_seats, is_over
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Stamp, tell_change
from terakoya.model.application import Application, Opening, State
from terakoya.records import Database, add_events, count_enrolled, list_cohorts
from terakoya.records.application_records import (
    find_opening,
    list_applications,
    list_openings,
    put_opening,
)

__all__ = ["MOST_SEATS", "OpenCohort", "open_cohort", "read_open_cohort", "read_open_cohorts"]

MOST_SEATS = 100_000


@dataclass(frozen=True)
class OpenCohort:
    """A cohort that can be applied for, or could or will be.

    Attributes:
        taken: how many take part.
        waiting: how many wait for a seat.
        is_open: whether people may apply today.
    """

    cohort: Cohort
    opening: Opening
    taken: int
    waiting: int
    is_open: bool

    @property
    def free(self) -> int | None:
        """How many seats nobody has, and nobody waits for; None where there is no bound."""
        free = self.opening.free(self.taken)
        return None if free is None else max(0, free - self.waiting)


def open_cohort(database: Database, opening: Opening, stamp: Stamp) -> tuple[Application, ...]:
    """Let a cohort be applied for so; return the applications that get a seat by it.

    Fewer seats than are taken take nobody's place away.

    Raises:
        UsageError: the seats or the days are not possible.
    """
    _require_possible(opening)
    with database.session() as session:
        before = find_opening(session, opening.cohort_id)
        if before == opening:
            return ()
        put_opening(session, opening)
        old, new = ({} if one is None else _told(one) for one in (before, opening))
        changed = [name for name in new if old.get(name, "") != new[name]]
        data = tell_change(
            {name: old.get(name, "") for name in changed if before is not None},
            {name: new[name] for name in changed},
        )
        add_events(session, stamp, [Event(EventKind.OPENED, opening.cohort_id, data=data)])
        return fill_seats(session, opening.cohort_id, stamp)


def read_open_cohorts(session: Session, today: date) -> tuple[OpenCohort, ...]:
    """Return the cohorts with an opening that are not over on a day, the newest cohort first."""
    openings = {one.cohort_id: one for one in list_openings(session)}
    return tuple(
        read_open_cohort(session, cohort, openings[cohort.id], today)
        for cohort in list_cohorts(session)
        if cohort.id in openings and not is_over(cohort, today)
    )


def read_open_cohort(session: Session, cohort: Cohort, opening: Opening, today: date) -> OpenCohort:
    """Return how a cohort may be applied for on a day, and how full it is."""
    waiting = list_applications(session, cohort_id=cohort.id, states=[State.WAITING])
    taken = count_enrolled(session, cohort.id)
    is_open = opening.is_open_on(today) and not is_over(cohort, today)
    return OpenCohort(cohort, opening, taken, len(waiting), is_open)


def _require_possible(opening: Opening) -> None:
    if opening.seats is not None and not 1 <= opening.seats <= MOST_SEATS:
        raise UsageError(
            _("A cohort has 1 to {most} seats.").format(most=MOST_SEATS),
            remedy=_("Write a number, or leave it empty where there is no bound."),
        )
    first, last = opening.period.first, opening.period.last
    if first and last and last < first:
        raise UsageError(
            _("Applying would end ({end}) before it begins ({start}).").format(
                end=last, start=first
            ),
            remedy=_("Correct one of the dates."),
        )


def _told(opening: Opening) -> dict[str, str]:
    """Return an opening as the log holds it."""
    first, last = opening.period.first, opening.period.last
    return {
        "seats": "" if opening.seats is None else str(opening.seats),
        "start": first.isoformat() if first else "",
        "end": last.isoformat() if last else "",
    }
