"""Does a server that works all day hold more in the evening than in the morning?

Serves a workspace as `terakoya serve` does, in one process that also grades, and lets many people
at it at once: visits of an app that do everything wrong, gradings, and loads of the site's pages.
Prints what the process and all that it has started hold before, meanwhile and after: processes,
descriptors, threads, temporary files, shared memory, listeners. Ends with 1 where one of them does
not return to what it was, where a page was not had, or where something could not be graded.
"""

from __future__ import annotations

import argparse
import html
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import httpx
from holdings import Holdings, name_descriptors
from rude import BROKEN_OFF, Site, hang, write_notebooks
from small import RIGHT, WRONG, answered, write_source
from terakoya_autograde import collect_seldom
from visits import visit_all

from terakoya.cli.serve import LocalSite
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort, enrol_roster
from terakoya.grading import CohortGrader, open_run
from terakoya.language import use_language
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.settings import AppSettings, Settings
from terakoya.records import Database, open_database
from terakoya.workspace import Workspace, make_workspace

APP, COHORT = "visited", Cohort("spring", "course", "Spring")
LEARNERS = tuple(
    Learner(f"{number:05}", f"受講者{number}", "010100", "総務課", "主任", Tier.GENERAL, "")
    for number in range(101, 111)
)
GRADED = "small"
SETTLE = 60.0  # seconds in which the server may come to rest
WARMING = 80  # pages at once, before anything is counted: all threads of the pools are there then
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#$]+)"')


@dataclass(frozen=True)
class Served:
    """A server at work, and how it is asked for a grading."""

    process: subprocess.Popen[str]
    site: Site
    temporary: Path

    def hold(self) -> Holdings:
        """Look at what it holds now."""
        return Holdings.of(self.process.pid, self.temporary)

    def grade(self) -> int:
        """Have all submissions graded anew; return how many were."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print("grade", file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


def make_place(root: Path) -> Workspace:
    """Make a workspace with an app, and a cohort that has handed in."""
    workspace = make_workspace(root)
    cells = write_notebooks()
    made = [_cell(one, "parameters", "app") for one in cells["parameters"]]
    made += [_cell(one, "app") for one in cells["shown"]]
    _write(workspace.source(APP) / f"{APP}.ipynb", {**_EMPTY, "cells": made})
    write_source(root)
    for name, more in ((APP, f'app = "{APP}"\n'), (GRADED, "")):
        text = more + _MANIFEST.format(id=name)
        (workspace.source(name) / "assignment.toml").write_text(text, encoding="utf-8")
    course = root / "courses" / COHORT.course_id
    course.mkdir(parents=True)
    (course / "course.toml").write_text(_COURSE, encoding="utf-8")
    with _database(workspace) as database:
        now = datetime.now(UTC)
        create_cohort(database, workspace, COHORT, now)
        enrol_roster(database, COHORT, LEARNERS, now)
        for number, learner in enumerate(LEARNERS):
            handed_in = answered(RIGHT if number % 2 else WRONG)
            _write(root / "inbox" / f"{learner.id}_{GRADED}.ipynb", handed_in)
        request = CollectRequest(COHORT, root / "inbox")
        report = collect(database, SubmissionStore.of(workspace), workspace, request, now)
        assert len(report.accepted) == len(LEARNERS), report.refused
    return workspace


def be_server(root: Path) -> None:
    """Serve the workspace until the end; grade whenever a line comes in."""
    collect_seldom()
    workspace, database = Workspace(root), open_database(f"sqlite:///{root / 'var/terakoya.db'}")
    threading.Thread(target=_grade_when_asked, args=[workspace, database], daemon=True).start()
    apps = AppSettings(
        cell_seconds=2, memory_mb=400, start_seconds=180, park_seconds=5, slow_seconds=5
    )
    site = LocalSite(workspace, database, port=0, settings=Settings(apps=apps))
    with use_language("en"):
        site.build()  # what cannot be made is not offered
        site.serve()


def _grade_when_asked(workspace: Workspace, database: Database) -> None:
    grader = CohortGrader(
        workspace=workspace,
        database=database,
        store=SubmissionStore.of(workspace),
        cohort=COHORT,
        clock=lambda: datetime.now(UTC),
    )
    for _line in sys.stdin:
        with open_run(grader, GRADED, force=True) as run:
            outcomes = [one for part in run.parts() for one in part.grade(2)]
        print(sum(1 for one in outcomes if not one.problem), flush=True)


@contextmanager
def serving(root: Path, temporary: Path) -> Iterator[Served]:
    """Start the server, with a temporary folder of its own; yield it when its app is ready."""
    command = [sys.executable, __file__, "--server", str(root)]
    environment = os.environ | {"TMPDIR": str(temporary), "TERAKOYA_LANG": "en"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            while "http://" not in said:
                assert process.poll() is None, "the server did not start"
                said = process.stdout.readline()
            address = re.search(r"http://\S+", said)
            assert address is not None
            site = Site(address[0].rstrip("/") + "/", APP)
            while not re.search(r'"generation":[1-9]', site.open_page()):
                time.sleep(0.5)  # the app is being prepared
            yield Served(process, site, temporary)
        finally:
            process.terminate()


def find_pages(site: Site) -> list[str]:
    """Return the addresses of the site's own pages, as its links lead to them."""
    found, waiting = [site.root], [site.root]
    while waiting and len(found) < 40:
        answer = httpx.get(waiting.pop(0), timeout=60, trust_env=False)
        for link in _LINK.findall(answer.text) if "html" in answer.headers["content-type"] else ():
            address = urljoin(str(answer.url), html.unescape(link))
            if address.startswith(site.root) and "/apps/" not in address and address not in found:
                found.append(address)
                waiting.append(address)
    return found


def load_all(pages: list[str], count: int, seed: int, at_once: int) -> Counter[str]:
    """Load so many pages, each in a connection of its own; return what went wrong."""
    chosen = random.Random(seed).choices(pages, k=count)

    def load(address: str) -> str:
        try:
            answer = httpx.get(address, timeout=60, trust_env=False, follow_redirects=True)
        except BROKEN_OFF as error:
            return f"NOT HAD {address}: {type(error).__name__}"
        return "loaded" if answer.is_success else f"NOT HAD {address}: {answer.status_code}"

    with ThreadPoolExecutor(at_once) as visitors:
        return Counter(visitors.map(load, chosen))


def work(served: Served, pages: list[str], amounts: dict[str, int], seed: int) -> Counter[str]:
    """Visit, grade and load at the same time; return how often each thing happened."""
    seen: Counter[str] = Counter()
    with ThreadPoolExecutor(3) as all_at_once:
        visits = all_at_once.submit(visit_all, served.site, amounts["visits"], seed, 8, None)
        loads = all_at_once.submit(load_all, pages, amounts["pages"], seed, 4)
        graded = 0
        while graded < amounts["gradings"]:
            done = served.grade()
            seen["graded"] += done
            if done < len(LEARNERS):
                seen[f"NOT GRADED: {len(LEARNERS) - done} of a run"] += 1
            graded += len(LEARNERS)
        return seen + visits.result() + loads.result()


def come_to_rest(served: Served, before: Holdings | None) -> Holdings:
    """Wait until nothing is more than before, or as long as it may take; return what is held."""
    deadline = time.monotonic() + SETTLE
    while True:
        held = served.hold()
        if before is not None and not held.left_over(before):
            return held
        if time.monotonic() > deadline:
            return held
        time.sleep(1)


def run(options: argparse.Namespace, folder: Path) -> list[str]:
    """Let everybody at the server; return what is not as it should be."""
    temporary = folder / "temporary"
    temporary.mkdir()
    make_place(folder / "workspace")
    amounts = {kind: getattr(options, kind) for kind in ("visits", "gradings", "pages")}
    with serving(folder / "workspace", temporary) as served:
        pages = find_pages(served.site)
        print(f"{len(pages)} pages at {served.site.root}", flush=True)
        with ThreadPoolExecutor(WARMING) as many:
            together = threading.Barrier(WARMING)
            for visit in [many.submit(hang, served.site, together) for _one in range(WARMING)]:
                visit.result()
        load_all(pages, 400, options.seed, 20)  # the database's pool of connections is full then
        work(served, pages, {"visits": options.warming, "gradings": 1, "pages": 100}, options.seed)
        before = come_to_rest(served, None)
        opened = name_descriptors(served.process.pid)
        print("before:", before, flush=True)
        seen, began = Counter[str](), time.monotonic()
        for quarter in range(4):
            part = {kind: -(-count // 4) for kind, count in amounts.items()}
            seen += work(served, pages, part, options.seed + 1 + quarter)
            print(f"after {quarter + 1}/4:", served.hold(), flush=True)
        seconds = time.monotonic() - began
        after = come_to_rest(served, before)
        more = name_descriptors(served.process.pid) - opened
    print("in the end:", after)
    print(f"{seconds:.0f} s:", dict(sorted(seen.items())))
    left = after.left_over(before)
    if left:
        print("open, and not before:", dict(more))
    return left + [f"{what} ({n})" for what, n in seen.items() if what[:3].isupper()]


def main() -> int:
    """Work, print, and return 1 where something was left or went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visits", type=int, default=2000, help="visits of the app (2000)")
    parser.add_argument("--gradings", type=int, default=500, help="submissions graded (500)")
    parser.add_argument("--pages", type=int, default=1000, help="pages loaded (1000)")
    parser.add_argument("--warming", type=int, default=100, help="visits before, uncounted (100)")
    parser.add_argument("--seed", type=int, default=1, help="repeats a run (1)")
    parser.add_argument("--server", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # of connections that were cut
    if options.server is not None:
        be_server(options.server)
        return 0
    with tempfile.TemporaryDirectory(prefix="leaks-") as folder:
        wrong = run(options, Path(folder))
    for line in wrong:
        print("WRONG:", line)
    print("Nothing is left." if not wrong else "Not as it should be.")
    return 1 if wrong else 0


@contextmanager
def _database(workspace: Workspace) -> Iterator[Database]:
    database = open_database(f"sqlite:///{workspace.root / 'var/terakoya.db'}")
    try:
        yield database
    finally:
        database.close()


def _cell(source: str, *tags: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "id": f"{tags[0]}-{len(source)}",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _write(path: Path, notebook: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


_EMPTY: dict[str, object] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
_MANIFEST = """id = "{id}"
minutes = 10
skills = ["data"]
notebooks = ["{id}"]
[title]
ja = "演習"
en = "Lab"
[summary]
ja = "概要"
en = "Summary"
"""
_COURSE = f"""id = "{COHORT.course_id}"
tier = "general"
skills = ["data"]
phase = "practise"
minutes = 20
assignments = ["{GRADED}", "{APP}"]
[title]
ja = "講座"
en = "Course"
"""


if __name__ == "__main__":
    sys.exit(main())
