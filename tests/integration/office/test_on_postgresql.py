"""The site on a real PostgreSQL server: the very tests of its pages and its API, on other records.

What only one kind of database does shows here: locks, numbers that are too large, texts that it
does not take. The tests are those of SQLite; only the records below them are exchanged.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Integer, text

from terakoya.accounts import password_hashes
from terakoya.model.permissions import Person, Role
from terakoya.records import Database, database_url, open_database
from terakoya.records.copying import write_snapshot
from terakoya.records.tables import Base
from terakoya.workspace import Workspace, find_workspace
from tests.exchange_room import ExchangeRoom, make_room
from tests.integration.office import (
    test_admin_pages,
    test_date_pages,
    test_learner_pages,
    test_moved_departments,
)
from tests.integration.office.test_admin_pages import admin
from tests.integration.office.test_date_pages import teaching
from tests.integration.test_records import empty, postgresql
from tests.made_office import MadeOffice, person
from tests.unit.portal.exchange_api import test_hand_in_routes

__all__ = ["admin", "postgresql", "teaching"]

SAME = (test_admin_pages, test_date_pages, test_hand_in_routes, test_learner_pages)
SAME += (test_moved_departments,)
CHOSEN = {
    "date_pages": {"test_change_is_noted_with_its_account_and_can_be_put_back"},
    "learner_pages": {"test_notebook_is_handed_in_on_the_page_and_gets_a_receipt"},
}
"""Of these modules only what writes; what reads is asked of the same records by the others."""
FIXTURES = {"office", "room", "admin", "teaching"}
DIFFERENT = {"test_site_that_is_killed_keeps_all_or_nothing"}
"""A server's own numbers have a gap where a transaction broke off; SQLite's have none."""


def find_tests(module: ModuleType) -> Iterator[tuple[str, Callable[..., None]]]:
    """Yield the tests of a module that work with records, each under a name of its own here."""
    of = module.__name__.rpartition(".")[2].removeprefix("test_")
    for name, test in vars(module).items():
        if (
            name.startswith("test_")
            and FIXTURES & {*test.__annotations__}
            and name not in DIFFERENT
        ):
            yield f"test_{of}_{name.removeprefix('test_')}", test


for _module in SAME:
    globals().update(find_tests(_module))


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is no part of this."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)
    monkeypatch.setattr(password_hashes, "_decoys", [])


@pytest.fixture(scope="module")
def server(postgresql: str) -> Iterator[Database]:
    """The records on the server, open for the whole file."""
    opened = open_database(postgresql)
    yield opened
    opened.close()


@pytest.fixture
def office(made: Workspace, server: Database, tmp_path: Path) -> MadeOffice:
    """A copy of the made office whose records are on the server."""
    shutil.copytree(made.root, tmp_path / "workspace", symlinks=True)
    workspace = find_workspace(tmp_path / "workspace")
    move_records(workspace, server)
    return MadeOffice(workspace, server)


@pytest.fixture(scope="module")
def made_room(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A site with an exchange as it was made, to be copied only."""
    room = make_room(tmp_path_factory.mktemp("exchange") / "workspace")
    room.database.close()
    return room.workspace


@pytest.fixture
def room(made_room: Workspace, server: Database, tmp_path: Path) -> ExchangeRoom:
    """A copy of it whose records are on the server."""
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(made_room.root, workspace.root)
    move_records(workspace, server)
    return ExchangeRoom(workspace, server)


def move_records(workspace: Workspace, server: Database) -> None:
    """Let the server hold what a workspace's own file holds, and nothing else."""
    begin_anew(server)
    file = open_database(database_url(workspace.var))
    write_snapshot(file, server)
    file.close()
    for path in workspace.var.glob("terakoya.db*"):
        path.unlink()  # whoever asks the file instead finds nothing


def begin_anew(server: Database) -> None:
    """Take all rows away, and let numbers begin at one again."""
    empty(server)
    again = text("SELECT setval(pg_get_serial_sequence(:table, :column), 1, false)")
    with server.session() as session:
        for table in Base.metadata.sorted_tables:
            keys: list[Any] = list(table.primary_key)
            if len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys:
                session.execute(again, {"table": table.name, "column": keys[0].name})


# --- what SQLite takes and PostgreSQL does not ---------------------------------------------------


TEACHER = person((Role.INSTRUCTOR, "spring"), Role.HR, Role.ADMIN, Role.STAFF, account="teacher")
LEARNER = person((Role.LEARNER, "spring"), Role.STAFF, id="000001")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (TEACHER, "/accounts/a%00b"),
        (TEACHER, "/cohorts/spring/learners/%00"),
        (TEACHER, "/cohorts/spring/items?item=%00"),
        (LEARNER, "/learning/spring/tiny?receipt=99999999999999"),
        (LEARNER, "/learning/spring/tiny?receipt=-99999999999999"),
        (LEARNER, "/api/exchange/cohorts/spring/learners/000001/receipts/-99999999999999"),
        (LEARNER, "/api/exchange/cohorts/spring/learners/000001/receipts/99999999999999"),
        (LEARNER, "/api/exchange/cohorts/spring/learners/000001/hand-ins/99999999999999/files"),
        (TEACHER, "/api/exchange/cohorts/spring/hand-ins?learner=%00"),
    ],
)
def test_what_a_server_does_not_take_is_refused(office: MadeOffice, who: Person, path: str) -> None:
    """No number is too large for an answer, and no character breaks off a transaction."""
    assert office.visit(who).get(path).status_code in (200, 404, 422)


def test_form_with_what_a_server_does_not_take_is_refused(office: MadeOffice) -> None:
    """As a sentence on the page."""
    answer = office.visit(TEACHER).send("/accounts", name="a\0b", person="\0")
    assert answer.status_code == 422
    assert "cannot name an account" in answer.text
