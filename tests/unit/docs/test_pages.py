"""Links lead somewhere, the two first pages say the same, and make targets exist."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.docs.pages import (
    DOCS,
    FIRST_PAGES,
    ROOT,
    all_pages,
    commands,
    headings,
    read_page,
)

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_DOC = re.compile(r"\{doc\}`(?:[^`<]*<)?([^`>]+)>?`")
_SVG = "{http://www.w3.org/2000/svg}"


def _targets(page: str) -> list[Path]:
    """Return every file that a page links to."""
    text, here = read_page(page), (ROOT / page).parent
    links = [link for link in _LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    found = [here / link.split("#")[0] for link in links if not link.startswith("#")]
    return found + [here / f"{name.strip()}.md" for name in _DOC.findall(text)]


@pytest.mark.parametrize("page", all_pages())
def test_page_links_resolve(page: str) -> None:
    """Every link to a file of the repository leads to one."""
    assert [str(target) for target in _targets(page) if not target.exists()] == []


@pytest.mark.parametrize("page", all_pages())
def test_page_has_one_title_and_no_gap(page: str) -> None:
    """Screen readers move by headings: one title, and no level is jumped over."""
    levels = [level for level, _title in headings(read_page(page))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("page", all_pages())
def test_page_has_no_link_to_a_place_that_is_not_there(page: str) -> None:
    """Links inside pages are to headings that exist; we have none, and this notices one."""
    assert [link for link in _LINK.findall(read_page(page)) if link.startswith("#")] == []


def test_every_page_is_in_the_contents() -> None:
    """Nobody finds a page that no list of contents names."""
    for root in (DOCS, DOCS / "ja"):
        index = (root / "index.md").read_text("utf-8")
        pages = {path.relative_to(root).with_suffix("") for path in root.rglob("*.md")}
        names = {str(page) for page in pages if page.parts[0] != "ja"} - {"index"}
        assert {page for page in names if f"\n{page}\n" not in index} == set()
    assert "\nja/index\n" in read_page("docs/index.md")


def test_first_pages_have_the_same_commands() -> None:
    """The Japanese page is not behind: the same commands in the same order."""
    english, japanese = (commands(read_page(page)) for page in FIRST_PAGES)
    assert english == japanese


def test_first_pages_have_the_same_sections() -> None:
    """The same sections, with the same number of rows, points and links to files."""
    english, japanese = (read_page(page) for page in FIRST_PAGES)
    shapes = [
        (
            [level for level, _title in headings(text)],
            text.count("\n| "),
            text.count("\n- "),
            sorted(
                {link.replace("docs/ja/", "docs/") for link in _LINK.findall(text)}
                - set(FIRST_PAGES)
            ),
        )
        for text in (english, japanese)
    ]
    assert shapes[0] == shapes[1]


def test_first_pages_sections_have_their_partner() -> None:
    """Each section of the one page is a section of the other, in the same order."""
    english, japanese = ([title for _l, title in headings(read_page(p))] for p in FIRST_PAGES)
    partners = {
        "Terakoya": "寺子屋 Terakoya",
        "Try it": "試してみる",
        "A real cohort": "実際の研修クラス",
        "An office in the browser": "ブラウザーで使う（みんなで）",
        "Where things are": "どこに何があるか",
        "What is not there yet": "まだないもの",
        "Licence": "ライセンス",
    }
    assert [partners[title] for title in english] == japanese


def test_make_targets_exist() -> None:
    """Every `make …` in the documentation is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", read_page("Makefile"), re.MULTILINE))
    text = "\n".join(read_page(page) for page in all_pages())
    named = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text))
    assert named
    assert named <= targets


@pytest.mark.parametrize("picture", sorted(path.name for path in (DOCS / "_static").glob("*.svg")))
def test_picture_has_words_and_loads_nothing(picture: str) -> None:
    """Each picture has a title and a description, and no font, script or link from elsewhere."""
    root = ET.parse(DOCS / "_static" / picture).getroot()  # noqa: S314 - our own file
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.tag != f"{_SVG}g"}
    for name in str(root.get("aria-labelledby")).split():
        assert len(named[name] or "") > 20
    text = read_page(f"docs/_static/{picture}").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"http|<script|<image|@import|url\((?!#)", text)


def test_pages_are_in_plain_words() -> None:
    """No marketing: words that promise and say nothing."""
    empty = re.compile(r"\b(seamless|powerful|blazing|effortless|world-class|cutting-edge)", re.I)
    assert [page for page in all_pages() if empty.search(read_page(page))] == []


def test_every_phony_target_can_be_made() -> None:
    """“Nothing to be done” would pass for success."""
    text = read_page("Makefile")
    (named,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert set(named.split()) == set(re.findall(r"^([a-z-]+):.*##", text, re.MULTILINE))
