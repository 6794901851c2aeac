"""Figures of the site: who may read them, what they count, and that they name nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as read
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from terakoya.errors import WorkspaceError
from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.access import DenyAll
from terakoya.portal.background import portal_in_background
from terakoya.portal.entrance import COOKIE, KeyAccess, KeyEntrance
from terakoya.portal.metrics import Watching
from terakoya.portal.metrics_token import TOKEN_FILE, read_metrics_token
from terakoya.portal.proxy import Upstream
from tests.made_site import MadeUpSite

from .conftest import Visitor

KEY, TOKEN = "k3y", "t0ken"
GRADINGS = {"ok": 7, "timeout": 1}
STATUS = {"pages": 3, "kernels": [11, 12], "apps": {"a": "ready", "b": "ready", "c": "failed"}}
STATUS |= {"prepared": [9], "parent": 8, "full_kernels": 4}


def watch(site: MadeUpSite, upstream: Upstream | None = None) -> Visitor:
    """Somebody before a site with a key, and a token for figures."""
    watching = Watching(TOKEN, lambda: GRADINGS)
    access = KeyAccess(OpenAccess(), KEY)
    return Visitor(KeyEntrance(create_portal(site, access, apps=upstream, watching=watching), KEY))


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Read what Prometheus reads: (name, value of each label…) → figure."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in read(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"authorization": "Bearer wrong"}, 403),
        ({"authorization": "Bearer "}, 403),
        ({"authorization": f"Basic {TOKEN}"}, 403),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"cookie": f"{COOKIE}_8000={KEY}"}, 200),
    ],
)
def test_figures_are_for_who_has_the_key_or_the_token(
    site: MadeUpSite, headers: dict[str, str], status: int
) -> None:
    """A monitoring program has a token of its own; everybody else is refused as everywhere."""
    answer = watch(site).get("/metrics", **headers)
    assert answer.status_code == status
    assert ("terakoya_visits" in answer.text) is (status == 200)


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a", "/apps/population/"])
def test_token_opens_nothing_else(site: MadeUpSite, path: str) -> None:
    """Who may read figures sees no page."""
    assert watch(site).get(path, authorization=f"Bearer {TOKEN}").status_code == 403


def test_site_without_a_token_has_figures_for_its_people_only(site: MadeUpSite) -> None:
    """An empty token is nobody's."""
    shut = Visitor(create_portal(site, DenyAll()))
    assert shut.get("/metrics", authorization="Bearer ").status_code == 403
    assert Visitor(create_portal(site, OpenAccess())).get("/metrics").status_code == 200


def test_answers_are_counted_by_the_form_of_their_address(site: MadeUpSite) -> None:
    """With their status and time; no address, method or name that somebody made up is in it."""
    visitor = Visitor(create_portal(site, OpenAccess()))
    for path in ("/cohorts/r8-a", "/cohorts/r8-a", "/cohorts/none", "/no/such?name=yamada"):
        visitor.get(path)
    visitor.get("/", method="PURGE")
    text = visitor.get("/metrics").text
    told = figures(text)
    assert told["terakoya_requests_total", "GET", "/cohorts/{cohort_id}", "200"] == 2
    assert told["terakoya_requests_total", "GET", "/cohorts/{cohort_id}", "404"] == 1
    assert told["terakoya_requests_total", "GET", "(none)", "404"] == 1
    assert told["terakoya_request_seconds_count", "/cohorts/{cohort_id}"] == 3
    assert 0 < told["terakoya_request_seconds_sum", "/cohorts/{cohort_id}"] < 60
    methods = {key[1] for key in told if key[0] == "terakoya_requests_total"}
    assert methods == {"GET", "OTHER"}
    for secret in ("r8-a", "yamada", "PURGE", "no/such"):
        assert secret not in text


def test_what_runs_behind_the_site_is_asked_when_it_is_wanted(site: MadeUpSite) -> None:
    """Visits, kernels, apps and gradings; without the apps' server, that it does not answer."""
    token = {"authorization": f"Bearer {TOKEN}"}

    def status(_request: Request) -> JSONResponse:
        return JSONResponse(STATUS)

    behind = Starlette(routes=[Route("/apps/_/terakoya/status", status)])
    with portal_in_background(behind) as origin:
        there = watch(site, Upstream(origin.rstrip("/"), "secret", "/apps/_/"))
        told = figures(there.get("/metrics", **token).text)
    assert told["terakoya_apps_up",] == 1
    assert told["terakoya_visits",] == 3
    kernels = {key[1]: value for key, value in told.items() if key[0] == "terakoya_kernels"}
    assert kernels == {"visit": 2, "prepared": 1, "full": 4}
    assert told["terakoya_apps", "ready"] == 2
    assert told["terakoya_apps", "failed"] == 1
    assert told["terakoya_gradings", "timeout"] == 1
    gone = figures(watch(site).get("/metrics", **token).text)
    assert (gone["terakoya_apps_up",], gone["terakoya_visits",]) == (0, 0)
    assert gone["terakoya_gradings", "ok"] == 7


def test_token_is_made_once_and_for_this_account_only(tmp_path: Path) -> None:
    """The next start of the site knows the same one."""
    token = read_metrics_token(tmp_path)
    assert len(token) > 30
    assert read_metrics_token(tmp_path) == token
    assert (tmp_path / TOKEN_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", None])
def test_token_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    """Nobody's monitoring is refused without a word, and no site ends with a traceback."""
    path = tmp_path / TOKEN_FILE
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"metrics\.token: There is no token.*Delete it"):
        read_metrics_token(tmp_path)
