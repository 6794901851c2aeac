"""What a screen hides of an HTML result: words for other programs, which no reader was to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

__all__ = ["without_hidden"]

_ASIDE = re.compile(
    r"/\*(?:(?!/\*).)*?\*/|@[^@{};]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\})", re.DOTALL
)
"""Comments of a style sheet, and rules for some media only."""
_LONGEST = 2**18  # characters of a style sheet that is looked through
_PLAIN = re.compile(r"[\w.#*-]+(?:(?:\s*>\s*|\s+)[\w.#*-]+)?")
"""A selector of one element, or of one inside another: what makers of results hide by."""
_MOST_LOOKS = 200_000
"""How often elements and selectors of one result are compared: there may be many of both."""
_NOT_SHOWN = re.compile(r"(?:^|[;\s])display\s*:\s*none\b|(?:^|[;\s])visibility\s*:\s*hidden\b")
_MAY_HIDE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden\b")


def without_hidden(html: str) -> str:
    """Return HTML without what it hides, by an attribute, a style or its own style sheet.

    Of a style sheet only plain selectors count, and no more of them than can be looked for at once:
    what is not found stays, as a person without styles would see it.
    """
    if not _MAY_HIDE.search(html):
        return html
    tree = BeautifulSoup(html, "html.parser")
    elements = tree.find_all(True)
    hidden = [element for element in elements if _is_hidden(element)]
    sheets = (sheet.get_text() for sheet in elements if sheet.name == "style")
    selectors = list(dict.fromkeys(one for sheet in sheets for one in _hiding(sheet)))
    if selectors and len(elements) * len(selectors) * _depth(elements) <= _MOST_LOOKS:
        hidden += tree.select(", ".join(selectors))
    for element in hidden:
        if not element.decomposed:
            element.decompose()
    return str(tree)


def _depth(elements: Sequence[Tag]) -> int:
    """Return how many elements stand in each other at most."""
    depths: dict[int, int] = {}
    for element in elements:  # a parent comes before what is in it
        depths[id(element)] = depths.get(id(element.parent), 0) + 1
    return max(depths.values(), default=0)


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style", ""))
    return element.has_attr("hidden") or _NOT_SHOWN.search(style) is not None


def _hiding(sheet: str) -> Iterator[str]:
    """Yield the selectors of what a style sheet hides; rules for some media are not looked at."""
    if len(sheet) > _LONGEST:
        return
    for rule in _ASIDE.sub("", sheet).split("}"):
        selectors, _brace, body = rule.rpartition("{")
        if _NOT_SHOWN.search(body):
            yield from (
                one for one in map(str.strip, selectors.split(",")) if _PLAIN.fullmatch(one)
            )
