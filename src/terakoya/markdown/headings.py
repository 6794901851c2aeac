"""The headings of a Markdown text, as its readers see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import ClassVar

from bs4 import BeautifulSoup
from bs4.element import Tag
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser

__all__ = ["Heading", "last_title", "read_headings"]

_NAMES = {f"h{level}": level for level in range(1, 7)}
_ASIDE = frozenset({"blockquote", "details", "li", "table"})


@dataclass(frozen=True)
class Heading:
    """A heading: its level, 1 to 6, and its plain text; formulas stay TeX.

    Attributes:
        aside: whether it is quoted, folded away or in a list, and so no title of what follows.
    """

    level: int
    text: str
    aside: bool = False


class _Blocks(MathBlockParser):
    """nbconvert's blocks, but ``#業務`` is a paragraph, as JupyterLab and CommonMark have it."""

    SPECIFICATION: ClassVar = {
        **MathBlockParser.SPECIFICATION,
        "atx_heading": r"^ {0,3}(?P<atx_1>#{1,6})(?!#)(?P<atx_2>[ \t]*|[ \t]+.*?)$",
    }


class _PlainFormulas(IPythonRenderer):
    """nbconvert's renderer; a formula is its own source, as a title has no place for MathML."""

    def inline_math(self, body: str) -> str:
        """Keep a formula within the text as it was written."""
        return escape(f"${body}$")

    def block_code(self, code: str, info: str | None = None) -> str:
        """Keep code as it was written: no heading is in it, and to colour it takes its time."""
        del info
        return f"<pre>{escape(code)}</pre>"

    def _embed_image_or_attachment(self, src: str) -> str:
        """Embed nothing: of a picture a title has its words."""
        return src


def read_headings(text: str) -> tuple[Heading, ...]:
    """Return the headings of a Markdown text from the top, those written as HTML too.

    A ``#`` in code or in a comment of HTML makes none, and an empty one has no place.
    """
    if not _may_hold_one(text):
        return ()
    renderer = _PlainFormulas(escape=False, exclude_anchor_links=True)
    html = str(MarkdownWithMath(renderer=renderer, block=_Blocks()).render(text))
    tags = BeautifulSoup(html, "html.parser").find_all(list(_NAMES))
    found = (
        _heading(tag) for tag in tags if not _is_in(tag, lambda entry: entry.has_attr("hidden"))
    )
    return tuple(heading for heading in found if heading.text)


def last_title(text: str) -> str:
    """Return the text of the last heading under which stands what follows; empty without one."""
    return next((entry.text for entry in reversed(read_headings(text)) if not entry.aside), "")


def _may_hold_one(text: str) -> bool:
    """Tell cheaply whether there can be a heading at all: a parser costs a millisecond a cell."""
    return "#" in text or "=" in text or "--" in text or "<h" in text.lower()


def _heading(tag: Tag) -> Heading:
    for picture in tag.find_all("img"):
        picture.replace_with(str(picture.get("alt") or ""))
    words = " ".join(tag.get_text().split())
    return Heading(_NAMES[tag.name], words, _is_in(tag, lambda entry: entry.name in _ASIDE))


def _is_in(tag: Tag, wanted: Callable[[Tag], bool]) -> bool:
    """Tell whether a tag, or one around it, is what is asked for."""
    return any(wanted(entry) for entry in (tag, *tag.parents))
