"""Applying for a cohort, deciding on it, and taking it back: each with its event, all or nothing.

What was done already is not done again: the same form sent twice is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.delivery.enrolling.seats import fill_seats, is_over, take_step
from terakoya.errors import ConflictError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.application import Application, State, Step, Way, next_state
from terakoya.model.notice import Notice, NoticeKind
from terakoya.model.unseen import find_unseen, has_control, mark_unseen
from terakoya.records import Database, add_events, find_cohort, find_learner, set_withdrawn
from terakoya.records.application_records import (
    add_application,
    find_application,
    find_live_application,
    find_opening,
)
from terakoya.records.enrolment_records import takes_part
from terakoya.records.notice_records import add_notices

__all__ = ["LONGEST_REASON", "Applied", "apply", "cancel", "decide"]

LONGEST_REASON = 500
"""Characters."""


@dataclass(frozen=True)
class Applied:
    """What came of a step: the application as it is now, and whether anything was changed."""

    application: Application
    changed: bool


def apply(database: Database, cohort_id: str, person_id: str, way: Way, stamp: Stamp) -> Applied:
    """Apply for a cohort, for oneself or for somebody; a nomination is agreed to at once.

    Who has applied already has done so; a superior who nominates them then agrees.

    Raises:
        UsageError: there is no such person, people cannot apply now, or the person takes part.
    """
    with database.session() as session:
        known = find_live_application(session, cohort_id, person_id)
        if known is not None:
            return _nominate_known(session, known, way, stamp)
        _require_open(session, cohort_id, person_id, stamp)
        made = add_application(session, cohort_id, person_id, way, stamp)
        data = {"application": made.id, "way": way.value}
        kind = EventKind.NOMINATED if way is Way.NOMINATION else EventKind.APPLIED
        add_events(session, stamp, [Event(kind, cohort_id, person_id, data=data)])
        if way is Way.NOMINATION:
            made = _agree(session, made, stamp)
    return Applied(made, changed=True)


def decide(
    database: Database, application_id: int, stamp: Stamp, *, agree: bool, reason: str = ""
) -> Applied:
    """Agree to an application or refuse it; the same decision again changes nothing.

    Whoever is agreed to gets a seat at once, or waits where none is free.

    Raises:
        UsageError: there is no such application, or no reason is given for a refusal.
        ConflictError: it was decided otherwise, or cancelled, meanwhile; or the cohort is over, and
            agreeing would lead to nothing.
    """
    reason = _require_reason(reason, needed=not agree)
    with database.session() as session:
        known = _require(session, application_id)
        step = Step.AGREE if agree else Step.REFUSE
        if next_state(known.state, step) is None:
            was_agreed = known.state in (State.WAITING, State.ENROLLED)
            if was_agreed if agree else known.state is State.REFUSED:
                return Applied(known, changed=False)
            raise ConflictError(
                _("This application was decided or cancelled meanwhile."),
                remedy=_("Load the page again and look."),
            )
        if agree:
            told = Event(
                EventKind.AGREED,
                known.cohort_id,
                known.person_id,
                data={"application": known.id},
            )
            add_events(session, stamp, [told])
            return Applied(_agree(session, known, stamp), changed=True)
        return Applied(_refuse(session, known, stamp, reason), changed=True)


def cancel(
    database: Database, application_id: int, stamp: Stamp, reason: str = "", *, own: bool = False
) -> Applied:
    """Take an application back, and the place in the cohort where it has led to one.

    The seat goes to whoever waits first. What was handed in stays.

    Args:
        own: the person does it, who cannot leave what is over: records would lose who was there.

    Raises:
        UsageError: there is no such application.
        ConflictError: it is over in another way already, or the cohort is.
    """
    reason = _require_reason(reason, needed=False)
    with database.session() as session:
        known = _require(session, application_id)
        if known.state is State.CANCELLED:
            return Applied(known, changed=False)
        if next_state(known.state, Step.CANCEL) is None:
            raise ConflictError(
                _("This application was decided or cancelled meanwhile."),
                remedy=_("Load the page again and look."),
            )
        cohort_id, person_id = known.cohort_id, known.person_id
        if own and known.state is State.ENROLLED and _has_ended(session, cohort_id, stamp):
            raise ConflictError(
                _("This cohort is over: nobody leaves it any more."),
                remedy=_("Ask HR where something has to be corrected."),
            )
        data = {"application": known.id, "state": known.state.value}
        events = [Event(EventKind.CANCELLED, cohort_id, person_id, data=data)]
        had_place = known.state is State.ENROLLED and takes_part(session, cohort_id, person_id)
        if had_place:
            set_withdrawn(session, cohort_id, [person_id], stamp.at)
            events.append(Event(EventKind.WITHDRAWN, cohort_id, person_id))
        done = take_step(session, known, Step.CANCEL, stamp, reason)
        add_events(session, stamp, events)
        if had_place:
            fill_seats(session, cohort_id, stamp)
    return Applied(done, changed=True)


def _nominate_known(session: Session, known: Application, way: Way, stamp: Stamp) -> Applied:
    if way is not Way.NOMINATION or known.state is not State.APPLIED:
        return Applied(known, changed=False)
    data = {"application": known.id}
    add_events(
        session, stamp, [Event(EventKind.AGREED, known.cohort_id, known.person_id, data=data)]
    )
    return Applied(_agree(session, known, stamp), changed=True)


def _agree(session: Session, application: Application, stamp: Stamp) -> Application:
    if _has_ended(session, application.cohort_id, stamp):
        raise ConflictError(
            _("This cohort is over: nobody begins it any more."),
            remedy=_("Refuse the application, and write why; the person reads it."),
        )
    agreed = take_step(session, application, Step.AGREE, stamp)
    fill_seats(session, application.cohort_id, stamp)
    now = _require(session, agreed.id)
    if now.state is State.WAITING:
        who = (now.person_id, now.cohort_id)
        add_notices(session, [Notice(f"agreed:{now.id}", NoticeKind.AGREED, *who)], stamp)
    return now


def _has_ended(session: Session, cohort_id: str, stamp: Stamp) -> bool:
    cohort = find_cohort(session, cohort_id)
    return cohort is None or is_over(cohort, stamp.at.astimezone(LOCAL).date())


def _refuse(session: Session, application: Application, stamp: Stamp, reason: str) -> Application:
    refused = take_step(session, application, Step.REFUSE, stamp, reason)
    who = (refused.person_id, refused.cohort_id)
    data = {"application": refused.id}
    add_events(session, stamp, [Event(EventKind.REFUSED, who[1], who[0], data=data)])
    told = Notice(f"refused:{refused.id}", NoticeKind.REFUSED, *who, {"reason": reason})
    add_notices(session, [told], stamp)
    return refused


def _require(session: Session, application_id: int) -> Application:
    found = find_application(session, application_id)
    if found is None:
        raise UsageError(
            _("There is no such application."), remedy=_("Load the page again and look.")
        )
    return found


def _require_open(session: Session, cohort_id: str, person_id: str, stamp: Stamp) -> None:
    if find_learner(session, person_id) is None:
        raise UsageError(
            _("There is no person {id}.").format(id=mark_unseen(person_id, 40)),
            remedy=_("Write the staff number as the roster has it."),
        )
    today = stamp.at.astimezone(LOCAL).date()
    opening, cohort = find_opening(session, cohort_id), find_cohort(session, cohort_id)
    is_open = opening is not None and opening.is_open_on(today)
    if cohort is None or not is_open or is_over(cohort, today):
        raise UsageError(
            _("Nobody can apply for this cohort today."),
            where=mark_unseen(cohort_id, 40),
            remedy=_("Look at the days on which people apply."),
        )
    if takes_part(session, cohort_id, person_id):
        raise UsageError(
            _("{id} takes part in this cohort already.").format(id=person_id),
            where=cohort_id,
            remedy=_("There is nothing to apply for."),
        )


def _require_reason(text: str, *, needed: bool) -> str:
    """Return a reason as it is kept: one that people can read."""
    said = " ".join(text.split())
    if needed and not said:
        raise UsageError(
            _("A refusal needs a reason."), remedy=_("Write it; the person who applied reads it.")
        )
    if len(said) > LONGEST_REASON or has_control(said) or find_unseen(said):
        raise UsageError(
            _(
                "The reason is longer than {n} characters, or holds some that cannot be read."
            ).format(n=LONGEST_REASON),
            remedy=_("Shorten or correct it."),
        )
    return said
