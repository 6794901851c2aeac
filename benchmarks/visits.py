"""Does a visit that goes wrong leave anything behind, and does anybody else notice?

Serves an app behind the portal, both in processes of their own, and visits it so many times: with
malformed, huge and ill-timed messages, cells that hang, die and eat memory, pages that leave at the
worst moment, fall silent or do not read; meanwhile the app is made anew now and then. A calm
visitor asks all the time beside them. Prints what the servers hold before and after, and ends with
1 where they do not return to it, a page got no answer, or the calm visitor a wrong or a late one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook
from rude import (
    BROKEN_OFF,
    MANNERS,
    BadlyAnsweredError,
    Manner,
    Site,
    ask,
    hang,
    opened,
    write_notebooks,
)
from websockets.sync.client import ClientConnection

from terakoya.faces import AppServer, AppSettings, start_app_server
from terakoya.faces.app import make_app_notebook
from terakoya.faces.app.server_process import settle_as_server
from terakoya.portal import AppsOnly, AssignmentLink, OpenAccess, Upstream, create_portal
from terakoya.portal.serving import address_of, listen, make_server, upstream_of

APP = "visited"
MEBIBYTE = 2**20
SETTLE = 60.0  # seconds in which the servers may come to rest
ROOM = 40 * MEBIBYTE  # by which a process may have grown for good, whatever the number of visits
LATEST = 15.0  # seconds that a calm visitor may wait while all others misbehave
ASKED_AGAIN = 12  # seconds: a page that is open is asked again who it is by then, in a thread
WARMING = 80  # visits at once, before anything is counted: all threads of the pools are there then


@dataclass(frozen=True)
class Held:
    """What a server holds: bytes, and numbers of things."""

    memory: int
    descriptors: int
    threads: int
    processes: int

    @classmethod
    def by(cls, pid: int) -> Held:
        """Look at a process and at what it has started."""
        process = psutil.Process(pid)
        children = len(process.children(recursive=True))
        memory = process.memory_info().rss
        return cls(memory, process.num_fds(), process.num_threads(), children)

    def __str__(self) -> str:
        memory = f"{self.memory / MEBIBYTE:.0f} MiB, {self.descriptors} descriptors"
        return f"{memory}, {self.threads} threads, {self.processes} processes below it"

    def left_over(self, before: Held) -> list[str]:
        """Say what is more than before."""
        kinds = ("descriptors", "threads", "processes")
        more = {kind: getattr(self, kind) - getattr(before, kind) for kind in kinds}
        said = [f"{count} {kind} are left" for kind, count in more.items() if count > 0]
        grown = self.memory - before.memory
        return said + [f"{grown / MEBIBYTE:.0f} MiB are left"] * (grown > ROOM)


@dataclass
class Witness:
    """A calm visitor beside the others, who asks all the time, and how long each answer took."""

    site: Site
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Ask during the block."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=[over])
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _watch(self, over: threading.Event) -> None:
        dice = random.Random(0)
        while not over.is_set():
            try:
                with opened(self.site) as (made, _page):
                    while not over.wait(0.2) and self._ask(made, dice.randrange(900)):
                        pass
            except (BadlyAnsweredError, *BROKEN_OFF) as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
                over.wait(1)

    def _ask(self, made: ClientConnection, number: int) -> bool:
        """Ask once; False where the page is to be loaded again."""
        began = time.monotonic()
        answer = ask(made, set={"number": number})
        self.seconds.append(time.monotonic() - began)
        if "renewed" in answer:
            return False
        if f"RESULT {number * 10}" not in str(answer.get("areas")):
            self.wrong.append(str(answer)[:200])
        return True


def write_app(folder: Path) -> Path:
    """Write the app that is visited; return its notebook."""
    sources = write_notebooks()
    typed = [
        new_code_cell(one, metadata={"tags": ["parameters", "app"]})
        for one in sources["parameters"]
    ]
    shown = [new_code_cell(one, metadata={"tags": ["app"]}) for one in sources["shown"]]
    notebook = make_app_notebook(new_notebook(cells=typed + shown), APP, where=APP)
    (folder / APP).mkdir()
    path = folder / APP / f"{APP}.ipynb"
    nbformat.write(notebook, path)
    return path


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Site, AppServer, int]]:
    """Serve the app; yield where it is, its server, and the process of the portal before it."""
    settings = AppSettings(
        cell_seconds=2, memory_mb=400, start_seconds=180, park_seconds=5, slow_seconds=5
    )
    with start_app_server(folder, settings) as server:
        while server.status()["apps"].get(APP) != "ready":
            time.sleep(0.2)
        upstream = upstream_of(server)
        assert upstream is not None
        command = [sys.executable, __file__, "--portal"]
        told = [upstream.origin, upstream.token, upstream.base_url]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as portal:
            assert portal.stdin is not None and portal.stdout is not None
            print(json.dumps(told), file=portal.stdin, flush=True)
            try:
                yield Site(portal.stdout.readline().strip(), APP), server, portal.pid
            finally:
                portal.terminate()


def serve_portal() -> None:
    """Be the portal: the apps' server is told on standard input."""
    settle_as_server()
    upstream = Upstream(*json.loads(sys.stdin.readline()))
    source = AppsOnly((AssignmentLink(APP, APP),))
    portal = create_portal(source, OpenAccess(), apps=upstream)
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        print(address_of(listener), flush=True)
        make_server(portal).run(sockets=[listener])


def visit_all(site: Site, count: int, seed: int, at_once: int, then: Path | None) -> Counter[str]:
    """Make so many visits; return how many there were of each manner, and what went wrong."""
    dice = random.Random(seed)
    manners = dice.choices(list(MANNERS), weights=list(MANNERS.values()), k=count)
    seen: Counter[str] = Counter()

    def one(number: int, manner: Manner) -> str:
        if then is not None and number % 400 == 200:
            os.utime(then)  # the app is made anew while it is visited
        try:
            manner(site, random.Random(seed * 1_000_003 + number))
        except BadlyAnsweredError as error:
            return f"BADLY ANSWERED {manner.__name__}: {error}"
        except BROKEN_OFF as error:
            return f"BROKEN OFF {manner.__name__}: {type(error).__name__}: {error}"[:300]
        return manner.__name__

    with ThreadPoolExecutor(at_once) as visitors:
        seen.update(visitors.map(one, range(count), manners))
    return seen


def come_to_rest(
    server: AppServer, portal: int, before: tuple[Held, Held] | None
) -> tuple[Held, Held]:
    """Wait until no page is open and nothing is more than before; return what is held."""
    deadline = time.monotonic() + SETTLE
    while True:
        held = Held.by(server.pid), Held.by(portal)
        quiet = not server.status()["pages"]
        if quiet and (before is None or not left_over(held, before)):
            return held
        if time.monotonic() > deadline:
            return held
        time.sleep(1)


def left_over(held: tuple[Held, Held], before: tuple[Held, Held]) -> list[str]:
    """Say what the two servers hold more than before."""
    return [
        f"{name}: {said}"
        for name, now, then in zip(("apps", "portal"), held, before, strict=True)
        for said in now.left_over(then)
    ]


def show(what: str, held: tuple[Held, Held]) -> None:
    """Print what the two servers hold."""
    for name, one in zip(("apps' server", "portal"), held, strict=True):
        print(f"{what:>12} {name:<12} {one}", flush=True)


def run(options: argparse.Namespace, folder: Path) -> list[str]:
    """Make every visit; return what is not as it should be."""
    notebook = write_app(folder)
    with serving(folder) as (site, server, portal):
        with ThreadPoolExecutor(WARMING) as many:
            together = threading.Barrier(WARMING)
            for visit in [many.submit(hang, site, together) for _number in range(WARMING)]:
                visit.result()
        visit_all(site, options.warming, options.seed + 1, options.at_once, notebook)
        with contextlib.ExitStack() as stack:
            for _page in range(options.at_once):
                stack.enter_context(opened(site))
            time.sleep(ASKED_AGAIN)
        before = come_to_rest(server, portal, None)
        show("before", before)
        witness, began = Witness(site), time.monotonic()
        with witness.watching():
            seen = Counter[str]()
            for quarter in range(4):
                seed, count = options.seed + 10 * quarter, options.visits // 4
                seen += visit_all(site, count, seed, options.at_once, notebook)
                show(f"{(quarter + 1) * count}", (Held.by(server.pid), Held.by(portal)))
        seconds = time.monotonic() - began
        after = come_to_rest(server, portal, before)
        show("after", after)
        print(f"{options.visits} visits in {seconds:.0f} s:", dict(sorted(seen.items())))
        said = Counter(line.split("] ")[-1][:200] for line in server.log.splitlines())
        if options.log:
            print(*(f"{count} x {line}" for line, count in said.most_common(40)), sep="\n")
    median, worst = statistics.median(witness.seconds), max(witness.seconds)
    print(
        f"a calm visitor beside them: {len(witness.seconds)} answers, {len(witness.wrong)} wrong,"
    )
    print(f"half of them within {1000 * median:.0f} ms, the latest after {1000 * worst:.0f} ms")
    bad = [f"{what} ({count})" for what, count in seen.items() if what[0].isupper()]
    late = [f"a calm visitor waited for {worst:.0f} s"] if worst > LATEST else []
    return left_over(after, before) + bad + witness.wrong + late


def main() -> int:
    """Visit, print, and return 1 where something was left or noticed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visits", type=int, default=2000, help="how many (2000)")
    parser.add_argument("--warming", type=int, default=200, help="those before, uncounted (200)")
    parser.add_argument("--at-once", type=int, default=12, help="how many at a time (12)")
    parser.add_argument("--seed", type=int, default=1, help="repeats a run (1)")
    parser.add_argument("--log", action="store_true", help="show what the apps' server noted most")
    parser.add_argument("--portal", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # of connections that were cut
    if options.portal:
        serve_portal()
        return 0
    with tempfile.TemporaryDirectory(prefix="visits-") as folder:
        wrong = run(options, Path(folder))
    for line in wrong:
        print("WRONG:", line)
    print("Nothing is left, and nobody noticed." if not wrong else "Not as it should be.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
