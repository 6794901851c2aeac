"""What a screen hides of an HTML result: words for other programs, which no reader was to see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

__all__ = ["without_hidden"]

_ASIDE = re.compile(
    r"/\*(?:(?!/\*).)*?\*/|@[^@{};]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\})", re.DOTALL
)
"""Comments of a style sheet, and rules for some media only."""
_LONGEST = 2**18  # characters of a style sheet that is looked through
_NOT_SHOWN = re.compile(r"(?:^|[;\s])display\s*:\s*none\b|(?:^|[;\s])visibility\s*:\s*hidden\b")
_MAY_HIDE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden\b")


def without_hidden(html: str) -> str:
    """Return HTML without what it hides, by an attribute, a style or its own style sheet."""
    if not _MAY_HIDE.search(html):
        return html
    tree = BeautifulSoup(html, "html.parser")
    hidden = [element for element in tree.find_all(True) if _is_hidden(element)]
    for sheet in tree.find_all("style"):
        for selector in _hiding(sheet.get_text()):
            try:
                hidden += tree.select(selector)
            except (SelectorSyntaxError, NotImplementedError):
                continue  # it speaks of a state that paper does not have
    for element in hidden:
        if not element.decomposed:
            element.decompose()
    return str(tree)


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style", ""))
    return element.has_attr("hidden") or _NOT_SHOWN.search(style) is not None


def _hiding(sheet: str) -> Iterator[str]:
    """Yield the selectors of what a style sheet hides; rules for some media are not looked at."""
    if len(sheet) > _LONGEST:
        return
    for rule in _ASIDE.sub("", sheet).split("}"):
        selectors, _brace, body = rule.rpartition("{")
        if selectors.strip() and _NOT_SHOWN.search(body):
            yield selectors.strip()
