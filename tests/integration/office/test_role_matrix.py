"""The role matrix: for each route, who is let in, of the own cohort or department and of another.

The rows are data, and the routes are the portal's own, with what is mounted, every method and every
connection: a new route without a row fails, and so does a row without a route. Whoever adds one
writes its row into `READING`, `WRITING`, `API`, `JOINING` or `OPEN_TO_ALL`.
`python -m pytest tests/integration/office/test_role_matrix.py` names what is missing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from terakoya.accounts import create_account, disable_account, give_role, person_of
from terakoya.delivery import withdraw_learners
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import NOBODY, Person, Role
from terakoya.model.posting import Period
from terakoya.portal import RefresherService, create_portal
from terakoya.portal.entrance import KeyEntrance
from terakoya.portal.exchange_api import PREFIX, ExchangeService
from terakoya.portal.hub_access import HubIdentity
from terakoya.portal.hub_entrance import HubEntrance, HubPlaces
from terakoya.portal.live import LiveEvents
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.workspace import Workspace
from tests.form_tokens import FORMS
from tests.integration.office.asking_routes import Switch, ask, join, routes_of
from tests.made_office import NOW, SPRING, MadeOffice, copy_office, person

PEOPLE = {
    "stranger": NOBODY,
    "staff": person(Role.STAFF, account="clerk"),
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
    "notebook": "tiny",
    "name": "tiny-handout.pdf",
    "token": "t" * 43,
    "number": "1",
    "submission": "1",
    "path": "tiny/picture.png",
}
MOUNTED = {"/static": "/static/portal.css"}
"""What is asked of programs that are mounted."""
LEARNERS = ("learner", "classmate", "learner elsewhere")
TEACHERS = ("instructor", "instructor elsewhere")
MANAGERS = ("manager", "manager elsewhere")
KNOWN = tuple(PEOPLE)[1:]
APPS = tuple(name for name in KNOWN if name not in ("staff", "admin"))
EXERCISES = (*LEARNERS, *TEACHERS, "author")
RESULTS = ("instructor", "hr")
ENROLLING = ("instructor", "hr")
IN_COHORT = ("learner", "classmate", "instructor")
_LEARNER = "/cohorts/{cohort}/learners/{learner}"

READING: dict[str, tuple[str, ...]] = {
    "/": KNOWN,
    "/materials": KNOWN,
    "/healthz": tuple(PEOPLE),
    "/events": KNOWN,
    "/guide.pdf": KNOWN,
    "/api/openapi.json": KNOWN,
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
    "/cohorts/{cohort_id}/rules": ("instructor",),
    "/cohorts/{cohort_id}/messages": ("instructor",),
    "/cohorts/{cohort_id}/regrade": ("instructor",),
    "/cohorts/{cohort_id}/progress": ("instructor",),
    "/cohorts/{cohort_id}/progress.csv": ("instructor",),
    "/cohorts/{cohort_id}/marking": ("instructor",),
    "/cohorts/{cohort_id}/marking.csv": ("instructor",),
    "/cohorts/{cohort_id}/marking/{assignment_id}/{learner_id}/{notebook}/{item_id}": (
        "instructor",
    ),
    "/cohorts/{cohort_id}/similar": ("instructor",),
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
    "/cohorts/{cohort_id}/rules": ("instructor",),
    "/cohorts/{cohort_id}/marking/{assignment_id}/{learner_id}/{notebook}/{item_id}": (
        "instructor",
    ),
    "/cohorts/{cohort_id}/similar": ("instructor",),
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
API: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/me"): KNOWN,
    ("GET", "/openapi.json"): KNOWN,
    ("GET", "/cohorts/{cohort}/assignments"): IN_COHORT,
    ("GET", "/cohorts/{cohort}/assignments/{assignment}"): IN_COHORT,
    ("DELETE", "/cohorts/{cohort}/assignments/{assignment}"): ("instructor",),
    ("GET", "/cohorts/{cohort}/assignments/{assignment}/files"): IN_COHORT,
    ("PUT", "/cohorts/{cohort}/assignments/{assignment}/files"): ("instructor",),
    ("GET", "/cohorts/{cohort}/assignments/{assignment}/standing"): ("learner", "classmate"),
    ("POST", "/cohorts/{cohort}/assignments/{assignment}/hand-ins"): ("learner", "classmate"),
    ("GET", "/cohorts/{cohort}/hand-ins"): ("instructor",),
    ("GET", f"{_LEARNER}/receipts/{{number}}"): ("learner", "instructor"),
    ("GET", f"{_LEARNER}/hand-ins/{{submission}}/files"): ("learner", "instructor"),
    ("GET", f"{_LEARNER}/hand-ins/{{submission}}/feedback/{{notebook}}"): ("learner", "instructor"),
    ("PUT", f"{_LEARNER}/hand-ins/{{submission}}/feedback/{{notebook}}"): ("instructor",),
}
"""The exchange, below its prefix."""
JOINING: dict[str, tuple[str, ...]] = {"/apps/{path:path}": ()}
"""WebSockets: of an address that no app has, nobody's is taken; test_app_gate has those of apps."""
OPEN_TO_ALL = ("/static", "/healthz", "/refreshers/calendars/{token}.ics")
"""What needs no login: style and scripts are nobody's, health says one word, and the address of a
calendar is secret itself."""
PAST_THE_DOOR = (*OPEN_TO_ALL, "/metrics")
"""What is asked for a login, or for a token of its own, by the route itself."""
MATRIX = {("GET", path): who for path, who in READING.items()}
MATRIX |= {("POST", path): who for path, who in WRITING.items()}
MATRIX |= {(method, PREFIX + path): who for (method, path), who in API.items()}
MATRIX |= {("WEBSOCKET", path): who for path, who in JOINING.items()}
MATRIX |= {("MOUNT", "/static"): tuple(PEOPLE)}
WITHOUT_HEAD = {path for method, path in MATRIX if path.startswith(PREFIX)}
WITHOUT_HEAD |= {"/events", "/api/openapi.json"}
"""Programs ask these, and never for a head alone; every other route that is read has one."""
OTHER_METHODS = (
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PUT",
    "PATCH",
    "DELETE",
    "GET",
    "POST",
    "get",
    "X-ALL",
)
"""Asked of every route that does not say it answers them; the last two nobody knows."""


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


def test_every_route_has_a_row_and_every_row_a_route(portal: FastAPI) -> None:
    """Whoever adds a page says here who may open it."""
    routes = {(method, path) for method, path in routes_of(portal) if method != "HEAD"}
    assert sorted(routes - MATRIX.keys()) == []
    assert sorted(MATRIX.keys() - routes) == []


def test_route_of_a_kind_that_nobody_thought_of_is_found() -> None:
    """The control: whatever is added to a site, mounted below another site too, asks for a row."""
    inner, site = FastAPI(openapi_url=None), FastAPI(openapi_url=None)
    inner.add_api_route("/deep", lambda: None, methods=["PATCH"])
    inner.add_api_websocket_route("/line", lambda: None)
    site.mount("/below", inner)
    assert routes_of(site) == {("PATCH", "/below/deep"), ("WEBSOCKET", "/below/line")}


@pytest.mark.parametrize(("method", "path"), sorted(MATRIX))
def test_route_lets_in_whom_its_row_names(
    portal: FastAPI, switch: Switch, method: str, path: str
) -> None:
    """And nobody else: not the same role elsewhere, nor another role here."""
    assert let_in(portal, switch, method, path, PEOPLE) == [
        name for name in PEOPLE if name in MATRIX[method, path]
    ]


@pytest.mark.parametrize("path", sorted(path for method, path in MATRIX if method == "GET"))
def test_head_is_for_whom_the_page_is(portal: FastAPI, switch: Switch, path: str) -> None:
    """A head alone tells nobody that there is something; where it is not given, nobody gets it."""
    expected = [] if path in WITHOUT_HEAD else list(MATRIX["GET", path])
    assert let_in(portal, switch, "HEAD", path, PEOPLE, (401, 403, 405)) == [
        name for name in PEOPLE if name in expected
    ]


@pytest.mark.parametrize("path", sorted({path for _method, path in MATRIX}))
def test_method_that_a_route_does_not_have_does_nothing(
    portal: FastAPI, switch: Switch, path: str
) -> None:
    """For nobody, whatever it is called: 405 that says what there is, and no content."""
    address = address_of(path)
    here = {method for method, known in routes_of(portal) if leads_to(known, address)}
    if path in MOUNTED:
        here = {"GET", "HEAD"}
    for name in ("stranger", "instructor"):
        switch.who = PEOPLE[name]
        for method in OTHER_METHODS:
            if method not in here:
                assert asyncio.run(ask(portal, method, address, switch.who)) == 405, method


@pytest.mark.parametrize("path", sorted({path for _method, path in MATRIX}))
def test_doors_ask_who_it_is_before_any_route(path: str) -> None:
    """Of whatever method: so a route that forgot to ask would still be shut to strangers."""
    hub = HubIdentity(_NoTokens(), lambda _name: NOBODY)  # type: ignore[arg-type]
    places = HubPlaces("", "/hub/", "s", "terakoya-portal", 1, secure=False)
    inside = _Inside()
    for door in (HubEntrance(inside, hub, places), KeyEntrance(inside, "k" * 43)):
        for method in DOOR_METHODS:
            inside.reached = False
            status = asyncio.run(ask(door, method, address_of(path), NOBODY))
            assert inside.reached is (path in PAST_THE_DOOR)
            assert inside.reached or status in (401, 403)
        inside.reached = False
        asyncio.run(join(door, address_of(path)))
        assert inside.reached is (path in PAST_THE_DOOR)


@dataclass
class _Inside:
    """A site that lets everybody in."""

    reached: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note that somebody came."""
        del receive
        self.reached = True
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await send({"type": "websocket.close", "code": 1000})


DOOR_METHODS = ("GET", "POST", "DELETE", "OPTIONS", "X-ALL")


class _NoTokens:
    """JupyterHub where nobody has logged in."""

    async def user_for_token(self, token: str, *, sync: bool) -> None:
        """Know nobody."""
        del token, sync


# --- people whose roles change with time ---------------------------------------------------------


TODAY = date(2027, 5, 10)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
GRANTED: dict[str, tuple[RoleGrant, ...]] = {
    "over": (RoleGrant("over", "instructor", "spring", Period(last=YESTERDAY)),),
    "not-yet": (RoleGrant("not-yet", "admin", "", Period(first=TOMORROW)),),
    "last-day": (RoleGrant("last-day", "instructor", "spring", Period(last=TODAY)),),
    "first-day": (RoleGrant("first-day", "hr", "", Period(first=TODAY)),),
    "disabled": (RoleGrant("disabled", "admin"), RoleGrant("disabled", "instructor", "spring")),
    "withdrawn": (),
    "both": (RoleGrant("both", "instructor", "autumn"),),
    "both-here": (RoleGrant("both-here", "instructor", "spring"),),
}
NUMBERS = {"withdrawn": "000003", "both": "000002", "both-here": "000007"}
"""Whose account it is: a learner of spring who is withdrawn, one of spring, one of autumn."""
LIKE: dict[str, tuple[str, ...]] = {
    "over": ("staff",),
    "not-yet": ("staff",),
    "last-day": ("instructor",),
    "first-day": ("hr",),
    "disabled": (),
    "withdrawn": ("staff",),
    "both": ("classmate", "instructor elsewhere"),
    "both-here": ("learner elsewhere", "instructor"),
}
"""As whom each of them is let in: what any of these may, and nothing more."""
WITH_A_NUMBER = ("/courses", "/courses.csv", "/my-notices")
"""Pages of everybody who has a staff number, in a cohort or not."""


@pytest.fixture(scope="module")
def changed(office: MadeOffice) -> dict[str, Person]:
    """People of the office's records, as they are today."""
    stamp = Stamp(NOW, "test")
    for name, grants in GRANTED.items():
        create_account(office.database, name, stamp, person_id=NUMBERS.get(name, ""))
        for grant in grants:
            give_role(office.database, grant, stamp)
    disable_account(office.database, "disabled", stamp)
    withdraw_learners(office.database, SPRING, ["000003"], stamp)
    return {name: person_of(office.database, name, today=TODAY) for name in GRANTED}


@pytest.mark.parametrize(("method", "path"), sorted(MATRIX))
def test_roles_hold_on_their_days_and_in_their_places_only(
    portal: FastAPI, switch: Switch, changed: dict[str, Person], method: str, path: str
) -> None:
    """What is over, what begins tomorrow, what was taken away: none of it opens anything."""
    row = MATRIX[method, path]
    more = {"withdrawn"} if path in WITH_A_NUMBER else set()
    expected = [name for name, like in LIKE.items() if {"stranger", *like} & {*row} or name in more]
    assert let_in(portal, switch, method, path, changed) == expected


def let_in(
    portal: FastAPI,
    switch: Switch,
    method: str,
    path: str,
    people: Mapping[str, Person],
    refusals: Collection[int] = (401, 403),
) -> list[str]:
    """Return whom a route lets in, of these people."""
    found = []
    for name, who in people.items():
        switch.who = who
        if method == "WEBSOCKET":
            is_in = asyncio.run(join(portal, address_of(path)))
        else:
            asked = "GET" if method == "MOUNT" else method
            status = asyncio.run(ask(portal, asked, address_of(path), who))
            assert status < 500 or path.startswith("/apps/")  # none runs here
            is_in = status not in refusals
        found += [name] if is_in else []
    return found


def leads_to(path: str, address: str) -> bool:
    """Tell whether a route answers at an address."""
    form = re.escape(path).replace(r"\{path:path\}", ".+")
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", form), address) is not None


def address_of(path: str) -> str:
    """Return an address of a route."""
    return MOUNTED.get(path) or path.replace(":path", "").format(**PLACES)
