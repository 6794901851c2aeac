"""One account for each role of the demonstration, with a password that is drawn each time."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from terakoya_autograde.storage import write_file

from terakoya.accounts import (
    change_password,
    create_account,
    give_role,
    reset_password,
)
from terakoya.accounts.first_passwords import draw_first_password
from terakoya.demo.made_groups import DATA_COHORT
from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Learner, Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import GIVEN_ROLES, Role, Scope
from terakoya.records import Database, list_learners
from terakoya.records.account_records import account_of_person, find_account

__all__ = ["ACCOUNTS", "DemoAccount", "make_demo_accounts", "write_demo_accounts"]

ACCOUNTS = "accounts.json"
"""The file of the demonstration's folder in which they stand."""
_ROLES = (Role.LEARNER, *GIVEN_ROLES)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody of the demonstration who can log in."""

    role: str
    name: str
    password: str = field(repr=False)


def make_demo_accounts(database: Database) -> tuple[DemoAccount, ...]:
    """Make an account for each role, or give those that are there new passwords.

    Raises:
        WorkspaceError: the demonstration has no learner.
    """
    learner = _find_learner(database)
    return tuple(_make(database, role, learner) for role in _ROLES)


def write_demo_accounts(folder: Path, accounts: tuple[DemoAccount, ...]) -> Path:
    """Write them into a file that only this account of the machine can read; return it."""
    path = folder / ACCOUNTS
    told = json.dumps([asdict(one) for one in accounts], ensure_ascii=False, indent=1)
    write_file(path, told.encode(), 0o600)
    return path


def _find_learner(database: Database) -> Learner:
    with database.reading() as session:
        learners = list_learners(session, DATA_COHORT)
    if not learners:
        raise WorkspaceError(
            _("The demonstration has no learner."),
            remedy=_("Make it anew: terakoya demo --no-serve"),
        )
    return learners[0]


def _make(database: Database, role: Role, learner: Learner) -> DemoAccount:
    stamp = Stamp(datetime.now(UTC), "terakoya serve --demo")
    is_learner = role is Role.LEARNER
    person = learner.id if is_learner else ""
    first, password = draw_first_password(), draw_first_password()
    with database.reading() as session:
        name = learner.id if is_learner else str(role)
        found = account_of_person(session, person) if person else find_account(session, name)
    if found is None:
        found = create_account(database, name, stamp, person_id=person, password=first)
    else:
        first = reset_password(database, found.name, stamp)
    change_password(database, found.name, first, password, stamp=stamp)
    if not is_learner:
        give_role(database, RoleGrant(found.name, str(role), _place(role, learner)), stamp)
    return DemoAccount(str(role), found.name, password)


def _place(role: Role, learner: Learner) -> str:
    """Return of what the role is: the cohort, or the department of the learner."""
    scope = GIVEN_ROLES[role]
    return {Scope.COHORT: DATA_COHORT, Scope.DEPARTMENT: learner.department_code}.get(scope, "")
