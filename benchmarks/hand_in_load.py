"""Hundreds of learners fetch, work and hand in within two minutes, and all of it is graded.

    python benchmarks/hand_in_load.py --learners 300 --minutes 2

A portal and a resident grader in processes of their own, on loopback; learners are connections of
this process. It says errors, times (p50, p95), and receipts without their file or without exactly
one grading: there must be none, also where `--kill` kills both processes on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import secrets
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from starlette.requests import HTTPConnection

from terakoya.authoring import make_release
from terakoya.delivery import SubmissionStore, create_cohort, enrol_roster
from terakoya.errors import SubmissionError
from terakoya.exchange.archives import pack_folder, unpack
from terakoya.grading.resident_grader import Resident, ResidentSettings
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.permissions import NOBODY, Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.exchange_api import PREFIX, ExchangeService
from terakoya.portal.serving import listen, make_server
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import (
    current_gradings,
    database_url,
    list_receipts,
    list_submissions,
    open_database,
)
from terakoya.records.tables import GradingRow
from terakoya.workspace import Workspace, make_workspace

COHORT = Cohort("load", "data-practice", "Load")
LABS = Path(__file__).resolve().parents[1] / "source"
LAB = "population-ageing"
_COURSE = f"""id = "{COHORT.course_id}"
tier = "general"
skills = ["data"]
phase = "practise"
minutes = 60
assignments = ["{LAB}"]
[title]
ja = "負荷"
en = "Load"
"""
_PATIENCE = 20  # tries of a learner's server, as nbgrader's commands have them
_PAUSE = 0.5


class NumberAccess:
    """Whoever carries a staff number as a token is that learner."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return who is asking."""
        _kind, _space, number = connection.headers.get("authorization", "").partition(" ")
        if not number:
            return NOBODY
        return Person(number, grants_of(Role.LEARNER, COHORT.id), number)


def serve_portal(root: Path, port: int) -> None:
    """Be the portal."""
    workspace = Workspace(root)
    database = open_database(database_url(workspace.var))
    site = WorkspaceSite(workspace, database)
    portal = create_portal(
        site, NumberAccess(), exchange=ExchangeService(workspace, database), hosts=("*",)
    )
    make_server(portal).run(sockets=[listen("127.0.0.1", port)])


def grade_what_comes(root: Path, workers: int, sandbox: bool) -> None:
    """Be the resident grader."""
    workspace = Workspace(root)
    database = open_database(database_url(workspace.var))
    settings = ResidentSettings(workers, sandbox=sandbox)
    resident = Resident(workspace, database, lambda: datetime.now(UTC), settings)
    signal.signal(signal.SIGTERM, lambda *_: resident.stop())
    resident.work()


@dataclass
class Measured:
    """What the learners saw."""

    fetched: list[float] = field(default_factory=list)
    handed_in: list[float] = field(default_factory=list)
    marked: list[float] = field(default_factory=list)
    receipts: dict[str, int] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    tried_again: Counter[str] = field(default_factory=Counter)


@dataclass
class Class:
    """The learners of the test, and the site that they ask.

    Attributes:
        tokens: staff number → what a learner carries; the number itself where it is not there.
    """

    address: str
    assignment: str
    seconds: float
    measured: Measured = field(default_factory=Measured)
    tokens: dict[str, str] = field(default_factory=dict)

    async def work(self, numbers: list[str]) -> None:
        """Let everybody work, each beginning at a moment of their own."""
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            await asyncio.gather(*(self._learner(client, number) for number in numbers))

    async def _learner(self, client: httpx.AsyncClient, number: str) -> None:
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, self.seconds * 0.5))
        head = {"authorization": f"token {self.tokens.get(number, number)}"}
        place = f"{PREFIX}/cohorts/{COHORT.id}/assignments/{self.assignment}"
        began = time.monotonic()
        answer = await self._ask(client, "GET", f"{place}/files", headers=head)
        if answer is None:
            return
        self.measured.fetched.append(time.monotonic() - began)
        files = unpack(answer.content, answer.headers["x-terakoya-digest"])
        await asyncio.sleep(chance.uniform(0, self.seconds * 0.5))
        content = pack_folder({name: _written(name, each, number) for name, each in files.items()})
        head |= {"content-type": "application/zip", "idempotency-key": secrets.token_hex(16)}
        began = time.monotonic()
        answer = await self._ask(client, "POST", f"{place}/hand-ins", headers=head, content=content)
        if answer is not None:
            self.measured.handed_in.append(time.monotonic() - began)
            self.measured.receipts[number] = answer.json()["receipt"]["number"]

    async def _ask(
        self, client: httpx.AsyncClient, method: str, path: str, **what: Any
    ) -> httpx.Response | None:
        """Ask, and again where nobody answers, as nbgrader's commands do."""
        for _try in range(_PATIENCE):
            try:
                answer = await client.request(method, path, **what)
            except httpx.TransportError as error:
                self.measured.tried_again[type(error).__name__] += 1
                await asyncio.sleep(_PAUSE)
                continue
            if answer.status_code < 400:
                return answer
            if answer.status_code not in (502, 503, 504):
                self.measured.errors[f"{method} {answer.status_code}: {answer.text[:200]}"] += 1
                return None
            self.measured.tried_again[str(answer.status_code)] += 1
            await asyncio.sleep(_PAUSE)
        self.measured.errors[f"{method}: nobody answers"] += 1
        return None


def _written(name: str, content: bytes, number: str) -> bytes:
    """Return a notebook in which a learner has written a line."""
    if not name.endswith(".ipynb"):
        return content
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = f"# {number}\n" + "".join(cell["source"])
    return json.dumps(notebook).encode()


def make_site(
    root: Path, learners: int, database_at: str | None = None
) -> tuple[Workspace, list[str]]:
    """Make a workspace with one of the labs released, and a cohort."""
    workspace = make_workspace(root)
    shutil.copytree(LABS / LAB, workspace.source(LAB))
    folder = root / "courses" / COHORT.course_id
    folder.mkdir(parents=True)
    (folder / "course.toml").write_text(_COURSE, encoding="utf-8")
    make_release(workspace, workspace.read_assignment(LAB))
    database = open_database(database_url(workspace.var, database_at))
    numbers = [f"{number:06}" for number in range(1, learners + 1)]
    now = datetime.now(UTC)
    create_cohort(database, workspace, COHORT, now)
    people = [
        Learner(number, f"山田 {number}", "01", "総務課", "", Tier.GENERAL, f"{number}@x.example")
        for number in numbers
    ]
    enrol_roster(database, COHORT, people, now)
    database.close()
    return workspace, numbers


@contextmanager
def running(target: Any, *given: Any) -> Iterator[list[BaseProcess]]:
    """Have a process; whoever kills it puts a new one into the list."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=target, args=given)]
    processes[0].start()
    try:
        yield processes
    finally:
        processes[-1].terminate()
        processes[-1].join(30)


async def _kill(processes: list[BaseProcess], after: float, target: Any, *given: Any) -> None:
    """Kill a process in the midst of it, and start it anew."""
    await asyncio.sleep(after)
    processes[-1].kill()
    processes[-1].join()
    context = multiprocessing.get_context("spawn")
    processes.append(context.Process(target=target, args=given))
    processes[-1].start()


def look(
    workspace: Workspace, measured: Measured, database_at: str | None = None
) -> dict[str, int]:
    """Count receipts without their file, without a grading, and with more than one."""
    database = open_database(database_url(workspace.var, database_at))
    store = SubmissionStore.of(workspace)
    with database.reading() as session:
        receipts = list_receipts(session, COHORT.id)
        known = {each.id for each in list_submissions(session, COHORT.id)}
        current = current_gradings(session, COHORT.id)
        graded = Counter(session.scalars(select(GradingRow.submission_id)))
    counts: Counter[str] = Counter()
    for receipt in receipts:
        try:
            for sha256 in receipt.files.values():
                store.read(sha256)
        except SubmissionError:
            counts["without its file"] += 1
        found = current.get((receipt.learner_id, receipt.assignment_id))
        is_whole = found is not None and not found.interrupted
        if receipt.submission_id not in known or not is_whole:
            counts["without its grade"] += 1
        if found is not None and found.submission_id != receipt.submission_id:
            counts["with another's grade"] += 1
    told = set(measured.receipts.values()) - {each.number for each in receipts}
    database.close()
    return {
        "receipts": len(receipts),
        "told and not there": len(told),
        "without its file": counts["without its file"],
        "without its grade": counts["without its grade"],
        "with another's grade": counts["with another's grade"],
        "graded twice": sum(1 for times in graded.values() if times > 1),
    }


def tell(name: str, seconds: list[float]) -> None:
    """Print how long something took."""
    if len(seconds) > 1:
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"{name}: n={len(seconds)} p50={p50:.2f}s p95={p95:.2f}s max={max(seconds):.2f}s")


def marks(workspace: Workspace, database_at: str | None = None) -> list[float]:
    """Return, for each receipt, the seconds until its score was kept."""
    database = open_database(database_url(workspace.var, database_at))
    with database.reading() as session:
        at = dict(session.execute(select(GradingRow.submission_id, GradingRow.graded_at)).all())
        found = [
            (at[each.submission_id] - each.received_at).total_seconds()
            for each in list_receipts(session, COHORT.id)
            if each.submission_id in at
        ]
    database.close()
    return found


async def _run(options: argparse.Namespace, root: Path) -> int:
    workspace, numbers = make_site(root, options.learners)
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    portal = (serve_portal, root, port)
    grader = (grade_what_comes, root, options.workers, not options.unprotected)
    with running(*portal) as portals, running(*grader) as graders:
        group = Class(f"http://127.0.0.1:{port}", LAB, options.minutes * 60)
        tasks = [asyncio.create_task(group.work(numbers))]
        if options.kill:
            tasks.append(asyncio.create_task(_kill(portals, group.seconds * 0.4, *portal)))
            tasks.append(asyncio.create_task(_kill(graders, group.seconds * 0.6, *grader)))
        await asyncio.gather(*tasks)
        until = time.monotonic() + options.patience
        while len(marks(workspace)) < len(group.measured.receipts) and time.monotonic() < until:
            await asyncio.sleep(1)
    tell("fetch", group.measured.fetched)
    tell("hand in", group.measured.handed_in)
    tell("hand in → mark", marks(workspace))
    counts = look(workspace, group.measured)
    print(counts, "errors:", dict(group.measured.errors))
    print("tried again:", dict(group.measured.tried_again))
    bad = sum(count for name, count in counts.items() if name != "receipts")
    whole = counts["receipts"] == len(numbers)
    return 0 if whole and not bad and not group.measured.errors else 1


def main() -> int:
    """Run it; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--patience", type=float, default=600.0, help="seconds for the marks")
    parser.add_argument("--kill", action="store_true", help="kill portal and grader on the way")
    parser.add_argument("--unprotected", action="store_true", help="grade without the sandbox")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hand-in-load-") as folder:
        return asyncio.run(_run(options, Path(folder) / "workspace"))


if __name__ == "__main__":
    sys.exit(main())
