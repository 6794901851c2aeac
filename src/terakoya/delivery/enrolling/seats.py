"""Seats: given to those who wait, in their order, in the transaction in which one becomes free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.model import Cohort, Event, EventKind, Stamp, tell_change
from terakoya.model.application import Application, State, Step, next_state
from terakoya.model.notice import Notice, NoticeKind
from terakoya.records import add_events, count_enrolled, find_cohort, find_learner
from terakoya.records.application_records import (
    find_live_application,
    find_opening,
    list_applications,
    set_application_state,
)
from terakoya.records.enrolment_records import give_place, takes_part
from terakoya.records.notice_records import add_notices

__all__ = ["cancel_places", "fill_seats", "is_over", "place_applicants", "take_step"]


def fill_seats(session: Session, cohort_id: str, stamp: Stamp) -> tuple[Application, ...]:
    """Give a cohort's free seats to those who wait, the first first; return their applications.

    Whoever changes how many seats are free calls it in the same transaction. A cohort that is over
    or archived gives none.
    """
    opening, cohort = find_opening(session, cohort_id), find_cohort(session, cohort_id)
    if opening is None or cohort is None or is_over(cohort, stamp.at.astimezone(LOCAL).date()):
        return ()
    waiting = list_applications(session, cohort_id=cohort_id, states=[State.WAITING])
    free = opening.free(count_enrolled(session, cohort_id))
    chosen = waiting if free is None else waiting[:free]
    return tuple(_seat(session, one, stamp) for one in chosen)


def _seat(session: Session, application: Application, stamp: Stamp) -> Application:
    """Let somebody take part, and tell them."""
    seated = take_step(session, application, Step.SEAT, stamp)
    cohort_id, person_id = application.cohort_id, application.person_id
    if not takes_part(session, cohort_id, person_id):
        is_new = give_place(session, cohort_id, person_id, stamp.at)
        person = find_learner(session, person_id)
        name = "" if person is None else person.name
        kind = EventKind.ENROLLED if is_new else EventKind.REINSTATED
        data = (tell_change({}, {"name": name}) if is_new else {}) | {"application": seated.id}
        add_events(session, stamp, [Event(kind, cohort_id, person_id, data=data)])
    add_notices(
        session,
        [Notice(f"seat:{application.id}", NoticeKind.SEAT, person_id, cohort_id)],
        stamp,
    )
    return seated


def place_applicants(
    session: Session, cohort_id: str, person_ids: Iterable[str], stamp: Stamp
) -> None:
    """Put right the applications of people whom a roster has enrolled: they need wait no more."""
    for person_id in person_ids:
        application = find_live_application(session, cohort_id, person_id)
        if application is not None and next_state(application.state, Step.PLACE) is not None:
            take_step(session, application, Step.PLACE, stamp)


def cancel_places(
    session: Session, cohort_id: str, person_ids: Iterable[str], stamp: Stamp
) -> None:
    """Put right the applications of people whom the office has withdrawn, and fill their seats."""
    for person_id in person_ids:
        application = find_live_application(session, cohort_id, person_id)
        if application is not None and application.state is State.ENROLLED:
            take_step(session, application, Step.CANCEL, stamp)
    fill_seats(session, cohort_id, stamp)


def take_step(
    session: Session, application: Application, step: Step, stamp: Stamp, reason: str = ""
) -> Application:
    """Take a step that the caller knows to be possible."""
    state = next_state(application.state, step)
    assert state is not None  # noqa: S101 - the caller has asked
    decides = step in (Step.AGREE, Step.REFUSE)
    return set_application_state(
        session, application.id, state, stamp, reason=reason, decides=decides
    )


def is_over(cohort: Cohort, today: date) -> bool:
    """Tell whether nobody begins a cohort any more: it is archived, or its last day is past."""
    return cohort.archived_at is not None or (cohort.ends_on is not None and cohort.ends_on < today)
