"""Accounts as the administrator's list has them: whose, with which roles today, in which state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from terakoya.language import gettext as _
from terakoya.model import local_time
from terakoya.model.account_roles import Account, RoleGrant
from terakoya.portal.page_rendering import write_with_id
from terakoya.portal.role_words import role_words
from terakoya.records import find_learner
from terakoya.records.account_records import list_accounts, list_roles

__all__ = ["AccountRow", "name_role", "read_account_rows"]


@dataclass(frozen=True)
class AccountRow:
    """One account; `roles` are those of today."""

    account: Account
    person: str
    department: str
    roles: tuple[RoleGrant, ...]

    @property
    def status(self) -> str:
        """Whether somebody can log in with it, in words."""
        if self.account.disabled_at is not None:
            return _("Disabled")
        if not self.account.has_password:
            return _("No password")
        return _("First password") if self.account.must_change else _("In use")

    @property
    def last_login(self) -> str:
        """When somebody last logged in; empty where nobody has."""
        return local_time(self.account.last_login_at)

    @property
    def role_words(self) -> str:
        """The roles of today, each with its place."""
        return " / ".join(name_role(one) for one in self.roles)


def read_account_rows(session: Session, day: date, only: str | None = None) -> list[AccountRow]:
    """Return every account by name, or the one that is named."""
    given: dict[str, list[RoleGrant]] = {}
    for grant in list_roles(session, only):
        if grant.holds_on(day):
            given.setdefault(grant.account, []).append(grant)
    accounts = [one for one in list_accounts(session) if only is None or one.name == only]
    return [_row(session, account, given) for account in accounts]


def name_role(grant: RoleGrant) -> str:
    """Name a role with its place, as people say it."""
    words = role_words(grant.role)
    return write_with_id(words, grant.place) if grant.place else words


def _row(
    session: Session, account: Account, given: Mapping[str, Sequence[RoleGrant]]
) -> AccountRow:
    learner = find_learner(session, account.person_id) if account.person_id else None
    return AccountRow(
        account,
        learner.name if learner is not None else "",
        learner.department if learner is not None else "",
        tuple(given.get(account.name, ())),
    )
