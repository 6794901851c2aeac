"""The accounts of the demonstration's office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from terakoya.accounts import check_password, password_hashes, person_of
from terakoya.demo.demo_accounts import DemoAccount, make_demo_accounts, write_demo_accounts
from terakoya.demo.demo_roster import make_learners
from terakoya.demo.made_groups import DATA_COHORT
from terakoya.errors import LoginRefusedError, WorkspaceError
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of, may
from terakoya.records import Database, add_cohort, enrol, open_database

NOW = datetime.now(UTC)
ROLES = ["learner", "instructor", "manager", "hr", "author", "admin"]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with less work: what is tested here is whose password it is."""
    monkeypatch.setattr(
        password_hashes, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Records with the cohort of the demonstration, and nobody in it."""
    records = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    with records.session() as session:
        add_cohort(session, Cohort(DATA_COHORT, "small", "Demonstration"), NOW)
    yield records
    records.close()


@pytest.fixture
def accounts(database: Database) -> tuple[DemoAccount, ...]:
    """The accounts, with two learners in the cohort."""
    with database.session() as session:
        enrol(session, DATA_COHORT, make_learners(2, 1), NOW)
    return make_demo_accounts(database)


def test_each_role_has_an_account_that_opens_at_once(
    database: Database, accounts: tuple[DemoAccount, ...]
) -> None:
    """Nobody has to change a password first, and each may what the role says."""
    assert sorted(one.role for one in accounts) == sorted(ROLES)
    for one in accounts:
        login = check_password(database, one.name, one.password, now=NOW)
        assert not login.must_change
    names = {one.role: one.name for one in accounts}
    cohort = Of(cohort=DATA_COHORT)
    assert may(person_of(database, names["instructor"]), Action.SEE_RESULTS, cohort)
    assert not may(person_of(database, names["learner"]), Action.SEE_RESULTS, cohort)
    assert person_of(database, names["learner"]).id == names["learner"]


def test_passwords_are_new_each_time(database: Database, accounts: tuple[DemoAccount, ...]) -> None:
    """Those of before open nothing any more."""
    again = {one.name: one.password for one in make_demo_accounts(database)}
    assert set(again) == {one.name for one in accounts}
    with pytest.raises(LoginRefusedError):
        check_password(database, accounts[0].name, accounts[0].password, now=NOW)
    check_password(database, accounts[0].name, again[accounts[0].name], now=NOW)


def test_file_of_accounts_is_for_nobody_else(
    tmp_path: Path, accounts: tuple[DemoAccount, ...]
) -> None:
    """A list that a program reads; no password is shown where an account is."""
    path = write_demo_accounts(tmp_path, accounts)
    assert (path.name, path.stat().st_mode & 0o777) == ("accounts.json", 0o600)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert [set(one) for one in told] == [{"role", "name", "password"}] * len(ROLES)
    assert accounts[0].password not in repr(accounts)


def test_demonstration_without_learners_is_refused(database: Database) -> None:
    """With what makes it anew."""
    with pytest.raises(WorkspaceError, match="terakoya demo"):
        make_demo_accounts(database)
