"""Promises of who may see what."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from terakoya.portal import DenyAll, OpenAccess, create_portal
from terakoya.portal.access import is_loopback
from tests.made_site import MadeUpSite

from .conftest import Visitor

GUARDED = [
    "/",
    "/cohorts/r8-a",
    "/cohorts/unknown",
    "/cohorts/r8-a/feedback/001/population",
    "/apps/population/",
    "/apps/population",
    "/apps/voila/static/voila.js",
    "/apps/api/kernels/00000000-0000-0000-0000-000000000000",
]


@pytest.mark.parametrize("path", GUARDED)
def test_site_without_access_refuses_every_page(site: MadeUpSite, path: str) -> None:
    """Whoever forgets to say who may come in lets nobody in, and tells nothing."""
    answer = Visitor(create_portal(site)).get(path)
    assert answer.status_code == 403
    assert "山田" not in answer.text
    assert "population" not in answer.text


def test_every_route_is_guarded(site: MadeUpSite) -> None:
    """A new page that forgets to ask fails here; only health and style are open."""
    portal = create_portal(site)
    values = {"cohort_id": "r8-a", "learner_id": "001", "assignment_id": "population", "path": "x"}
    templates = {str(route.path) for route in _routes(portal)} - {"/healthz", "/static"}
    assert "/cohorts/{cohort_id}" in templates
    for template in templates:
        path = template.replace(":path", "").format(**values)
        assert Visitor(portal).get(path).status_code == 403, path


@pytest.mark.parametrize("path", ["/healthz", "/static/portal.css"])
def test_health_and_style_are_open(site: MadeUpSite, path: str) -> None:
    """The control: these two need no permission."""
    assert Visitor(create_portal(site)).get(path).status_code == 200


def test_open_access_refuses_other_machines(site: MadeUpSite) -> None:
    """The demonstration's open door opens only from inside."""
    portal = create_portal(site, OpenAccess())
    assert Visitor(portal).get("/").status_code == 200
    assert Visitor(portal, client=("192.0.2.7", 50000)).get("/").status_code == 403


def test_home_lists_only_what_may_be_seen(site: MadeUpSite) -> None:
    """A list shows no name that its pages would refuse."""

    class HomeOnly(DenyAll):
        def may_see_home(self, connection: HTTPConnection) -> bool:
            return connection is not None

    text = Visitor(create_portal(site, HomeOnly())).get("/").text
    assert "A班" not in text
    assert "人口と高齢化" not in text


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.0.2.7", False)],
)
def test_loopback_is_this_machine_only(host: str, expected: bool) -> None:
    """An address that others can reach is not this machine."""
    assert is_loopback(host) is expected


def _routes(portal: object) -> list[object]:
    found = []
    for route in portal.routes:  # type: ignore[attr-defined]
        inner = getattr(route, "original_router", None)
        found += list(inner.routes) if inner is not None else [route]
    return [route for route in found if hasattr(route, "path")]
