"""Seats: given to those who wait, in their order, in the transaction in which one becomes free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.model import Cohort, Event, EventKind, Stamp, tell_change
from terakoya.model.application import LIVE, Application, State, Step, next_state
from terakoya.model.notice import Notice, NoticeKind
from terakoya.records import add_events, find_cohort, find_learner
from terakoya.records.application_records import (
    find_application,
    find_live_application,
    find_opening,
    list_applications,
    return_application,
    set_application_state,
)
from terakoya.records.enrolment_records import give_place, list_participants, takes_part
from terakoya.records.notice_records import add_notices

__all__ = ["cancel_places", "fill_seats", "is_over", "place_applicants", "return_to_queue"]
__all__ += ["take_step"]


def fill_seats(session: Session, cohort_id: str, stamp: Stamp) -> tuple[Application, ...]:
    """Give a cohort's free seats to those who wait, the first first; return their applications.

    Whoever changes how many seats are free calls it in the same transaction. A cohort that is over
    or archived gives none. Who takes part already waits for nothing, and uses up no seat.
    """
    opening, cohort = find_opening(session, cohort_id), find_cohort(session, cohort_id)
    if opening is None or cohort is None or is_over(cohort, stamp.at.astimezone(LOCAL).date()):
        return ()
    here = list_participants(session, cohort_id)
    queue = list_applications(session, cohort_id=cohort_id, states=[State.WAITING])
    for one in queue:
        if one.person_id in here:
            take_step(session, one, Step.PLACE, stamp)
    waiting = [one for one in queue if one.person_id not in here]
    free = opening.free(len(here))
    chosen = waiting[:free]
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
) -> dict[int, State]:
    """Put right the applications of people whom the office lets take part: they wait no more.

    Returns:
        application → the state that it was in, for `return_to_queue`.
    """
    here, before = set(person_ids), {}
    for application in list_applications(session, cohort_id=cohort_id, states=LIVE):
        is_meant = application.person_id in here
        if is_meant and next_state(application.state, Step.PLACE) is not None:
            before[application.id] = application.state
            take_step(session, application, Step.PLACE, stamp)
    return before


def return_to_queue(session: Session, before: Mapping[int, State], stamp: Stamp) -> None:
    """Let applications that a roster has placed wait again, as they did and where they did.

    One that something else has happened to since, or whose person takes part, stays as it is.
    """
    for application_id, state in before.items():
        known = find_application(session, application_id)
        if known is None or known.state is not State.ENROLLED:
            continue
        if not takes_part(session, known.cohort_id, known.person_id):
            return_application(session, application_id, state, stamp)


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
