"""A made-up site."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from terakoya.portal import (
    AppLink,
    AssignmentColumn,
    Cell,
    CellStatus,
    CohortLink,
    CohortPage,
    ItemColumn,
    LearnerRow,
    OpenAccess,
    create_portal,
)


@dataclass(frozen=True)
class MadeUpSite:
    """One cohort, three learners, one app."""

    page: CohortPage
    links: tuple[AppLink, ...] = (AppLink("population", "人口と高齢化", "町別に見ます。"),)

    def cohorts(self) -> Sequence[CohortLink]:
        """The one cohort."""
        return [CohortLink(self.page.id, self.page.title, self.page.course_title, 3)]

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """The one cohort, or none."""
        return self.page if cohort_id == self.page.id else None

    def apps(self) -> Sequence[AppLink]:
        """The one app."""
        return self.links


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


def make_page(folder: Path) -> CohortPage:
    """Three learners: graded with feedback, waiting, and nothing handed in."""
    feedback = folder / "feedback.html"
    feedback.write_text("<h1>講評</h1><script>alert(1)</script>", encoding="utf-8")
    items = (ItemColumn("q1", "問1", 2), ItemColumn("q2", "問2", 3))
    graded = Cell(CellStatus.GRADED, 4.5, 5, {"q1": 2.0, "q2": 2.5}, feedback)
    return CohortPage(
        "r8-a",
        "令和8年度 A班",
        "データ活用入門",
        (AssignmentColumn("population", "人口と高齢化", items),),
        (
            LearnerRow("001", "山田 <b>花子</b>", "総務課", {"population": graded}),
            LearnerRow("002", "佐藤 一郎", "税務課", {"population": Cell(CellStatus.WAITING)}),
            LearnerRow("003", "鈴木 次郎", "福祉課"),
        ),
    )


@pytest.fixture
def site(tmp_path: Path) -> MadeUpSite:
    """The made-up site."""
    return MadeUpSite(make_page(tmp_path))


@pytest.fixture
def visitor(site: MadeUpSite) -> Visitor:
    """Somebody at this machine, before an open site."""
    return Visitor(create_portal(site, OpenAccess()))
