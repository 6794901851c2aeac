"""Accounts for people who have none: what a roster brings. Nothing that is there is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from terakoya.accounts.account_names import account_name
from terakoya.model import Event, EventKind, Stamp
from terakoya.records import Database, add_events
from terakoya.records.account_records import account_of_person, add_account, find_account

__all__ = ["MissingAccounts", "add_missing_accounts", "make_missing_accounts"]


@dataclass(frozen=True)
class MissingAccounts:
    """Staff numbers: who has an account now, and who cannot have one under the own number.

    Somebody is in `taken` where another account has that name: older records may hold two staff
    numbers that differ by case only.
    """

    made: tuple[str, ...]
    taken: tuple[str, ...]


def make_missing_accounts(
    database: Database, person_ids: Iterable[str], stamp: Stamp
) -> MissingAccounts:
    """Give people an account that is called like their staff number, and no password yet.

    The first password is drawn when the sheet for it is made (`terakoya account slips`).
    """
    with database.session() as session:
        accounts, events = add_missing_accounts(session, person_ids, stamp)
        add_events(session, stamp, events)
    return accounts


def add_missing_accounts(
    session: Session, person_ids: Iterable[str], stamp: Stamp
) -> tuple[MissingAccounts, list[Event]]:
    """Give people an account as `make_missing_accounts`; the events are for the caller to note."""
    made: list[str] = []
    taken: list[str] = []
    for person_id in person_ids:
        if account_of_person(session, person_id) is not None:
            continue
        name = account_name(person_id)
        if find_account(session, name) is not None:
            taken.append(person_id)
            continue
        add_account(session, name, person_id, stamp.at)
        made.append(person_id)
    events = [
        Event(EventKind.ACCOUNT_MADE, learner_id=one, data={"account": account_name(one)})
        for one in made
    ]
    return MissingAccounts(tuple(made), tuple(taken)), events
