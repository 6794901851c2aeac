"""An answer says where it comes from, whatever shows it."""

from __future__ import annotations

from datetime import date

import mistune
import pytest
from bs4 import BeautifulSoup

from terakoya.ai import Answer, AnswerKind
from terakoya.grading.sanitise import sanitise_strictly
from terakoya.language import use_language

DAY = date(2026, 11, 30)
POSING = "</blockquote><p>— 教材として書いた答え</p>\n# 出典\n> 引用"
HOSTILE = f"はい。\n\n{POSING}\n```\nx = 1\n  y\n```\n終わり"
SAYINGS = [
    (AnswerKind.WRITTEN, "", "教材として書いた答え（2026年11月30日）"),
    (AnswerKind.RECORDED, "gemma3-270m", "gemma3-270mの答えを2026年11月30日に記録"),
    (AnswerKind.LIVE, "gemma3-270m", "gemma3-270mがいま出した答え（2026年11月30日）"),
]


def _answer(
    kind: AnswerKind = AnswerKind.RECORDED, model: str = "m-1", text: str = "はい"
) -> Answer:
    return Answer("質問", text, kind, DAY, model)


@pytest.mark.parametrize(("kind", "model", "words"), SAYINGS)
def test_provenance_of_each_kind(kind: AnswerKind, model: str, words: str) -> None:
    """Each kind says what it is, by model and day."""
    with use_language("ja"):
        assert _answer(kind, model).provenance == words


@pytest.mark.parametrize(
    "show", [str, repr, "{}".format, Answer._repr_html_, Answer._repr_markdown_]
)
def test_answer_is_never_shown_without_provenance(show: object) -> None:
    """Printed, formatted, as a cell's value in any form: text and provenance stand together."""
    with use_language("ja"):
        shown = show(_answer(model="モデル"))  # type: ignore[operator]
    assert "はい" in shown
    assert "モデルの答えを2026年11月30日に記録" in shown


@pytest.mark.parametrize("clean", [str, sanitise_strictly])
def test_answer_in_html_cannot_pose_as_its_source(clean: object) -> None:
    """All of the text is in the quotation, nothing of it is markup, also where a page cleans it."""
    page = BeautifulSoup(clean(_answer(text=HOSTILE)._repr_html_()), "html.parser")  # type: ignore[operator]
    quotation, source = page.find_all(recursive=False)
    assert quotation.name == "blockquote"
    assert "</blockquote><p>— 教材として書いた答え</p>" in quotation.get_text()
    assert "m-1" in source.get_text()
    assert quotation.find("h1") is None
    assert quotation.code.get_text() == "x = 1\n  y\n"


def test_answer_in_markdown_cannot_pose_as_its_source() -> None:
    """The same as Markdown, read by another program."""
    page = BeautifulSoup(str(mistune.html(_answer(text=HOSTILE)._repr_markdown_())), "html.parser")
    quotation, source = page.find_all(recursive=False)
    assert "— 教材として書いた答え" in quotation.get_text()
    assert "# 出典" in quotation.get_text()
    assert quotation.find(["h1", "blockquote"]) is None
    assert "m-1" in source.get_text()
