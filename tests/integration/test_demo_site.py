"""What a newcomer sees: `terakoya demo` as it is given, and every link from its first page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import httpx
import pytest

from tests.running_site import RunningSite, run_site

LABS = ("counter-waiting", "population-ageing")
AI_LABS = ("genai-fact-check", "ai-aggregation")
FORMS = ("/apps/{lab}/", "/exercises/{lab}.zip", "/papers/{lab}-handout.en.pdf")
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
