"""Accounts for people who have none: what a roster brings. Nothing that is there is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terakoya.accounts.account_names import account_name
from terakoya.model import Event, EventKind, Stamp
from terakoya.records import Database, add_events
from terakoya.records.account_records import account_of_person, add_account, find_account

__all__ = ["MissingAccounts", "make_missing_accounts"]


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
    made: list[str] = []
    taken: list[str] = []
    with database.session() as session:
        for person_id in person_ids:
            if account_of_person(session, person_id) is not None:
                continue
            name = account_name(person_id)
            if find_account(session, name) is not None:
                taken.append(person_id)
                continue
            add_account(session, name, person_id, stamp.at)
            made.append(person_id)
        add_events(
            session,
            stamp,
            [
                Event(
                    EventKind.ACCOUNT_MADE,
                    learner_id=person_id,
                    data={"account": account_name(person_id)},
                )
                for person_id in made
            ],
        )
    return MissingAccounts(tuple(made), tuple(taken))
