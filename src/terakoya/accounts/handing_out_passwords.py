"""First passwords for many people at once: drawn, put on paper, and only then kept as hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.accounts.first_passwords import draw_first_password
from terakoya.accounts.password_hashes import hash_password
from terakoya.model import Event, EventKind, Learner, Stamp
from terakoya.model.account_roles import Account
from terakoya.records import Database, add_events, find_learner, list_learners
from terakoya.records.account_records import (
    account_of_person,
    find_account,
    list_accounts,
    set_password,
)
from terakoya.records.login_tries import forget_tries

__all__ = ["Drawn", "draw_passwords", "keep_first_passwords", "list_waiting", "newest_draw"]

_AT_ONCE = 2  # threads: Argon2 works outside of Python's lock


@dataclass(frozen=True)
class Drawn:
    """A first password for an account, and of whom it is; kept nowhere but on paper."""

    account: Account
    person: Learner | None
    password: str
    hash: str


def list_waiting(
    database: Database, cohort_id: str | None = None
) -> tuple[tuple[Account, Learner | None], ...]:
    """Return the accounts with which nobody has ever logged in, by name: of one cohort, or of all.

    Those that are disabled are left out.
    """
    with database.reading() as session:
        if cohort_id is None:
            accounts = list_accounts(session)
            return tuple((one, _person(session, one)) for one in accounts if _waits(one))
        people = list_learners(session, cohort_id)
        found = [(account_of_person(session, person.id), person) for person in people]
    return tuple((account, person) for account, person in found if account and _waits(account))


def _person(session: Session, account: Account) -> Learner | None:
    return find_learner(session, account.person_id) if account.person_id else None


def _waits(account: Account) -> bool:
    return account.last_login_at is None and account.disabled_at is None


def draw_passwords(
    waiting: Iterable[tuple[Account, Learner | None]],
    advance: Callable[[], object] = lambda: None,
    draw: Callable[[], str] = draw_first_password,
) -> tuple[Drawn, ...]:
    """Draw a password for each account; nothing is kept yet. `advance` is called after each."""

    def one(entry: tuple[Account, Learner | None]) -> Drawn:
        password = draw()
        return Drawn(*entry, password, hash_password(password))

    drawn: list[Drawn] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for made in pool.map(one, waiting):
            drawn.append(made)
            advance()
    return tuple(drawn)


def keep_first_passwords(
    database: Database, drawn: Iterable[Drawn], stamp: Stamp
) -> tuple[str, ...]:
    """Let the passwords on the paper hold, all of them or none.

    Returns: the accounts whose owners have logged in, or were disabled, since they were listed:
        theirs stay as they are, and their slips open nothing.
    """
    with database.session() as session:
        kept, void = _divide(session, drawn)
        for name, entry in kept.items():
            set_password(session, name, entry.hash, must_change=True, at=stamp.at)
            forget_tries(session, name)
        add_events(session, stamp, [_tell(entry.account) for entry in kept.values()])
    return void


def _divide(
    session: Session, drawn: Iterable[Drawn]
) -> tuple[Mapping[str, Drawn], tuple[str, ...]]:
    kept: dict[str, Drawn] = {}
    void: list[str] = []
    for entry in drawn:
        now = find_account(session, entry.account.name)
        if now is None or not _waits(now):
            void.append(entry.account.name)
        else:
            kept[now.name] = entry
    return kept, tuple(void)


def _tell(account: Account) -> Event:
    data = {"account": account.name}
    return Event(EventKind.PASSWORD_RESET, learner_id=account.person_id, data=data)


def newest_draw(waiting: Iterable[tuple[Account, Learner | None]]) -> datetime | None:
    """Return when first passwords were last drawn for any of these; None for never."""
    moments = [account.password_changed_at for account, _person in waiting]
    return max((at for at in moments if at is not None), default=None)
