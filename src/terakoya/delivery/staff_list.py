"""A list of staff: people become known, with an account, and are in no cohort by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terakoya.accounts.missing_accounts import MissingAccounts, add_missing_accounts
from terakoya.delivery.cohorts import name_differences, require_other_numbers
from terakoya.delivery.main_postings import end_additional
from terakoya.model import Event, EventKind, Learner, Stamp, tell_change
from terakoya.records import Database, add_events, find_learner
from terakoya.records.cohort_records import put_people

__all__ = ["KnownStaff", "know_staff"]


@dataclass(frozen=True)
class KnownStaff:
    """How many are new, and of how many something has changed; and their accounts."""

    new: int
    changed: int
    accounts: MissingAccounts


def know_staff(database: Database, people: Sequence[Learner], stamp: Stamp) -> KnownStaff:
    """Keep what a list of today tells of people, all or nothing; nobody goes who is not on it.

    Raises:
        RosterError: a staff number differs from a known one in upper and lower case only.
    """
    with database.session() as session:
        require_other_numbers(session, people)
        known = {one.id: find_learner(session, one.id) for one in people}
        events = [event for one in people for event in _tell(known[one.id], one)]
        put_people(session, people, stamp.at)
        ended = end_additional(session, people, stamp)
        accounts, made = add_missing_accounts(session, [one.id for one in people], stamp)
        add_events(session, stamp, [*events, *ended, *made])
    new = sum(one is None for one in known.values())
    return KnownStaff(new, len(events) - new, accounts)


def _tell(known: Learner | None, new: Learner) -> list[Event]:
    if known is None:
        data = tell_change({}, {"name": new.name})
        return [Event(EventKind.PERSON_KNOWN, learner_id=new.id, data=data)]
    changed = name_differences(known, new)
    if not changed:
        return []
    before, after = ({name: str(getattr(who, name)) for name in changed} for who in (known, new))
    return [Event(EventKind.UPDATED, learner_id=new.id, data=tell_change(before, after))]
