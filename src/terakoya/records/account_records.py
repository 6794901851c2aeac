"""Accounts, and the roles that they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model.account_roles import Account, RoleGrant
from terakoya.model.posting import Period
from terakoya.records.people_tables import AccountRow, RoleGrantRow

__all__ = ["StoredPassword", "account_of_person", "add_account", "add_role", "find_account"]
__all__ += ["list_accounts", "list_roles", "note_login", "read_password", "set_disabled"]
__all__ += ["set_password", "take_role"]


@dataclass(frozen=True)
class StoredPassword:
    """What is kept of a password, whose it is, and whether the account can be used with it."""

    hash: str
    must_change: bool
    is_disabled: bool
    person_id: str = ""


def find_account(session: Session, name: str) -> Account | None:
    """Return the account of a name as names are compared, or None."""
    row = session.get(AccountRow, name)
    return None if row is None else _account(row)


def account_of_person(session: Session, person_id: str) -> Account | None:
    """Return a person's account, or None."""
    row = session.scalar(select(AccountRow).where(AccountRow.person_id == person_id))
    return None if row is None else _account(row)


def list_accounts(session: Session) -> tuple[Account, ...]:
    """Return every account by name."""
    return tuple(_account(row) for row in session.scalars(select(AccountRow).order_by("name")))


def add_account(session: Session, name: str, person_id: str, at: datetime) -> None:
    """Add an account that no password opens; the caller has made sure that the name is free."""
    session.add(
        AccountRow(
            name=name,
            person_id=person_id or None,
            password_hash="",
            must_change=False,
            created_at=at,
        )
    )
    session.flush()


def read_password(session: Session, name: str) -> StoredPassword | None:
    """Return what is kept of an account's password; None for no such account."""
    row = session.get(AccountRow, name)
    if row is None:
        return None
    is_disabled = row.disabled_at is not None
    return StoredPassword(row.password_hash, row.must_change, is_disabled, row.person_id or "")


def set_password(
    session: Session, name: str, password_hash: str, *, must_change: bool, at: datetime
) -> None:
    """Keep the hash of a new password; an empty one means that no password opens the account."""
    row = session.get_one(AccountRow, name)
    row.password_hash, row.must_change, row.password_changed_at = password_hash, must_change, at
    session.flush()


def note_login(session: Session, name: str, at: datetime, new_hash: str = "") -> None:
    """Note that somebody logged in; `new_hash` is the same password's, with today's parameters."""
    row = session.get_one(AccountRow, name)
    row.last_login_at = at
    if new_hash:
        row.password_hash = new_hash
    session.flush()


def set_disabled(session: Session, name: str, at: datetime | None) -> None:
    """Note since when nobody may log in; None where they may."""
    session.get_one(AccountRow, name).disabled_at = at
    session.flush()


def list_roles(session: Session, account: str | None = None) -> tuple[RoleGrant, ...]:
    """Return every role that was given, or those of one account, in the order of giving."""
    query = select(RoleGrantRow).order_by(RoleGrantRow.id)
    if account is not None:
        query = query.where(RoleGrantRow.account == account)
    return tuple(_grant(row) for row in session.scalars(query))


def add_role(session: Session, grant: RoleGrant, at: datetime) -> None:
    """Give a role."""
    session.add(
        RoleGrantRow(
            account=grant.account,
            role=grant.role,
            place=grant.place,
            from_on=grant.period.first,
            until_on=grant.period.last,
            given_by=grant.given_by,
            given_at=at,
        )
    )
    session.flush()


def take_role(session: Session, grant_id: int, at: datetime) -> None:
    """Take a role away, from this moment on; that it was given stays."""
    session.get_one(RoleGrantRow, grant_id).taken_at = at
    session.flush()


def _account(row: AccountRow) -> Account:
    return Account(
        name=row.name,
        person_id=row.person_id or "",
        must_change=row.must_change,
        has_password=bool(row.password_hash),
        created_at=row.created_at,
        password_changed_at=row.password_changed_at,
        last_login_at=row.last_login_at,
        disabled_at=row.disabled_at,
    )


def _grant(row: RoleGrantRow) -> RoleGrant:
    return RoleGrant(
        account=row.account,
        role=row.role,
        place=row.place,
        period=Period(row.from_on, row.until_on),
        given_by=row.given_by,
        id=row.id,
        taken_at=row.taken_at,
    )
