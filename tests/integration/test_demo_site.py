"""What a newcomer sees: `terakoya demo` as it is given, and every link from its first page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import pytest
from page import validate_pdf

from terakoya.workspace import Workspace, find_labs
from tests.running_site import RunningSite, run_site

LABS = ("counter-waiting", "population-ageing")
AI_LABS = ("genai-fact-check", "ai-aggregation")
ELSEWHERE = r"""<(?:img|script|link)\b[^>]*(?:src|href)=["'](?:https?:)?//"""
FORMS: tuple[str, ...] = ("/apps/{lab}/", "/exercises/{lab}.zip", "/papers/{lab}-handout.en.pdf")
FORMS += ("/papers/{lab}-handout.en.html", "/papers/{lab}-slides.en.html")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The running command."""
    folder = tmp_path_factory.mktemp("demo")
    arguments = ["demo", "--learners=3", "--port=0", "--to", str(folder / "demo")]
    with run_site(arguments, folder, folder) as site:
        yield site


def test_every_link_leads_somewhere(demo: RunningSite) -> None:
    """Each page that can be reached opens, and both labs are offered in every form."""
    waiting, seen = [demo.address], {demo.address}
    with httpx.Client(timeout=120, headers={"accept-language": "en"}) as client:
        while waiting:
            answer = client.get(waiting.pop())
            assert answer.status_code == 200, str(answer.url)
            if "text/html" not in answer.headers["content-type"]:
                continue
            links = {urldefrag(urljoin(str(answer.url), link))[0] for link in _links(answer.text)}
            new = {link for link in links if link.startswith(demo.address)} - seen
            seen |= new
            waiting += sorted(new)
    wanted = {urljoin(demo.address, form.format(lab=lab)) for lab in LABS for form in FORMS}
    assert wanted <= seen
    refreshers = {link for link in seen if re.search(r"/refreshers/\d+/[\w-]+/[\w-]+$", link)}
    assert {link.split("/")[-2] for link in refreshers} == {*LABS, *AI_LABS}


def test_papers_of_every_lab_can_be_read_by_everybody(demo: RunningSite, tmp_path: Path) -> None:
    """The site has made them all: an independent validator finds no barrier in a handout's PDF,
    and the pages have a language, a heading, a text for each picture, and nothing from elsewhere.
    """
    names = Workspace(find_labs()).assignment_ids
    assert {*LABS, *AI_LABS} < set(names)
    for name in names:
        pdf = tmp_path / f"{name}.pdf"
        pdf.write_bytes(httpx.get(urljoin(demo.address, f"/papers/{name}-handout.en.pdf")).content)
        report = validate_pdf(pdf, profile="ua1")
        assert [failure.message for failure in report.failures] == [], name
        for kind in ("handout", "slides"):
            page = httpx.get(urljoin(demo.address, f"/papers/{name}-{kind}.en.html")).text
            assert re.search(r'<html[^>]* lang="[a-z]{2}', page), name
            assert "<h1" in page, name
            pictures = re.findall(r"<img\b[^>]*>", page)
            assert [one for one in pictures if not re.search(r'\salt="', one)] == [], name
            assert not re.search(
                r"""<(?:img|script|link)[^>]*(?:src|href)=["'](?:https?:)?//""", page
            )


class _Links(HTMLParser):
    """Collects the addresses that a page names outside of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element's address."""
        del tag
        link = dict(attrs).get("href")
        if link and not link.startswith(("data:", "webcal:")):
            self.found.append(link)


def _links(page: str) -> list[str]:
    """Return the addresses of a page that people or browsers follow."""
    parser = _Links()
    parser.feed(page)
    return parser.found


def test_ctrl_c_ends_everything(demo: RunningSite) -> None:
    """The last test of the module: the command ends in order, and nothing of it is left."""
    assert demo.interrupt() == (0, [])
