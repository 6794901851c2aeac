"""Promises of who may see what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from terakoya.model.permissions import Action, Grant, Of, Person, Role, Scope, grants_of
from terakoya.portal import DenyAll, OpenAccess, create_portal
from terakoya.portal.access import Permissions, is_loopback
from tests.made_site import MadeUpSite

from .conftest import Visitor


@dataclass(frozen=True)
class Known:
    """Everybody who asks is this person."""

    grants: Collection[Grant]
    id: str = ""

    def person(self, connection: HTTPConnection) -> Person:
        """Return the person."""
        del connection
        return Person(self.id, frozenset(self.grants))


GUARDED = [
    "/",
    "/cohorts/r8-a",
    "/cohorts/r8-a/grades.xlsx",
    "/cohorts/unknown",
    "/cohorts/r8-a/feedback/001/population",
    "/apps/population/",
    "/apps/population",
    "/apps/voila/static/voila.js",
    "/apps/_/voila/static/voila.js",
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
    text = Visitor(create_portal(site, Known({Grant(Action.SEE_SITE, Scope.EVERYTHING)}))).get("/")
    assert text.status_code == 200
    assert "A班" not in text.text
    assert "人口と高齢化" not in text.text


def test_home_offers_only_the_forms_that_may_be_had(site: MadeUpSite, tmp_path: Path) -> None:
    """Who may have the app of an assignment need not have its exercise."""
    site = replace(site, links=(replace(site.links[0], release=tmp_path),))
    grants = {Grant(Action.SEE_SITE, Scope.EVERYTHING)}
    grants.add(Grant(Action.USE_APP, Scope.ASSIGNMENT, "population"))
    text = Visitor(create_portal(site, Known(grants))).get("/").text
    assert 'href="/apps/population/"' in text
    assert ".zip" not in text


def test_learner_reads_the_own_feedback_only(site: MadeUpSite) -> None:
    """What nobody's page links to is refused all the same."""
    visitor = Visitor(create_portal(site, Known(grants_of(Role.LEARNER), "001")))
    path = "/cohorts/r8-a/feedback/{}/population"
    assert visitor.get(path.format("001")).status_code == 200
    assert visitor.get(path.format("002")).status_code == 403
    assert visitor.get("/cohorts/r8-a").status_code == 403


@pytest.mark.parametrize(("department", "status"), [("10", 200), ("20", 403), ("", 403)])
def test_department_is_that_of_the_learner(site: MadeUpSite, department: str, status: int) -> None:
    """Whoever may something in a department may it of its people, whatever the address says."""
    grant = Grant(Action.READ_FEEDBACK, Scope.DEPARTMENT, department)
    visitor = Visitor(create_portal(site, Known({grant})))
    assert visitor.get("/cohorts/r8-a/feedback/001/population").status_code == status
    assert visitor.get("/cohorts/r8-a/feedback/999/population").status_code == 403


@pytest.mark.parametrize(("department", "status"), [("10", 404), ("20", 404), ("30", 403)])
def test_who_works_in_two_departments_is_of_both(
    site: MadeUpSite, department: str, status: int
) -> None:
    """The managers of either may what they may of their people; others still may not."""
    grant = Grant(Action.READ_FEEDBACK, Scope.DEPARTMENT, department)
    visitor = Visitor(create_portal(site, Known({grant})))
    assert visitor.get("/cohorts/r8-a/feedback/003/population").status_code == status


def test_departments_are_looked_up_for_nobody_else(site: MadeUpSite) -> None:
    """A stranger's question reaches no database."""

    class Unasked:
        def departments_of(self, learner_id: str) -> frozenset[str]:
            raise AssertionError(learner_id)

    connection = HTTPConnection({"type": "http", "client": ("127.0.0.1", 1), "headers": []})
    of = Of(cohort="r8-a", learner="001")
    for access in (DenyAll(), Known(grants_of(Role.LEARNER), "002")):
        assert not Permissions(access, Unasked()).may(connection, Action.READ_FEEDBACK, of)


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
