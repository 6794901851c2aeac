"""The tables of people, where they work, their accounts and their roles. Times are UTC.

A day that is None in a `from_on` means since ever, in an `until_on` until further notice; the last
day belongs to what it ends.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from terakoya.records.tables import Base, UtcDateTime

__all__ = ["AccountRow", "DepartmentRow", "ErasureRow", "LoginTryRow", "PostingRow"]
__all__ += ["RoleGrantRow"]


class DepartmentRow(Base):
    """A department under one name and one department above it, for as long as both held."""

    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_code: Mapped[str] = mapped_column(String(32))  # empty at the top
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class PostingRow(Base):
    """Where a person worked from when until when; one person has one main posting on a day.

    Others of the same day are `is_additional` (兼務), each in another department.

    The department's name is kept as it was then: rosters name departments that have no code, and a
    name of today would rewrite what was. `noted_at` is None for what older versions knew.
    """

    __tablename__ = "postings"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    department_code: Mapped[str] = mapped_column(String(32), index=True)
    department: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_additional: Mapped[bool] = mapped_column(default=False)


class AccountRow(Base):
    """An account; `name` is as names are compared (`terakoya.accounts.account_name`).

    `password_hash` is Argon2's own text, empty where no password opens it: then somebody else
    vouches for the person, or no first password was made yet.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("person_id"),)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    password_hash: Mapped[str] = mapped_column(String(255))
    must_change: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginTryRow(Base):
    """How often a name was tried in vain, whether or not there is an account of that name.

    Only the digest of the name is kept: people type passwords into the wrong box.
    """

    __tablename__ = "login_tries"
    name_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleGrantRow(Base):
    """That an account has a role, where, and from when until when; rows are never taken away.

    `place` is the id of the cohort or the code of the department, empty for roles that have none.
    """

    __tablename__ = "role_grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(64))
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    given_by: Mapped[str] = mapped_column(String(100))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ErasureRow(Base):
    """That a person was erased: what stays of them goes by `pseudonym`. Who it was, nobody keeps.

    Events may be rewritten to name a pseudonym that stands here, and in no other way. `pending` is
    what is still to be removed outside of the database, with the old names; None when all is done.
    """

    __tablename__ = "erasures"
    pseudonym: Mapped[str] = mapped_column(String(32), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_by: Mapped[str] = mapped_column(String(100))
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
