"""A cohort's roster changed by a file: seen first, then made as it was seen.

A change is one transaction. What it did are the events of its moment; `roster_undo` reads them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.accounts.missing_accounts import add_missing_accounts
from terakoya.delivery.cohorts import enrol_listed, name_differences, place_listed
from terakoya.delivery.enrolling.seats import cancel_places
from terakoya.errors import ConflictError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp
from terakoya.model.application import State
from terakoya.records import (
    Database,
    add_events,
    list_events,
    list_learners,
    list_withdrawn,
    set_withdrawn,
)
from terakoya.records.cohort_records import find_learners, find_same_numbers
from terakoya.records.posting_records import today_of

__all__ = ["PLACED", "PlannedPerson", "RosterChange", "RosterChoice", "RosterPlan"]
__all__ += ["change_roster", "list_roster_changes", "move_people", "plan_roster", "read_value"]

PLACED = "placed"
"""In the event of a change: application → its state before, of people whom the list has placed."""


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
        events += move_people(session, cohort.id, going, coming, stamp)
        placed = place_listed(session, cohort, learners, stamp)
        _accounts, made = add_missing_accounts(session, [one.id for one in learners], stamp)
        data = _counted(change) | ({PLACED: _write_placed(placed)} if placed else {})
        told = Event(EventKind.ROSTER_CHANGED, cohort.id, data=data)
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


def _write_placed(placed: Mapping[int, State]) -> dict[str, str]:
    return {str(number): state.value for number, state in placed.items()}


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
        + [
            [each, read_value(one.known, each), read_value(one.learner, each)]
            for each in one.changes
        ]
        for one in people
    ]
    ids = [[one.id for one in some] for some in rest]
    content = json.dumps([told, ids], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def read_value(learner: Learner | None, name: str) -> str:
    """Return what is known of somebody as events hold it; empty for nobody."""
    return "" if learner is None else str(getattr(learner, name))


def move_people(
    session: Session, cohort_id: str, going: Sequence[str], coming: Sequence[str], stamp: Stamp
) -> list[Event]:
    """Withdraw people and bring others back; return the events, for the caller to note."""
    set_withdrawn(session, cohort_id, going, stamp.at)
    set_withdrawn(session, cohort_id, coming, None)
    events = [Event(EventKind.WITHDRAWN, cohort_id, one) for one in going]
    return events + [Event(EventKind.REINSTATED, cohort_id, one) for one in coming]


def _counted(change: RosterChange) -> dict[str, int]:
    names = ("new", "changed", "withdrawn", "reinstated")
    return {name: getattr(change, name) for name in names}
