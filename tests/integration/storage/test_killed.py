"""Whatever is killed, and whenever: what is kept is the old or the new, and the next run finishes.

Every declared step is met, and every change of a file, statement and commit beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from terakoya_autograde.storage.address import file_address
from terakoya_autograde.storage.atomic_writes import fill_folder
from terakoya_autograde.storage.crash_points import CrashPoint, reached

from tests.integration.storage.processes import at_once, is_step, moments_of, run_killed
from tests.integration.storage.scenarios import (
    SCENARIOS,
    TEMPORARY,
    Scenario,
    files_of,
    in_own_scratch,
    warm_up,
)

_MEMORY = Path("/dev/shm")
# What is graded meanwhile is kept in one batch: a run may pass one moment less than that before.
_TRIES = 20


@pytest.fixture(scope="module")
def killed() -> Iterator[Killed]:
    """Every scenario, killed at each of its moments when it is first asked for.

    In memory where there is such a folder: a kill loses nothing of what was written, on a disk or
    not, and hundreds of kills do not wait for one.
    """
    warm_up()
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="killed-", dir=memory) as name:
        yield Killed(Path(name))


class Killed:
    """The scenarios, and what was found wrong after each kill."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.problems = cache(self._problems)

    def _problems(self, name: str) -> tuple[tuple[str, str], ...]:
        return find_problems(SCENARIOS[name], self._root / name.replace(" ", "-"))


def find_problems(scenario: Scenario, place: Path) -> tuple[tuple[str, str], ...]:
    """Return each moment of a scenario, and what was wrong after a kill at it, or nothing."""
    prepared, undisturbed = place / "prepared", place / "undisturbed"
    prepared.mkdir(parents=True)
    assert moments_of(lambda: scenario.prepare(prepared), prepared) is not None
    shutil.copytree(prepared, undisturbed)
    before = scenario.look(prepared)
    moments = moments_of(lambda: act(scenario, undisturbed), undisturbed)
    run = Run(scenario, prepared, before, scenario.look(undisturbed), listing(undisturbed))
    return tuple(
        (moment, run.kill(place / "killed", number))
        for number, moment in enumerate(moments)
        if is_wanted(scenario, moment)
    )


class Run:
    """One scenario that is killed again and again, and what it should look like."""

    def __init__(
        self, scenario: Scenario, prepared: Path, before: object, after: object, names: list[str]
    ) -> None:
        self._scenario, self._prepared = scenario, prepared
        self._before, self._after, self._names = before, after, names
        self._known: dict[str, str] = {}

    def kill(self, folder: Path, number: int) -> str:
        """Kill at the moment of that number, look, run again, look; say what is wrong.

        Where a kill before left the very same bytes, what comes after is the same, too.
        """
        if not any(self._run_killed(folder, number) for _ in range(_TRIES)):
            return "it was not killed"
        left = content(folder)
        if left not in self._known:
            self._known[left] = self._go_on(folder)
        return self._known[left]

    def _go_on(self, folder: Path) -> str:
        """Look, run again, look."""
        self._scenario.settle(folder)
        seen = self._scenario.look(folder)
        if self._scenario.whole and seen not in (self._before, self._after):
            return f"something in between is seen: {seen}"
        if at_once(lambda: act(self._scenario, folder)) != [0]:
            return "the next run fails"
        if (seen := self._scenario.look(folder)) != self._after:
            return f"the next run ends otherwise: {seen}"
        if (names := listing(folder)) != self._names:
            return f"beside it: {sorted(set(names) ^ set(self._names))}"
        return ""

    def _run_killed(self, folder: Path, number: int) -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._prepared, folder)
        return run_killed(lambda: act(self._scenario, folder), folder, number)


def act(scenario: Scenario, folder: Path) -> None:
    """Do the operation of a scenario in a process of its own."""
    in_own_scratch(folder)
    scenario.act(folder)


def listing(folder: Path) -> list[str]:
    """Return the name of everything in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def content(folder: Path) -> str:
    """Return a digest of everything in a folder: names, kinds, rights and bytes."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        kind, name = path.lstat().st_mode, str(path.relative_to(folder))
        target = os.readlink(path) if path.is_symlink() else ""  # noqa: PTH115 - its very words
        whole = path.read_bytes() if stat.S_ISREG(kind) else b""
        told.update(repr((name, kind, target, len(whole))).encode() + whole)
    return told.hexdigest()


def is_wanted(scenario: Scenario, moment: str) -> bool:
    """Tell whether a scenario is killed at a moment."""
    if is_step(moment):
        return True
    if moment.startswith("sql "):
        return scenario.sql
    return scenario.files and (scenario.scratch or f" /{TEMPORARY}/" not in moment)


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_at_every_moment(name: str, killed: Killed) -> None:
    """It is the old or the new; the next run ends as an undisturbed one, with nothing beside."""
    found = killed.problems(name)
    assert len(found) > 1
    assert [entry for entry in found if entry[1]] == []


@pytest.mark.parametrize("step", CrashPoint)
def test_killed_after_every_step(step: CrashPoint, killed: Killed) -> None:
    """Each declared step has a scenario that passes it, and is harmless there."""
    met = [
        (name, problem)
        for name in SCENARIOS
        for moment, problem in killed.problems(name)
        if moment == step.name
    ]
    assert met != [], f"no scenario passes {step.name}: add one to scenarios.py"
    assert [entry for entry in met if entry[1]] == []


def replace_in_two_renames(folder: Path) -> None:
    """Put a folder in place as it was done before: the old one is moved away first."""
    target, beside, old = folder / "kept", folder / "beside", folder / "old"
    beside.mkdir()
    (beside / "a").write_bytes(b"new")
    if target.exists():
        target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def write_in_place(folder: Path) -> None:
    """Write a file where it is wanted, as no careful program does."""
    with (folder / "kept").open("wb") as file:
        file.write(b"new")
        reached(CrashPoint.FILE_WRITTEN)
        file.flush()


def make_tables_one_by_one(folder: Path) -> None:
    """Make tables as a migration did before: the driver commits each by itself."""
    engine = create_engine(file_address(folder / "kept.db"))
    with engine.begin() as connection:
        for name in ("one", "two", "three"):
            connection.execute(text(f"CREATE TABLE {name} (x)"))
    engine.dispose()


def tables_of(folder: Path) -> list[tuple[str]]:
    """Return the names of the tables."""
    with closing(sqlite3.connect(folder / "kept.db")) as connection:
        return connection.execute("SELECT name FROM sqlite_master").fetchall()


CARELESS = {
    "two renames": Scenario(
        lambda to: fill_folder(to / "kept", {"a": b"old"}),
        replace_in_two_renames,
        lambda to: files_of(to / "kept"),
    ),
    "a file in place": Scenario(
        lambda to: (to / "kept").write_bytes(b"old"),
        write_in_place,
        lambda to: (to / "kept").read_bytes(),
    ),
    "tables one by one": Scenario(lambda _to: None, make_tables_one_by_one, tables_of),
}


@pytest.mark.parametrize("name", CARELESS)
def test_killed_where_no_care_is_taken(name: str, tmp_path: Path) -> None:
    """Control: the same kills show what is lost with the ways that are no longer used."""
    found = find_problems(CARELESS[name], tmp_path)
    assert [entry for entry in found if entry[1]] != []
