"""An account, and the roles that it was given. A person has one account, an account one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from terakoya.model.posting import ALWAYS, Period

__all__ = ["Account", "RoleGrant"]


@dataclass(frozen=True)
class Account:
    """アカウント: a name with which somebody logs in.

    Attributes:
        name: as names are compared.
        person_id: the staff number; empty for somebody from outside, or for a program.
        must_change: whether the password is one that somebody else has seen.
        has_password: False where no password opens it (yet).
    """

    name: str
    person_id: str
    must_change: bool
    has_password: bool
    created_at: datetime
    password_changed_at: datetime | None = None
    last_login_at: datetime | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True)
class RoleGrant:
    """That an account has a role: of the cohort or department `place`, for as long as `period`.

    `id` is empty for one that is not kept yet, `taken_at` tells since when it is taken away.
    """

    account: str
    role: str
    place: str = ""
    period: Period = ALWAYS
    given_by: str = ""
    id: int | None = None
    taken_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role is had on a day."""
        return self.taken_at is None and self.period.holds_on(day)
