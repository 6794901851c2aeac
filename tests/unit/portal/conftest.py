"""A made-up site and somebody who visits it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from terakoya.portal import OpenAccess, create_portal
from tests.made_site import MadeUpSite, make_page


@dataclass(frozen=True)
class Visitor:
    """Asks a portal for pages, from an address."""

    portal: ASGIApp
    client: tuple[str, int] = ("127.0.0.1", 50000)
    host: str = "127.0.0.1:8000"

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Return the answer; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._ask(method, path, named))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.portal, raise_app_exceptions=False, client=self.client)
        base = f"http://{self.host}"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, headers=headers)


@pytest.fixture
def site(tmp_path: Path) -> MadeUpSite:
    """The made-up site."""
    return MadeUpSite(make_page(tmp_path))


@pytest.fixture
def visitor(site: MadeUpSite) -> Visitor:
    """Somebody at this machine, before an open site."""
    return Visitor(create_portal(site, OpenAccess()))
