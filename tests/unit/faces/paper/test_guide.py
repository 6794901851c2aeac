"""The page for learners: two A4 pages in each language, with words that are on the screen."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from importlib.resources import files
from typing import get_args

import jupyterlab_language_pack_ja_JP
import pypdf
import pytest
from page import validate_pdf_bytes

from terakoya.faces.paper.guide import GUIDES, make_guide
from terakoya.language import Language

DAY = date(2026, 11, 28)
_MENU = re.compile("「([^」]+)」の「([^」]+)」")
_LINE = re.compile(r"「(ここに[^」]+)」")


def _text(language: Language) -> str:
    return (GUIDES / f"{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", get_args(Language))
def test_guide_is_two_pages_of_a4_with_its_words(language: Language) -> None:
    """It fits on one sheet, both sides; all headings are on it; it is PDF/UA in its language."""
    made = make_guide(language, DAY)
    assert [failure.message for failure in validate_pdf_bytes(made, profile="ua1").failures] == []
    paper = pypdf.PdfReader(io.BytesIO(made))
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in paper.pages] == [
        (595, 842),
        (595, 842),
    ]
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in paper.pages))
    for title in re.findall(r"^#+ (.+)$", _text(language), re.MULTILINE):
        assert re.sub(r"\s", "", title) in printed
    assert paper.root_object["/Lang"].startswith(language)


def test_guides_have_the_same_parts() -> None:
    """Neither language is behind: the same headings, points and rows, in the same order."""
    shapes = [
        [re.match(r"#+|\d\.|\|?", line)[0] for line in _text(one).splitlines() if line]  # type: ignore[index]
        for one in get_args(Language)
    ]
    assert shapes[0] == shapes[1]


def test_guide_names_menus_that_are_there() -> None:
    """What learners shall choose is called so in the language pack that is installed."""
    pack = files(jupyterlab_language_pack_ja_JP) / "locale/ja_JP/LC_MESSAGES/jupyterlab.json"
    words = json.loads(pack.read_text("utf-8"))
    known = {text.replace("&", "").rstrip("…") for texts in words.values() for text in texts}
    pairs = _MENU.findall(_text("ja"))
    named = {part for pair in pairs for word in pair for part in word.rstrip("…").split(" と ")}
    assert len(named) >= 6
    assert {word for word in named if word not in known} == set()


def test_guide_names_lines_that_learners_find() -> None:
    """The places to write an answer say what the page says, as the template of workspaces sets."""
    settings = (files("terakoya") / "workspace/template/nbgrader_config.py").read_text("utf-8")
    for language in get_args(Language):
        named = set(_LINE.findall(_text(language)))
        assert len(named) == 2
        assert all(line in settings for line in named)
