"""Handouts and slides on the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.portal import DenyAll, OpenAccess, create_portal
from terakoya.portal.headers import PAPER_POLICY
from tests.made_site import MadeUpSite

from .conftest import Visitor

SHOWN = ("handout.pdf", "handout.html", "slides.html")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with papers of the made site's app, and one with answers."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in (*SHOWN, "handout-answers.pdf"):
        (folder / f"population-{name}").write_text(name, encoding="utf-8")
    (tmp_path / "secret-slides.html").write_text("secret", encoding="utf-8")
    return folder


@pytest.fixture
def reader(site: MadeUpSite, papers: Path) -> Visitor:
    """Somebody before an open site with papers."""
    return Visitor(create_portal(site, OpenAccess(), papers=papers))


def test_first_page_offers_the_papers_that_there_are(reader: Visitor, visitor: Visitor) -> None:
    """Each paper has a link; what is for instructors has none; without papers nothing is said."""
    page = reader.get("/").text
    for name in SHOWN:
        assert f'href="/papers/population-{name}"' in page
    assert "answers" not in page
    assert "/papers/" not in visitor.get("/").text


def test_first_page_offers_papers_in_the_visitors_language(reader: Visitor, papers: Path) -> None:
    """The one in their language where there is one, else the other: never none."""
    (papers / "population-handout.en.pdf").write_text("handout", encoding="utf-8")
    (papers / "population-slides.html").rename(papers / "population-slides.en.html")
    for language, handout in (("ja", "handout.pdf"), ("en", "handout.en.pdf")):
        page = reader.get("/", accept_language=language).text
        assert page.count('href="/papers/') == 3
        for name in (handout, "handout.html", "slides.en.html"):
            assert f'href="/papers/population-{name}"' in page
            assert reader.get(f"/papers/population-{name}").status_code == 200


def test_paper_is_shut_in_and_reaches_nothing(reader: Visitor) -> None:
    """Slides run their own script, without an origin and without a network."""
    answer = reader.get("/papers/population-slides.html")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == PAPER_POLICY


@pytest.mark.parametrize(
    "name",
    [
        "no-handout.pdf",
        "..%2Fsecret-slides.html",
        "x",
        "population-handout-answers.pdf",
        f"{'a' * 300}-handout.html",
        "a%00-handout.html",
    ],
)
def test_what_is_no_paper_is_not_found(reader: Visitor, name: str) -> None:
    """Nothing outside of the folder, no other kind of file, no answers can be asked for."""
    assert reader.get(f"/papers/{name}").status_code == 404


def test_paper_asks_who_may_see_it(site: MadeUpSite, papers: Path) -> None:
    """Where nobody is let in, no paper is shown."""
    stranger = Visitor(create_portal(site, DenyAll(), papers=papers))
    assert stranger.get("/papers/population-handout.pdf").status_code == 403
