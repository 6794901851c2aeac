"""The role matrix: for each route, who is let in, of the own cohort or department and of another.

The rows are data, and the routes are the portal's own: a new route without a row fails, and so does
a row without a route. `python -m pytest tests/integration/office/test_role_matrix.py` names both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from terakoya.model.permissions import NOBODY, Person, Role
from terakoya.portal import RefresherService, create_portal
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.form_guard import COOKIE
from terakoya.portal.live import LiveEvents
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.workspace import Workspace
from tests.form_tokens import BROWSER, FORMS, token_of
from tests.made_office import NOW, MadeOffice, copy_office, person

PEOPLE = {
    "stranger": NOBODY,
    "learner": person((Role.LEARNER, "spring"), Role.STAFF, id="000001"),
    "classmate": person((Role.LEARNER, "spring"), Role.STAFF, id="000002"),
    "learner elsewhere": person((Role.LEARNER, "autumn"), Role.STAFF, id="000007"),
    "instructor": person((Role.INSTRUCTOR, "spring"), Role.STAFF, account="teacher"),
    "instructor elsewhere": person((Role.INSTRUCTOR, "autumn"), Role.STAFF, account="teacher2"),
    "manager": person((Role.MANAGER, "10"), Role.STAFF, account="manager"),
    "manager elsewhere": person((Role.MANAGER, "20"), Role.STAFF, account="manager2"),
    "hr": person(Role.HR, Role.STAFF, account="hr"),
    "author": person(Role.AUTHOR, Role.STAFF, account="author"),
    "admin": person(Role.ADMIN, Role.STAFF, account="admin"),
}
"""Every address below is about the cohort spring, its learner 000001 of department 10, and tiny."""
PLACES = {
    "cohort_id": "spring",
    "cohort": "spring",
    "learner_id": "000001",
    "learner": "000001",
    "assignment_id": "tiny",
    "assignment": "tiny",
    "item_id": "double",
    "name": "tiny-handout.pdf",
    "token": "t" * 43,
    "number": "1",
    "path": "tiny/picture.png",
}
LEARNERS = ("learner", "classmate", "learner elsewhere")
TEACHERS = ("instructor", "instructor elsewhere")
MANAGERS = ("manager", "manager elsewhere")
KNOWN = tuple(PEOPLE)[1:]
APPS = tuple(name for name in KNOWN if name != "admin")
EXERCISES = (*LEARNERS, *TEACHERS, "author")
RESULTS = ("instructor", "hr")
ENROLLING = ("instructor", "hr")

READING: dict[str, tuple[str, ...]] = {
    "/": KNOWN,
    "/materials": KNOWN,
    "/healthz": tuple(PEOPLE),
    "/events": KNOWN,
    "/guide.pdf": KNOWN,
    "/papers/{name}": APPS,
    "/exercises/{assignment_id}.zip": EXERCISES,
    "/cohorts/{cohort_id}": RESULTS,
    "/cohorts/{cohort_id}/grades.xlsx": RESULTS,
    "/cohorts/{cohort_id}/results.csv": RESULTS,
    "/cohorts/{cohort_id}/feedback/{learner_id}/{assignment_id}": ("learner", "instructor"),
    "/cohorts/{cohort_id}/refreshers": RESULTS,
    "/cohorts/{cohort_id}/refreshers/{learner_id}": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}/notebook.zip": (
        "learner",
    ),
    "/refreshers/calendars/{token}.ics": KNOWN,
    "/apps/{assignment_id}/": APPS,
    "/apps/{assignment_id}": APPS,
    "/apps/{path:path}": APPS,
    "/metrics": ("admin",),
    "/learning": LEARNERS,
    "/learning/dates.ics": LEARNERS,
    "/learning/{cohort_id}/{assignment_id}": ("learner", "classmate"),
    "/cohorts/{cohort_id}/learners/{learner_id}": ("instructor",),
    "/cohorts/{cohort_id}/learners/{learner_id}/{assignment_id}": ("instructor",),
    "/cohorts/{cohort_id}/dates": ("instructor",),
    "/cohorts/{cohort_id}/messages": ("instructor",),
    "/cohorts/{cohort_id}/regrade": ("instructor",),
    "/cohorts/{cohort_id}/items": ("instructor",),
    "/cohorts/{cohort_id}/items.csv": ("instructor",),
    "/cohorts/{cohort_id}/reminders": ENROLLING,
    "/cohorts/{cohort_id}/reminders.csv": ENROLLING,
    "/cohorts/{cohort_id}/reminders.pdf": ENROLLING,
    "/cohorts/{cohort_id}/dates.ics": ENROLLING,
    "/notices": ("hr",),
    "/notices.csv": ("hr",),
    "/notices.pdf": ("hr",),
    "/my-notices": LEARNERS,
    "/courses": LEARNERS,
    "/courses.csv": LEARNERS,
    "/decisions": (*MANAGERS, "hr"),
    "/decisions.csv": (*MANAGERS, "hr"),
    "/cohorts/{cohort_id}/applications": ENROLLING,
    "/cohorts/{cohort_id}/applications.csv": ENROLLING,
    "/cohorts/{cohort_id}/roster": ENROLLING,
    "/cohorts/{cohort_id}/roster.csv": ENROLLING,
    "/cohorts/{cohort_id}/roster.xlsx": ENROLLING,
    "/departments": (*MANAGERS, "hr"),
    "/departments.csv": (*MANAGERS, "hr"),
    "/people": ("hr",),
    "/people.csv": ("hr",),
    "/accounts": ("admin",),
    "/accounts.csv": ("admin",),
    "/accounts/{name}": ("admin",),
    "/audit": ("admin",),
    "/audit.csv": ("admin",),
    "/backups": ("admin",),
    "/backups/{name}": ("admin",),
}
"""Who may read; `/learning…` is everybody's own."""
WRITING: dict[str, tuple[str, ...]] = {
    "/apps/{path:path}": APPS,
    "/cohorts/{cohort_id}/refreshers/{learner_id}/calendar": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}/begin": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}/hint": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}/answer": ("learner",),
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}/notebook": ("learner",),
    "/cohorts/{cohort_id}/dates": ("instructor",),
    "/cohorts/{cohort_id}/messages": ("instructor",),
    "/cohorts/{cohort_id}/regrade": ("instructor",),
    "/learning/{cohort_id}/{assignment_id}": ("learner", "classmate"),
    "/courses": LEARNERS,
    "/decisions": (*MANAGERS, "hr"),
    "/cohorts/{cohort_id}/applications": ENROLLING,
    "/cohorts/{cohort_id}/roster": ENROLLING,
    "/cohorts/{cohort_id}/roster/preview": ENROLLING,
    "/cohorts/{cohort_id}/reminders": ENROLLING,
    "/notices": ("hr",),
    "/my-notices": LEARNERS,
    "/accounts": ("admin",),
    "/accounts/{name}": ("admin",),
    "/backups": ("admin",),
}
MATRIX = {("GET", path): who for path, who in READING.items()}
MATRIX |= {("POST", path): who for path, who in WRITING.items()}
ELSEWHERE = ("/static", "/api/exchange/")
"""Style and scripts are nobody's; the exchange's own tests ask the same of its routes."""


class Switch:
    """Whoever the test says is asking."""

    who = NOBODY

    def person(self, connection: HTTPConnection) -> Person:
        """Return that person."""
        del connection
        return self.who


@pytest.fixture(scope="module")
def switch() -> Switch:
    """Who asks."""
    return Switch()


@pytest.fixture(scope="module")
def office(made: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeOffice]:
    """One office for the whole matrix: refusals change nothing, and what is let in is harmless."""
    copy = copy_office(made, tmp_path_factory.mktemp("matrix") / "workspace")
    yield copy
    copy.close()


@pytest.fixture(scope="module")
def portal(office: MadeOffice, switch: Switch) -> Iterator[FastAPI]:
    """The site with all that it can have."""
    refreshers = RefresherService(office.workspace, office.database, lambda: NOW)
    yield create_portal(
        WorkspaceSite(office.workspace, office.database),
        switch,
        refreshers=refreshers,
        papers=office.workspace.var / "papers",
        forms=FORMS,
        office=office.office,
        exchange=ExchangeService(office.workspace, office.database, lambda: NOW),
        live=LiveEvents(office.database),
    )
    refreshers.close()


def routes_of(portal: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of every route."""
    found = set()
    for route in portal.routes:
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            path = str(getattr(one, "path", ""))
            if not path.startswith(ELSEWHERE):
                found |= {(method, path) for method in getattr(one, "methods", None) or ()}
    return {(method, path) for method, path in found if method != "HEAD"}


def test_every_route_has_a_row_and_every_row_a_route(portal: FastAPI) -> None:
    """Whoever adds a page says here who may open it."""
    routes = routes_of(portal)
    assert sorted(routes - MATRIX.keys()) == []
    assert sorted(MATRIX.keys() - routes) == []


@pytest.mark.parametrize(("method", "path"), sorted(MATRIX))
def test_route_lets_in_whom_its_row_names(
    portal: FastAPI, switch: Switch, method: str, path: str
) -> None:
    """And nobody else: not the same role elsewhere, nor another role here."""
    let_in = []
    for name, who in PEOPLE.items():
        switch.who = who
        address = path.replace(":path", "").format(**PLACES)
        if asyncio.run(ask(portal, method, address, who)) not in (401, 403):
            let_in.append(name)
    assert let_in == [name for name in PEOPLE if name in MATRIX[method, path]]


async def ask(portal: FastAPI, method: str, address: str, who: Person) -> int:
    """Return the status of an answer, as soon as it begins: some never end."""
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    body = urlencode(token_of(who)).encode()
    headers = {
        "host": "127.0.0.1:8000",
        "origin": "http://127.0.0.1:8000",
        "cookie": f"{COOKIE}={BROWSER[COOKIE]}",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }

    sent = False

    async def receive() -> dict[str, object]:
        nonlocal sent
        if sent:
            await asyncio.shield(status)  # who asks goes as soon as the answer begins
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start" and not status.done():
            status.set_result(int(str(message["status"])))

    answering = asyncio.create_task(portal(scope, receive, send))  # type: ignore[arg-type]
    await asyncio.wait([answering, status], return_when=asyncio.FIRST_COMPLETED)
    if not status.done():
        answering.result()
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    return status.result()
