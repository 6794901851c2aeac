"""The last change of a cohort's roster put back, as far as nobody has changed it since.

What a change did are the events of its moment. Who takes part is the cohort's to say; what is known
of people is the office's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy.orm import Session

from terakoya.delivery.enrolling.seats import cancel_places, place_applicants, return_to_queue
from terakoya.delivery.main_postings import end_additional
from terakoya.delivery.roster_changes import (
    PLACED,
    RosterChange,
    list_roster_changes,
    move_people,
    read_value,
)
from terakoya.errors import ConflictError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp, Tier, tell_change
from terakoya.model.application import State
from terakoya.records import (
    Database,
    add_events,
    find_learner,
    list_events,
    list_withdrawn,
)
from terakoya.records.cohort_records import put_people
from terakoya.records.enrolment_records import takes_part

__all__ = ["require_undo", "undo_roster"]


def require_undo(session: Session, cohort_id: str, change: RosterChange, *, people: bool) -> None:
    """Go on only where whoever asks may put a change back; `people`: what is known of them, too.

    Raises:
        ConflictError: it has told something of people, which is all of the office's to know.
    """
    if not people and any(
        event.kind is EventKind.UPDATED for event in _told_by(session, cohort_id, change)
    ):
        raise ConflictError(
            _("This change has told something of people themselves: only HR puts it back."),
            remedy=_("Ask HR, or withdraw people and bring them back one by one."),
        )


def undo_roster(
    database: Database, cohort: Cohort, at: str, stamp: Stamp, *, people: bool = True
) -> bool:
    """Put the last change of a roster back: as far as it is still so. False where it is put back.

    Who came by it is withdrawn, as nothing that somebody did since may be lost; whose application
    only waited, waits again in the same place.

    Args:
        at: the moment of the change, in ISO 8601.
        people: whether whoever asks may change what is known of people.

    Raises:
        ConflictError: it is not the last one, or `require_undo` refuses it.
    """
    with database.session() as session:
        changes = list_roster_changes(session, cohort.id)
        found = next((one for one in changes if one.at.isoformat() == at), None)
        if found is not None and found.undone:
            return False
        if found is None or not found.is_last:
            raise ConflictError(
                _("Only the last change of the roster can be put back."),
                remedy=_("Load the page again and look."),
            )
        require_undo(session, cohort.id, found, people=people)
        told = _told_by(session, cohort.id, found)
        events = _put_back(session, cohort.id, told, stamp)
        undone = Event(EventKind.ROSTER_UNDONE, cohort.id, data={"of": at})
        add_events(session, stamp, [undone, *events])
        return_to_queue(session, _read_placed(told), stamp)
        gone = [one.learner_id for one in events if one.kind is EventKind.WITHDRAWN]
        cancel_places(session, cohort.id, gone, stamp)
    return True


def _told_by(session: Session, cohort_id: str, change: RosterChange) -> list[Event]:
    return [
        event
        for when, event in list_events(session, cohort_id)
        if (when.at, when.by) == (change.at, change.by)
    ]


def _read_placed(told: Sequence[Event]) -> dict[int, State]:
    return {
        int(number): State(state)
        for one in told
        if one.kind is EventKind.ROSTER_CHANGED
        for number, state in one.data.get(PLACED, {}).items()
    }


def _put_back(session: Session, cohort_id: str, told: Sequence[Event], stamp: Stamp) -> list[Event]:
    came = (EventKind.ENROLLED, EventKind.REINSTATED)
    going = [
        one.learner_id
        for one in told  # who got a seat that became free by it keeps it: they were told
        if one.kind in came
        and "application" not in one.data
        and takes_part(session, cohort_id, one.learner_id)
    ]
    withdrawn = list_withdrawn(session, cohort_id)
    coming = [
        one.learner_id
        for one in told
        if one.kind is EventKind.WITHDRAWN and one.learner_id in withdrawn
    ]
    events = move_people(session, cohort_id, going, coming, stamp)
    place_applicants(session, cohort_id, coming, stamp)
    for one in told:
        if one.kind is EventKind.UPDATED:
            events += _restore(session, cohort_id, one, stamp)
    return events


def _restore(session: Session, cohort_id: str, told: Event, stamp: Stamp) -> list[Event]:
    """Put back what a change has told of a person, as far as it is still what is known."""
    known = find_learner(session, told.learner_id)
    if known is None:
        return []
    names = [
        one.name
        for one in fields(Learner)
        if one.name in told.before and read_value(known, one.name) == told.after.get(one.name)
    ]
    if not names:
        return []
    values = {name: told.before[name] for name in names}
    tier = {"tier": Tier(values["tier"])} if "tier" in values else {}
    before = replace(known, **values | tier)  # type: ignore[arg-type]
    put_people(session, [before], stamp.at)
    data = tell_change({name: read_value(known, name) for name in names}, values)
    restored = Event(EventKind.UPDATED, cohort_id, told.learner_id, data=data)
    return [restored, *end_additional(session, [before], stamp)]
