"""A made-up office: cohorts with graded work of real runs, and people who visit its site."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from terakoya.authoring import make_release
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort
from terakoya.grading import CohortGrader, open_run
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.permissions import NOBODY, Grant, Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.form_guard import FIELD
from terakoya.portal.page_context import Office
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import (
    Database,
    database_url,
    enrol,
    list_submissions,
    open_database,
)
from terakoya.workspace import Workspace, find_workspace, make_workspace
from tests.made import filled, write_notebook, write_small_course

__all__ = ["HOST", "NOW", "MadeOffice", "Visit", "copy_office", "hand_in"]
__all__ += ["make_office", "person"]

NOW = datetime(2027, 5, 10, 3, 0, tzinfo=UTC)
HOST = "http://127.0.0.1:8000"
SPRING = Cohort("spring", "small", "令和9年度 春")
AUTUMN = Cohort("autumn", "small", "令和9年度 秋")
RIGHT = {"double": "def double(x):\n    return 2 * x", "total": "total = 10"}
WORK = {
    "000001": RIGHT,
    "000002": {**RIGHT, "total": "total = 11"},
    "000003": {**RIGHT, "total": "total = 11"},
    "000004": {"double": "def double(x):\n    return x", "total": "total = 10"},
}
"""What was handed in and graded in spring; 000005 came later, 000006 not at all."""


def _learner(number: int, name: str, code: str, department: str) -> Learner:
    return Learner(f"{number:06}", name, code, department, "主事", Tier.PRACTITIONER, "")


SPRING_LEARNERS = (
    _learner(1, "青木 一", "10", "総務課"),
    _learner(2, "井上 <b>二</b>", "10", "総務課"),
    _learner(3, "上田 三", "10", "総務課"),
    _learner(4, "江口 四", "20", "税務課"),
    _learner(5, "大野 五", "20", "税務課"),
    _learner(6, "加藤 六", "10", "総務課"),
)
AUTUMN_LEARNERS = (_learner(7, "木村 七", "10", "総務課"),)


@dataclass
class MadeOffice:
    """A workspace with its records; `now` can be moved."""

    workspace: Workspace
    database: Database
    now: datetime = NOW

    @property
    def office(self) -> Office:
        """The office as the portal has it."""
        return Office(self.workspace, self.database, lambda: self.now, has_refreshers=False)

    def visit(self, who: Person, **office: Any) -> Visit:
        """Somebody opens the site in a browser of their own."""
        site = WorkspaceSite(self.workspace, self.database)
        made = replace(self.office, **office)
        exchange = ExchangeService(self.workspace, self.database, lambda: self.now)
        return Visit(create_portal(site, _Always(who), office=made, exchange=exchange))

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


@dataclass(frozen=True)
class _Always:
    who: Person

    def person(self, connection: HTTPConnection) -> Person:
        """Return the one person who asks."""
        del connection
        return self.who


@dataclass
class Visit:
    """A browser: it keeps cookies, and sends forms as pages hold them."""

    portal: FastAPI
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, method: str = "GET") -> httpx.Response:
        """Ask for a page, in English."""
        return self._send(method, path)

    def send(
        self, path: str, _from: str = "", files: Any = None, **fields: str | list[str]
    ) -> httpx.Response:
        """Send a form of the page `_from` (else of the same address)."""
        page = self.get(_from or path)
        found = re.search(rf'name="{FIELD}" value="([0-9a-f]+)"', page.text)
        token = {FIELD: found.group(1)} if found else {}
        return self._send("POST", path, data=fields | token, files=files, headers={"origin": HOST})

    def post(self, path: str, data: dict[str, Any], **headers: str) -> httpx.Response:
        """Send whatever is given."""
        return self._send("POST", path, data=data, headers=headers)

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.portal, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=HOST, cookies=self.cookies
            ) as client:
                headers = {"accept-language": "en"} | request.pop("headers", {})
                answer = await client.request(method, path, headers=headers, **request)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())


def person(*roles: tuple[Role, str] | Role, id: str = "", account: str = "") -> Person:  # noqa: A002
    """Return somebody with roles, each of a place where it has one."""
    grants: set[Grant] = set()
    for role in roles:
        grants |= grants_of(*role) if isinstance(role, tuple) else grants_of(role)
    return Person(id, frozenset(grants), account or id) if grants else NOBODY


def make_office(root: Path) -> Workspace:
    """Make a workspace whose cohort `spring` has graded work; close it before it is copied."""
    workspace = make_workspace(root)
    write_small_course(workspace)
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, SPRING, NOW)
    create_cohort(database, workspace, AUTUMN, NOW)
    with database.session() as session:
        enrol(session, SPRING.id, SPRING_LEARNERS, NOW)
        enrol(session, AUTUMN.id, AUTUMN_LEARNERS, NOW)
    store = SubmissionStore.of(workspace)
    _hand_in(workspace, database, store, WORK.items())
    grader = CohortGrader(workspace, database, store, SPRING, lambda: NOW)
    with open_run(grader) as run:
        list(run.grade(workers=2))
    _hand_in(workspace, database, store, [("000005", RIGHT)])
    database.close()
    return workspace


def copy_office(made: Workspace, to: Path) -> MadeOffice:
    """Return a copy of a made office, to be changed at will."""
    shutil.copytree(made.root, to, symlinks=True)
    workspace = find_workspace(to)
    return MadeOffice(workspace, open_database(database_url(workspace.var)))


def hand_in(
    office: MadeOffice,
    work: Iterable[tuple[str, dict[str, str]]],
    at: datetime | None = None,
    cells: Sequence[dict[str, Any]] = (),
) -> None:
    """Let people of spring hand in, each their answers; without a moment, after all before.

    `cells` are more of them, behind the others.
    """
    with office.database.reading() as session:
        times = [one.submitted_at for one in list_submissions(session, "spring")]
    moment = at or max(times) + timedelta(minutes=1)
    store = SubmissionStore.of(office.workspace)
    _hand_in(office.workspace, office.database, store, work, moment, cells)


def _hand_in(
    workspace: Workspace,
    database: Database,
    store: SubmissionStore,
    work: Iterable[tuple[str, dict[str, str]]],
    at: datetime = NOW,
    cells: Sequence[dict[str, Any]] = (),
) -> None:
    inbox = workspace.root / "inbox"
    released = json.loads((workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    for learner, answers in work:
        written = filled(released, answers)
        written["cells"] += cells
        write_notebook(inbox / learner / "tiny" / "tiny.ipynb", written)
    collect(database, store, workspace, CollectRequest(SPRING, inbox, handed_in_at=at), at)
    shutil.rmtree(inbox)
