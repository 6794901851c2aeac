"""Tutorial and how-tos are there in Japanese and in English, and neither is behind.

Commands are the same on both pages, so the tests that run those of the English page have run both.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.unit.docs.pages import DOCS, ROOT, headings, read_page

sys.path.insert(0, str(ROOT / "scripts"))

import catalogues

JAPANESE = DOCS / "ja"
FOLDERS = ("tutorial", "how-to")
PAIRS = sorted(
    {
        str(path.relative_to(root))
        for root in (DOCS, JAPANESE)
        for folder in FOLDERS
        for path in (root / folder).glob("*.md")
    }
)
_INCLUDE = re.compile(r"^```\{include\} (\S+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(
    r"^ *(?:[$>] .*|(?:terakoya|nbgrader|jupyter|export|pip|cd) .*)$", re.MULTILINE
)
_KANA = re.compile("[ぁ-ん]")
_NARROW = re.compile("(?<=[ぁ-んァ-ヶ一-龥])[(][^()]*[ぁ-んァ-ヶ一-龥][^()]*[)]")
"""Half-width brackets in a Japanese sentence."""


def _whole(path: Path) -> str:
    """Return a page with what it includes."""

    def include(match: re.Match[str]) -> str:
        text = (path.parent / match[1]).read_text("utf-8")
        options = dict(re.findall(r'^:([\w-]+): "?(.+?)"?$', match[2], re.MULTILINE))
        if "start-line" in options:
            text = "\n".join(text.splitlines()[int(options["start-line"]) :]) + "\n"
        if "start-after" in options:
            text = text.split(options["start-after"])[1]
        if "end-before" in options:
            text = text.split(options["end-before"])[0]
        return text

    return _INCLUDE.sub(include, path.read_text("utf-8"))


def _typed(text: str) -> list[str]:
    """Return what a reader copies: commands without their remarks, and whole programs."""
    found: list[str] = []
    for language, body in _FENCE.findall(text):
        if language in ("console", "text"):
            found += [line.split("  #")[0].strip() for line in _COMMAND.findall(body)]
        else:
            found.append(body)
    return found


@pytest.mark.parametrize("name", PAIRS)
def test_page_is_there_in_both_languages(name: str) -> None:
    """Each tells of the other, so that nobody reads the wrong one for want of a link."""
    folder, file = name.split("/")
    english, japanese = (root / name for root in (DOCS, JAPANESE))
    stem = file.removesuffix(".md")
    assert f"日本語: {{doc}}`../ja/{folder}/{stem}`" in english.read_text("utf-8").splitlines()[2]
    assert f"English: {{doc}}`../../{folder}/{stem}`" in japanese.read_text("utf-8").splitlines()[2]
    assert _KANA.search(japanese.read_text("utf-8").splitlines()[0])


@pytest.mark.parametrize("name", PAIRS)
def test_pages_say_the_same(name: str) -> None:
    """The same commands, programs and headings in the same order, and as many rows of tables."""
    english, japanese = (_whole(root / name) for root in (DOCS, JAPANESE))
    assert _typed(japanese) == _typed(english)
    for shape in (
        lambda text: [level for level, _title in headings(text)],
        lambda text: len(re.findall(r"^ *\|", text, re.MULTILINE)),
        lambda text: len(re.findall(r"^(?:- |\d\. )", text, re.MULTILINE)),
    ):
        assert shape(japanese) == shape(english)


def test_difference_of_pages_is_found() -> None:
    """Control: a command, an option or a program that only one page has is noticed."""
    page = (DOCS / "how-to/refresher.md").read_text("utf-8")
    assert _typed(page) != _typed(page.replace("--json", "--jsn"))
    assert _typed(page) != _typed(page.replace("tolerance = 0.06", "tolerance = 0.6"))
    assert _typed(page) != _typed(page.replace("terakoya demo\n", ""))


def _words_not_to_use() -> list[str]:
    """Read them from the glossary's tables: the last column."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in (JAPANESE / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| 使う", "| 書く"))
    ]
    return [word for row in rows for word in row[-1].split("、") if word]


WORDS = _words_not_to_use()


def _misused(text: str) -> list[str]:
    """Return the words of `text` that are not to be used; what is quoted is another screen's."""
    ours = re.sub(r"「[^」]*」|^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    # サーバ, which is not to be used, begins サーバー, which is
    found = [word for word in WORDS if re.search(re.escape(word) + "(?!ー)", ours)]
    return found + _NARROW.findall(re.sub(r"`[^`]*`|\]\([^)]*\)", "", ours))


def test_catalogue_uses_one_word_for_one_thing() -> None:
    """Messages are written as the glossary says: one word for a thing, kanji as offices write."""
    assert len(WORDS) > 40
    said = {
        str(message.string): found
        for message in catalogues.read_catalogue("ja")
        if message.id and (found := _misused(str(message.string)))
    }
    assert said == {}


@pytest.mark.parametrize(
    "page",
    [
        "README.ja.md",
        "src/terakoya/faces/paper/guides/ja.md",
        *(
            str(path.relative_to(ROOT))
            for path in sorted(JAPANESE.rglob("*.md"))
            if path.name != "glossary.md"
        ),
    ],
)
def test_page_uses_one_word_for_one_thing(page: str) -> None:
    """The documents are written as the messages are."""
    assert _misused(read_page(page)) == []


def test_words_not_to_use_are_found() -> None:
    """Control: in a sentence they are found, in a quotation they are not."""
    assert _misused("講評を下さい。") == ["講評", "下さい"]
    assert _misused("サーバのフォルダ") == ["フォルダ", "サーバ"]
    assert _misused("サーバーの「すべて」のフォルダー") == []
    assert _misused("名簿(受講者の表)を読む") == ["(受講者の表)"]
