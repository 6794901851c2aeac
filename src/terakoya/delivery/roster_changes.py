"""A cohort's roster changed by a file: seen first, made as it was seen, and put back if need be.

A change is one transaction. What it did are the events of its moment; putting it back reads them,
and touches only what nobody has changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.accounts.missing_accounts import add_missing_accounts
from terakoya.delivery.cohorts import enrol_listed, name_differences
from terakoya.delivery.enrolling.seats import cancel_places
from terakoya.errors import ConflictError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp, Tier, tell_change
from terakoya.records import (
    Database,
    add_events,
    find_learner,
    list_events,
    list_learners,
    list_withdrawn,
    set_withdrawn,
)
from terakoya.records.cohort_records import find_learners, find_same_numbers, put_people
from terakoya.records.enrolment_records import takes_part
from terakoya.records.posting_records import today_of

__all__ = ["PlannedPerson", "RosterChange", "RosterChoice", "RosterPlan", "change_roster"]
__all__ += ["list_roster_changes", "plan_roster", "undo_roster"]


@dataclass(frozen=True)
class PlannedPerson:
    """One person of a list beside what is known; `known` is None for who is not in the cohort.

    Attributes:
        changes: the names of what is told otherwise; of staff who are new here, too.
        same_as: a known staff number that differs in upper and lower case only; then it is refused.
    """

    learner: Learner
    known: Learner | None
    is_in: bool
    changes: tuple[str, ...]
    same_as: str = ""


@dataclass(frozen=True)
class RosterPlan:
    """What a list would change of a cohort, and whom it does not name.

    Attributes:
        not_listed: who takes part and is not on the list.
        withdrawn: who is on the list and has withdrawn.
        digest: of all of this; the change is made only where it is still the same.
    """

    people: tuple[PlannedPerson, ...]
    not_listed: tuple[Learner, ...]
    withdrawn: tuple[Learner, ...]
    digest: str

    @property
    def new(self) -> tuple[PlannedPerson, ...]:
        """Who is not in the cohort yet."""
        return tuple(one for one in self.people if not one.is_in)

    @property
    def changed(self) -> tuple[PlannedPerson, ...]:
        """Of whom something becomes another thing."""
        return tuple(one for one in self.people if one.is_in and one.changes)

    @property
    def refused(self) -> tuple[PlannedPerson, ...]:
        """Whose number is another person's account."""
        return tuple(one for one in self.people if one.same_as)


@dataclass(frozen=True)
class RosterChoice:
    """What a person has decided: the digest of what was seen, and staff numbers."""

    seen: str
    withdraw: tuple[str, ...] = ()
    reinstate: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterChange:
    """A change that was made; the last one that is not put back can be."""

    at: datetime
    by: str
    new: int
    changed: int
    withdrawn: int
    reinstated: int
    undone: bool = False
    is_last: bool = False


def plan_roster(database: Database, cohort: Cohort, learners: Sequence[Learner]) -> RosterPlan:
    """Say what a list would change; nothing is."""
    with database.reading() as session:
        return _plan(session, cohort, learners)


def change_roster(
    database: Database,
    cohort: Cohort,
    learners: Sequence[Learner],
    choice: RosterChoice,
    stamp: Stamp,
) -> RosterChange | None:
    """Make the change that was seen, accounts with it; None where there is nothing to change.

    Raises:
        ConflictError: the cohort is another one now than when it was seen.
        RosterError: a staff number is another person's in upper or lower case.
    """
    with database.session() as session:
        plan = _plan(session, cohort, learners)
        going = [one.id for one in plan.not_listed if one.id in choice.withdraw]
        coming = [one.id for one in plan.withdrawn if one.id in choice.reinstate]
        if not (plan.new or plan.changed or going or coming):
            return None  # also where the same form comes twice
        if plan.digest != choice.seen:
            raise ConflictError(
                _("The cohort was changed since this list was looked at."),
                remedy=_("Look at the changes again, then make them."),
            )
        change = RosterChange(
            stamp.at, stamp.by, len(plan.new), len(plan.changed), len(going), len(coming)
        )
        _counts, events = enrol_listed(session, cohort, learners, stamp)
        events += _move(session, cohort.id, going, coming, stamp)
        _accounts, made = add_missing_accounts(session, [one.id for one in learners], stamp)
        told = Event(EventKind.ROSTER_CHANGED, cohort.id, data=_counted(change))
        add_events(session, stamp, [told, *events, *made])
        cancel_places(session, cohort.id, going, stamp)
    return change


def list_roster_changes(session: Session, cohort_id: str) -> tuple[RosterChange, ...]:
    """Return the changes of a cohort's roster by files, the newest first."""
    kinds = (EventKind.ROSTER_CHANGED, EventKind.ROSTER_UNDONE)
    told = list_events(session, cohort_id, kinds=kinds)
    undone = {event.data["of"] for _at, event in told if event.kind is EventKind.ROSTER_UNDONE}
    made = [
        RosterChange(
            stamp.at,
            stamp.by,
            new=event.data["new"],
            changed=event.data["changed"],
            withdrawn=event.data["withdrawn"],
            reinstated=event.data["reinstated"],
            undone=stamp.at.isoformat() in undone,
        )
        for stamp, event in reversed(told)
        if event.kind is EventKind.ROSTER_CHANGED
    ]
    last = next((one.at for one in made if not one.undone), None)
    return tuple(replace(one, is_last=one.at == last) for one in made)


def undo_roster(database: Database, cohort: Cohort, at: str, stamp: Stamp) -> bool:
    """Put the last change of a roster back: as far as it is still so. False where it is put back.

    Who came by it is withdrawn, as nothing that somebody did since may be lost.

    Args:
        at: the moment of the change, in ISO 8601.

    Raises:
        ConflictError: it is not the last one.
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
        told = [
            event
            for when, event in list_events(session, cohort.id)
            if (when.at, when.by) == (found.at, found.by)
        ]
        events = _put_back(session, cohort.id, told, stamp)
        undone = Event(EventKind.ROSTER_UNDONE, cohort.id, data={"of": at})
        add_events(session, stamp, [undone, *events])
        gone = [one.learner_id for one in events if one.kind is EventKind.WITHDRAWN]
        cancel_places(session, cohort.id, gone, stamp)
    return True


def _plan(session: Session, cohort: Cohort, learners: Sequence[Learner]) -> RosterPlan:
    today = today_of(session)
    here = {one.id: one for one in list_learners(session, cohort.id, today)}
    gone = list_withdrawn(session, cohort.id)
    same = find_same_numbers(session, [one.id for one in learners])
    known = find_learners(session, [one.id for one in learners], today)
    people = tuple(
        _planned(one, here.get(one.id), known.get(one.id), same.get(one.id, "")) for one in learners
    )
    listed = {one.id for one in learners}
    not_listed = tuple(one for one in here.values() if one.id not in listed | gone.keys())
    withdrawn = tuple(one for one in here.values() if one.id in listed and one.id in gone)
    return RosterPlan(people, not_listed, withdrawn, _digest(people, not_listed, withdrawn))


def _planned(
    learner: Learner, here: Learner | None, known: Learner | None, same_as: str
) -> PlannedPerson:
    changes = name_differences(known, learner) if known is not None else ()
    return PlannedPerson(learner, known, here is not None, changes, same_as)


def _digest(people: Sequence[PlannedPerson], *rest: Sequence[Learner]) -> str:
    told = [
        [one.learner.id, one.is_in, one.same_as]
        + [[name, _value(one.known, name), _value(one.learner, name)] for name in one.changes]
        for one in people
    ]
    ids = [[one.id for one in some] for some in rest]
    content = json.dumps([told, ids], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _value(learner: Learner | None, name: str) -> str:
    return "" if learner is None else str(getattr(learner, name))


def _move(
    session: Session, cohort_id: str, going: Sequence[str], coming: Sequence[str], stamp: Stamp
) -> list[Event]:
    set_withdrawn(session, cohort_id, going, stamp.at)
    set_withdrawn(session, cohort_id, coming, None)
    events = [Event(EventKind.WITHDRAWN, cohort_id, one) for one in going]
    return events + [Event(EventKind.REINSTATED, cohort_id, one) for one in coming]


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
    events = _move(session, cohort_id, going, coming, stamp)
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
        if one.name in told.before and _value(known, one.name) == told.after.get(one.name)
    ]
    if not names:
        return []
    values = {name: told.before[name] for name in names}
    tier = {"tier": Tier(values["tier"])} if "tier" in values else {}
    put_people(session, [replace(known, **values | tier)], stamp.at)  # type: ignore[arg-type]
    data = tell_change({name: _value(known, name) for name in names}, values)
    return [Event(EventKind.UPDATED, cohort_id, told.learner_id, data=data)]


def _counted(change: RosterChange) -> dict[str, int]:
    names = ("new", "changed", "withdrawn", "reinstated")
    return {name: getattr(change, name) for name in names}
