"""Promises of the pages for refusals and failures."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from starlette.exceptions import HTTPException

from terakoya.portal import OpenAccess, create_portal
from tests.made_site import MadeUpSite

from .conftest import Visitor

STATUSES = (400, 401, 403, 404, 405, 409, 411, 413, 418, 422, 429, 500, 502, 503, 504)


@pytest.fixture
def broken(site: MadeUpSite) -> Visitor:
    """Somebody before a site that refuses with whatever is asked for, or fails."""
    portal = create_portal(site, OpenAccess())

    def refuse(status: int) -> None:
        raise HTTPException(status) if status != 500 else RuntimeError("secret")

    portal.add_api_route("/refuse/{status}", refuse)
    return Visitor(portal)


@pytest.mark.parametrize("status", STATUSES)
def test_refusal_says_what_happened_what_to_do_and_the_way_back(
    broken: Visitor, status: int
) -> None:
    """In both languages, with the number under which the log has it."""
    headings = set()
    for language in ("ja", "en"):
        answer = broken.get(f"/refuse/{status}?lang={language}")
        page = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == status
        assert page.main.h1.get_text()
        assert len(page.main.find_all("p")[0].get_text()) > 8
        assert page.select_one('main a[href="/"]')
        assert answer.headers["x-request-id"] in page.main.get_text()
        headings.add(page.main.h1.get_text())
    assert len(headings) == 2


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://127.0.0.1:8000/cohorts/r8-a?sort=name", "/cohorts/r8-a?sort=name"),
        ("http://elsewhere.example/x", None),
        ("http://127.0.0.1:8000//elsewhere.example/x", "/elsewhere.example/x"),
        ("http://127.0.0.1:8000/refuse/409", None),
        ("", None),
    ],
)
def test_way_back_is_the_page_before_of_this_site(
    broken: Visitor, referer: str, back: str | None
) -> None:
    """Never another site's, and never the page itself."""
    answer = broken.get("/refuse/409", referer=referer)
    link = BeautifulSoup(answer.text, "html.parser").select_one("main a.button:not(.second)")
    assert link is not None
    assert link["href"] == (back or "/")
