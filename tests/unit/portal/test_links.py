"""Promises of a site below a path."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.links import path_within
from tests.made_site import MadeUpSite

BASE = "/office/services/portal"
_OWN = re.compile(r'(?:href|src|action)="(/[^"]*)"')


def ask(site: MadeUpSite, path: str, base: str = BASE) -> httpx.Response:
    """Return the answer of a site below `base`, which a proxy in front of it leaves in the path."""

    async def get() -> httpx.Response:
        portal = create_portal(site, OpenAccess())
        transport = httpx.ASGITransport(portal, root_path=base)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(base + path)

    return asyncio.run(get())


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a", "/nothing"])
def test_every_link_of_a_page_leads_below_the_path(site: MadeUpSite, path: str) -> None:
    """No link, picture or form leaves the place where the site is."""
    found = _OWN.findall(ask(site, path).text)
    assert found
    assert [one for one in found if not one.startswith(BASE + "/")] == []


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a"])
def test_links_at_the_root_have_nothing_before_them(site: MadeUpSite, path: str) -> None:
    """Control: the same pages, where the site is the whole host."""
    found = _OWN.findall(ask(site, path, "").text)
    assert "/static/portal.css" in found
    assert not any("//" in one for one in found)


def test_redirect_and_cookie_stay_below_the_path(site: MadeUpSite) -> None:
    """An answer that sends on, and one that remembers, know where the site is."""
    assert ask(site, "/apps/population").headers["location"] == f"{BASE}/apps/population/"
    assert f"Path={BASE}" in ask(site, "/?lang=en").headers["set-cookie"]


def test_style_below_the_path_may_be_kept(site: MadeUpSite) -> None:
    """What is no secret is kept by browsers wherever the site is."""
    assert ask(site, "/static/portal.css").headers["cache-control"] == "max-age=3600"


@pytest.mark.parametrize(
    ("path", "base", "inside"),
    [
        ("/a/b", "", "/a/b"),
        ("/p/a", "/p", "/a"),
        ("/p", "/p", "/"),
        ("/p/", "/p/", "/"),
        ("/port/a", "/p", "/port/a"),
    ],
)
def test_path_within_is_what_stands_behind_the_base(path: str, base: str, inside: str) -> None:
    """A path that only begins with the same letters is not below it."""
    assert path_within({"path": path, "root_path": base}) == inside
