"""Apps of one site, apart: whatever they are called, and whoever may use only some of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from terakoya.faces import AppServer, AppSettings, start_app_server
from terakoya.model.permissions import Action, Grant, Person, Scope
from terakoya.portal import AppsOnly, AssignmentLink, OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serving import upstream_of

from .test_app_server import SHOWN, wait_until, write_app

# Words of our routes, of Voila's and Jupyter's servers, and of their files; all can be ids.
WORDS = ("voila", "terakoya", "api", "static", "files", "templates", "login", "kernels", "apps")
FULL = ("full", "full-too")
THREAD = "import threading, time; threading.Thread(target=time.sleep, args=[900]).start()"
PICTURE = b"\x89PNG of "


@dataclass(frozen=True)
class Only:
    """Everybody who asks may use these apps, and no other."""

    apps: tuple[str, ...]

    def person(self, connection: HTTPConnection) -> Person:
        """Return the person."""
        del connection
        grants = {Grant(Action.USE_APP, Scope.ASSIGNMENT, app) for app in self.apps}
        grants.add(Grant(Action.LOAD_APP_PARTS, Scope.EVERYTHING))
        return Person("001", frozenset(grants))


@dataclass(frozen=True)
class Apps:
    """A server of apps, and sites before it."""

    server: AppServer
    everybodys: str
    voilas: str
    fulls: str

    def page(self, site: str, app: str) -> str:
        """Open an app's page."""
        answer = httpx.get(f"{site}apps/{app}/", timeout=120)
        assert answer.status_code == 200, app
        return answer.text


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apps]:
    """Apps called as everything else is, with pictures; and two that need Voila's own page."""
    folder = tmp_path_factory.mktemp("apps")
    shown = new_code_cell("print('SHOWN')", metadata=SHOWN)
    for name in WORDS:
        write_app(folder, name, new_markdown_cell(f"# {name}です", metadata=SHOWN), shown)
        for place in ("static", "data/files"):
            (folder / name / place).mkdir(parents=True)
            (folder / name / place / "chart.png").write_bytes(PICTURE + name.encode())
    for name in FULL:
        write_app(folder, name, new_code_cell(THREAD), shown)
    source = AppsOnly(tuple(AssignmentLink(name, name) for name in (*WORDS, *FULL)))
    with start_app_server(folder, AppSettings(start_seconds=180)) as server:
        wait_until(lambda: "preparing" not in server.status()["apps"].values())
        accesses = (OpenAccess(), Only(("voila",)), Only(("full", "voila")))
        portals = [create_portal(source, one, apps=upstream_of(server)) for one in accesses]
        with (
            portal_in_background(portals[0]) as everybodys,
            portal_in_background(portals[1]) as voilas,
            portal_in_background(portals[2]) as fulls,
        ):
            yield Apps(server, everybodys, voilas, fulls)


def join(site: str, path: str) -> ClientConnection:
    """Connect as a page of the site does."""
    address = urljoin(site.replace("http", "ws"), path)
    return connect(address, origin=Origin(site.rstrip("/")), proxy=None, open_timeout=60)


def visit_of(page: str) -> str:
    """Where a light page connects to."""
    found = re.search(r'data-visit="([^"]+)"', page)
    generation = re.search(r'"generation":(\d+)', page)
    assert found is not None
    assert generation is not None
    return f"{found[1]}?generation={generation[1]}"


def answers(socket: ClientConnection) -> bool:
    """Whether the app answers: that it has no such parameter, with the question's number."""
    socket.send('{"n": 7, "set": {"nothing": 1}}')
    return bool(json.loads(socket.recv(timeout=60))["n"] == 7)


def kernel_of(page: str) -> str:
    """The kernel of Voila's own page."""
    found = re.search(r'"kernelId": "([0-9a-f-]{36})"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("app", [*WORDS, *FULL])
def test_app_of_any_name_is_whole(apps: Apps, app: str) -> None:
    """Its page, what the page loads, its pictures and its connection: nothing is another's."""
    page = apps.page(apps.everybodys, app)
    assert '<header class="tk-head"><a href="/">' in page
    loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="(/[^"]+)"', page)
    assert loaded
    for path in loaded:
        answer = httpx.get(urljoin(apps.everybodys, path))
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].split(";")[0] in ("text/css", "text/javascript")
    if app in WORDS:
        assert f"{app}です" in page
        for place in ("static", "data/files"):
            answer = httpx.get(f"{apps.everybodys}apps/{app}/{place}/chart.png")
            assert answer.content == PICTURE + app.encode()
        with join(apps.everybodys, visit_of(page)) as socket:
            assert answers(socket)


def test_app_that_is_refused_is_refused_at_every_address(apps: Apps) -> None:
    """With two apps, what is closed at one door stands open at no other."""
    mine, other = apps.page(apps.voilas, "voila"), apps.page(apps.everybodys, "api")
    base = apps.server.base_url
    for path in ("apps/api/", "apps/api", "apps/api/static/chart.png"):
        assert httpx.get(apps.voilas + path).status_code == 403, path
    shared = f"{apps.voilas.rstrip('/')}{base}voila/files/"
    assert httpx.get(f"{shared}api/static/chart.png").status_code == 403
    assert httpx.get(f"{shared}voila/static/chart.png").content == PICTURE + b"voila"
    with pytest.raises(InvalidStatus), join(apps.voilas, visit_of(other)):
        pass
    with join(apps.voilas, visit_of(mine)) as socket:
        assert answers(socket)


def test_app_that_is_refused_is_there_for_others(apps: Apps) -> None:
    """Control: the same addresses answer whoever may use every app."""
    base = f"{apps.everybodys.rstrip('/')}{apps.server.base_url}"
    assert httpx.get(f"{base}voila/files/api/static/chart.png").content == PICTURE + b"api"
    with join(apps.everybodys, visit_of(apps.page(apps.everybodys, "api"))) as socket:
        assert answers(socket)


def test_kernel_is_its_apps(apps: Apps) -> None:
    """Who knows the id of another app's kernel can neither ask for it, nor join it, nor end it."""
    mine = kernel_of(apps.page(apps.fulls, "full"))
    other = kernel_of(apps.page(apps.everybodys, "full-too"))
    base = f"{apps.fulls.rstrip('/')}{apps.server.base_url}"
    same = {"origin": apps.fulls.rstrip("/")}
    assert httpx.get(f"{base}api/kernels/{mine}").status_code == 200
    assert httpx.get(f"{base}api/kernels/{other}").status_code == 403
    with pytest.raises(InvalidStatus), join(base, f"api/kernels/{other}/channels"):
        pass
    with connect(
        f"{base.replace('http', 'ws')}api/kernels/{mine}/channels",
        origin=Origin(same["origin"]),
        proxy=None,
        open_timeout=60,
    ) as socket:
        assert socket.subprotocol is None
    assert httpx.post(f"{base}voila/api/shutdown/{other}", headers=same).status_code == 403
    everybodys = f"{apps.everybodys.rstrip('/')}{apps.server.base_url}"
    assert httpx.get(f"{everybodys}api/kernels/{other}").status_code == 200
    assert httpx.post(f"{base}voila/api/shutdown/{mine}", headers=same).is_success


def test_kernel_of_nobody_is_refused(apps: Apps) -> None:
    """One that is not there, or belongs to no app, is for those who may use every app."""
    base = f"{apps.fulls.rstrip('/')}{apps.server.base_url}"
    unknown = "01234567-89ab-cdef-0123-456789abcdef"
    assert httpx.get(f"{base}api/kernels/{unknown}").status_code == 403
