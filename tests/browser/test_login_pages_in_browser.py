"""JupyterHub's pages and the front's in a real browser, in both languages: without barriers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page, expect
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

import terakoya.hub
import terakoya.portal
from terakoya.hub.front.trouble_page import tell_trouble
from terakoya.language import translations, use_language
from terakoya.portal.background import portal_in_background
from terakoya.status_words import explain_status

from .page_walk import (
    clipped_at_twice_the_size,
    lost_in_forced_colours,
    sideways,
    stops_of_tab,
    texts_of,
    unreached,
    untranslated,
    violations,
)

TEMPLATES = Path(terakoya.hub.__file__).with_name("templates")
USER = SimpleNamespace(name="suzuki")
FORM = {"xsrf": "x", "username": "suzuki", "problem": "", "outside": "", "service": ""}
RUNS = SimpleNamespace(pending=None, ready=True, active=True)
RESTS = SimpleNamespace(pending=None, ready=False, active=False)
BEGINS = SimpleNamespace(pending="spawn", ready=False, active=True)
OWN = {"user": USER, "xsrf": "x", "lab_url": "/user/suzuki/", "spawn_url": "/hub/spawn/suzuki"}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "login": ("office_login.html", FORM | {"can_change": True}),
    "login refused": ("office_login.html", FORM | {"can_change": True, "problem": "×"}),
    "login elsewhere": ("office_login.html", FORM | {"outside": "/hub/oauth", "service": "OIDC"}),
    "first password": ("office_change_password.html", FORM | {"is_first": True}),
    "logged out": ("logout.html", {"login_url": "/hub/login"}),
    "starting": ("spawn_pending.html", OWN),
    "stopping": ("stop_pending.html", OWN),
    "not running": ("not_running.html", OWN),
    "did not start": ("not_running.html", OWN | {"failed": True, "failed_message": ""}),
    "own, running": ("own_server.html", OWN | {"spawner": RUNS}),
    "own, resting": ("own_server.html", OWN | {"spawner": RESTS}),
    "own, beginning": ("own_server.html", OWN | {"spawner": BEGINS}),
    "another part": ("oauth.html", OWN | {"oauth_client": SimpleNamespace(description="Grafana")}),
    "no such page": ("404.html", {"status_code": 404}),
    "failed": ("error.html", {"status_code": 500, "user": USER}),
}
"""Each page as JupyterHub fills it in."""
DATA = re.compile("suzuki|OIDC|Grafana|×|[0-9a-f]{16}")


def page_of(name: str, language: str) -> str:
    """Return a page as JupyterHub makes it for a reader."""
    template, values = PAGES[name]
    other = "en" if language == "ja" else "ja"
    with use_language("en" if language == "en" else "ja"):
        title, remedy = explain_status(int(values.get("status_code", 200)))
    around = {
        "_": translations("en" if language == "en" else "ja").gettext,
        "language": language,
        "switch": {"language": other, "href": f"?lang={other}"}
        | {"label": {"ja": "日本語", "en": "English"}[other]},
        "portal": "/services/portal/",
        "prefix": "/",
        "base_url": "/hub/",
        "request_id": "0123456789abcdef",
        "next_page": "",
        "title": title,
        "remedy": remedy,
    }
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template(template).render(**around, **values)


async def answer_page(request: Request, name: str) -> HTMLResponse:
    """Answer with a page of JupyterHub's."""
    return HTMLResponse(page_of(name, request.query_params["lang"]))


async def answer_trouble(request: Request) -> Response:
    """Answer as the front does while a part is away."""
    headers = {"accept": "text/html", "cookie": f"terakoya_lang={request.query_params['lang']}"}
    told = tell_trouble(make_mocked_request("GET", "/x", headers=headers), 503)
    return HTMLResponse(told.text, 503, dict(told.headers))


async def answer_later(request: Request, name: str) -> Response:
    """Answer twice with a page that waits, then with what it waits for."""
    asked = request.app.state.asked
    asked.append(name)
    if asked.count(name) > 2:
        return HTMLResponse("<h1>there</h1>")
    return await (answer_trouble(request) if name == "front" else answer_page(request, name))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A site that has the pages of JupyterHub and of the front, and the style of the portal."""
    site = FastAPI(openapi_url=None)
    site.state.asked = []
    static = Path(terakoya.portal.__file__).with_name("static")
    site.mount("/services/portal/static", StaticFiles(directory=static))
    site.add_api_route("/front", answer_trouble)
    site.add_api_route("/hub/{name}", answer_page)
    site.add_api_route("/begins/{name}", answer_later)
    with portal_in_background(site) as found:
        yield found


@pytest.fixture(scope="module")
def walker(chromium: Browser) -> Iterator[Page]:
    """One window for all pages."""
    context = chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", [*(f"hub/{name}" for name in PAGES), "front"])
def test_page_has_no_barrier(walker: Page, address: str, path: str) -> None:
    """axe, small windows, large text, the keyboard alone, chosen colours; every word translated."""
    texts = {}
    for language in ("ja", "en"):
        walker.set_viewport_size({"width": 1280, "height": 900})
        walker.goto(f"{address}{path}?lang={language}")
        assert walker.locator("html").get_attribute("lang") == language
        texts[language] = texts_of(walker)
        assert violations(walker) == []
        assert clipped_at_twice_the_size(walker) == []
        assert sideways(walker, 320) == []
        assert lost_in_forced_colours(walker) == []
        stops = stops_of_tab(walker)
        assert unreached(walker) == []
        assert [stop.what for stop in stops if not stop.seen or stop.ring < 3] == []
    assert untranslated(texts["ja"], texts["en"], DATA) == []


def test_every_template_is_looked_at() -> None:
    """A page that is added is one of those above."""
    shown = {template for template, _values in PAGES.values()}
    assert {path.name for path in TEMPLATES.glob("*.html")} == shown | {"office_base.html"}


@pytest.mark.parametrize("name", ["starting", "own, beginning"])
def test_page_that_waits_goes_on_by_itself(walker: Page, address: str, name: str) -> None:
    """As soon as what it waits for is there; nobody has to press anything."""
    walker.goto(f"{address}begins/{name}?lang=ja")
    walker.evaluate("window.first = true")
    expect(walker.get_by_text("there")).to_be_visible(timeout=20_000)
    assert not walker.evaluate("window.first")
