"""A workspace of many assignments costs an app's visitor what one of two does.

Two sites in one process, one with two assignments and one with many, answer in turn for a file of
an app. Then, in the large one, a course's folder goes and a notebook and a manifest are broken: the
first page has to be there, with everything else on it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from terakoya.delivery import create_cohort
from terakoya.model import Cohort
from terakoya.portal import OpenAccess, Upstream, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace

MOST = 1.2
YOUNG = 3.0  # seconds
FILE = b"\x89PNG" + b"\0" * 4096
MANIFEST = """\
id = "{id}"
notebooks = ["{id}"]
app = "{id}"
minutes = 10
skills = ["data"]
title = {{ ja = "演習 {id}", en = "Assignment {id}" }}
summary = {{ ja = "測るためのものです。", en = "To measure with." }}
"""
COURSE = """\
id = "{id}"
tier = "practitioner"
skills = ["data"]
phase = "practise"
minutes = 10
assignments = [{names}]
title = {{ ja = "講座 {id}", en = "Course {id}" }}
"""
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@dataclass(frozen=True)
class Site:
    """A site that runs, and an app of it."""

    workspace: Workspace
    source: WorkspaceSite
    address: str
    app: str

    def ask(self, client: httpx.Client) -> None:
        """Load a file of the app."""
        answer = client.get(f"{self.address}apps/{self.app}/chart.png")
        assert answer.content == FILE, answer.status_code

    def look_up(self, _client: httpx.Client) -> None:
        """Only ask whether there is such an app, a hundred times."""
        for _time in range(100):
            assert self.source.assignment(self.app) is not None


def main() -> int:
    """Measure, break, look; return 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignments", type=int, default=300)
    parser.add_argument("--times", type=int, default=400, help="requests to each of the two sites")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="many-")))
        apps = stack.enter_context(portal_in_background(stand_in()))  # type: ignore[arg-type]
        few, many = (
            stack.enter_context(serve(folder / str(count), count, apps))
            for count in (2, options.assignments)
        )
        client = stack.enter_context(httpx.Client(trust_env=False))
        settle(few, many, client)
        kept = [
            compare("a file of an app, in ms", Site.ask, few, many, client, options.times),
            compare("100 look-ups of an app, in ms", Site.look_up, few, many, client, 50),
            is_there(client, many, "as it is", options.assignments),
        ]
        shutil.rmtree(many.workspace.root / "courses" / "old")
        name = sorted(many.workspace.assignment_ids)[1]
        (many.workspace.source(name) / f"{name}.ipynb").write_text("{", encoding="utf-8")
        kept.append(is_there(client, many, "a course gone, a notebook broken", options.assignments))
        (many.workspace.source(name) / "assignment.toml").write_text("id = ", encoding="utf-8")
        kept.append(is_there(client, many, "a manifest broken as well", options.assignments - 1))
    return 0 if all(kept) else 1


def settle(few: Site, many: Site, client: httpx.Client) -> None:
    """Use both until their files are no longer young: of young ones the content is read as well."""
    began = time.monotonic()
    while time.monotonic() - began < YOUNG:
        for site in (few, many):
            site.ask(client)


def compare(
    what: str,
    ask: Callable[[Site, httpx.Client], None],
    few: Site,
    many: Site,
    client: httpx.Client,
    times: int,
) -> bool:
    """Ask the two in turn; tell whether the larger one is no slower than it may be.

    What counts is the time that a tenth of the askings beat: the others also measure who else is
    at work on the machine.
    """
    taken: dict[str, list[float]] = {few.address: [], many.address: []}
    for _time in range(times):
        for site in random.sample((few, many), 2):
            began = time.perf_counter()
            ask(site, client)
            taken[site.address].append(time.perf_counter() - began)
    first, second = (sorted(taken[site.address])[times // 10] * 1000 for site in (few, many))
    ratio = second / first
    print(f"{what}: {first:.2f} with 2, {second:.2f} with many: {ratio:.2f}x (at most {MOST}x)")
    return ratio <= MOST


def is_there(client: httpx.Client, site: Site, when: str, expected: int) -> bool:
    """Tell whether the first page shows every assignment that can be read, and every cohort."""
    began = time.perf_counter()
    answer = client.get(site.address, headers={"accept-language": "en"})
    seconds = time.perf_counter() - began
    shown = answer.text.count('<h3 id="assignment-')
    whole = answer.status_code == 200 and shown == expected and "Cohort of old" in answer.text
    print(f"first page, {when}: {answer.status_code}, {shown} assignments, {seconds * 1000:.0f} ms")
    return whole


@contextmanager
def serve(root: Path, count: int, apps: str) -> Iterator[Site]:
    """Make a workspace of `count` assignments with two cohorts, and serve it."""
    workspace = make(root, count)
    database = open_database(database_url(workspace.var))
    for course in ("new", "old"):
        cohort = Cohort(f"cohort-{course}", course, f"Cohort of {course}")
        create_cohort(database, workspace, cohort, datetime.now(UTC))
    source = WorkspaceSite(workspace, database)
    portal = create_portal(source, OpenAccess(), apps=Upstream(apps.rstrip("/"), "token"))
    with portal_in_background(portal) as address:
        yield Site(workspace, source, address, f"a{count - 1:04}")
    database.close()


def make(root: Path, count: int) -> Workspace:
    """Write `count` assignments, and two courses of all of them."""
    names = [f"a{number:04}" for number in range(count)]
    for name in names:
        folder = root / "source" / name
        folder.mkdir(parents=True)
        (folder / "assignment.toml").write_text(MANIFEST.format(id=name), encoding="utf-8")
        (folder / f"{name}.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    for course in ("new", "old"):
        (root / "courses" / course).mkdir(parents=True)
        text = COURSE.format(id=course, names=", ".join(f'"{name}"' for name in names))
        (root / "courses" / course / "course.toml").write_text(text, encoding="utf-8")
    return Workspace(root)


def stand_in() -> Starlette:
    """Return a server of apps that answers whatever is asked with the same file."""

    async def answer(_request: Request) -> Response:
        return Response(FILE, media_type="image/png")

    return Starlette(routes=[Route("/apps/{path:path}", answer)])


if __name__ == "__main__":
    sys.exit(main())
