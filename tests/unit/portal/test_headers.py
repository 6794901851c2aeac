"""Promises of what the browser is told to refuse."""

from __future__ import annotations

import pytest

from tests.made_site import MadeUpSite

from .conftest import Visitor


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a", "/nothing", "/healthz"])
def test_every_page_carries_the_headers(visitor: Visitor, path: str) -> None:
    """Also errors do."""
    headers = visitor.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_pages_hold_nothing_inline(visitor: Visitor) -> None:
    """The policy needs no exception: no script, no style attribute, no other host."""
    for path in ("/", "/cohorts/r8-a", "/nothing"):
        text = visitor.get(path).text
        for word in ("<script", "style=", "<style", "http://", "https://", "onclick"):
            assert word not in text


def test_other_host_name_is_refused(visitor: Visitor, site: MadeUpSite) -> None:
    """A name that somebody else's page points at this machine opens nothing."""
    assert Visitor(visitor.portal, host="evil.example").get("/").status_code == 400
    assert Visitor(visitor.portal, host="localhost:8000").get("/").status_code == 200
