"""The pages about sources of submissions say what the code does."""

from __future__ import annotations

import re

import pytest

from terakoya.delivery.source import SOURCES
from tests.unit.docs.pages import ROOT, fences, read_page

PACKAGE = ROOT / "tests" / "golden" / "plugins" / "terakoya_tar"
PAGES = ("docs/how-to/write-a-source.md", "docs/ja/how-to/write-a-source.md")


def test_every_source_is_told() -> None:
    """The table has each of ours, in the words that people see."""
    page = read_page("docs/reference/sources.md")
    told = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE)
    assert told == [(name, part.words.en) for name, part in SOURCES.load().parts.items()]
    assert all(part.words.ja for part in SOURCES.load().parts.values())


@pytest.mark.parametrize("page", PAGES)
def test_package_on_the_page_is_the_one_that_is_tested(page: str) -> None:
    """Who copies the page has a package that works."""
    (code,) = fences(read_page(page), "python")
    assert code.strip() == (PACKAGE / "terakoya_tar.py").read_text("utf-8").strip()
    (settings,) = fences(read_page(page), "toml")
    (points,) = PACKAGE.glob("*.dist-info/entry_points.txt")
    assert points.read_text().split()[-3:] == settings.replace('"', "").split()[-3:]
