"""How deep markup is nested: what a parser of HTML would need very long for is found out before.

A parser's time grows with the square of the depth, and elements that nobody closes nest as well.
"""

from __future__ import annotations

import re

__all__ = ["is_too_deep"]

_DEEPEST = 1000  # what nobody writes, and a parser still reads in milliseconds
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
    | {"track", "wbr"}
)
# Whose ends may be left out: anywhere, and in tables.
_LOOSE = frozenset({"dd", "dt", "li", "optgroup", "option", "p"})
_TABLE = frozenset({"caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
_ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]++(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]++))?)*+\s*"""
# What every parser reads alike, wherever it stands.
_PLAIN = re.compile(
    rf"<(?P<name>[a-z][a-z0-9:_-]*){_ATTRIBUTES}/?>"
    r"|</(?P<end>[a-z][a-z0-9:_-]*)\s*>"
    r"|<!--(?!-?>)[^<>]*-->",
    re.IGNORECASE,
)
_TEXT_ONLY = re.compile(r"[^<]*</(?:style|script|title|textarea)\s*>", re.IGNORECASE)
_MOST_LOOSE = 64
_HOLDS_TEXT = frozenset({"iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"})


def is_too_deep(html: str) -> bool:
    """Tell whether markup is nested deeper than anybody writes it, in time as long as it is.

    From the first place that parsers may read in several ways, what opens counts and what closes
    does not: the depth is never taken for less than it is.
    """
    opened: list[str] = []
    place, plain = html.find("<"), True
    while place >= 0:
        token = _PLAIN.match(html, place)
        is_tag = token is not None or not _is_less_than(html, place)
        plain = plain and (token is not None or not is_tag)
        end = token.end() if token else place + 1
        name = token["name"].lower() if token and token["name"] else ""
        if name in ("style", "script", "title", "textarea"):
            text = _TEXT_ONLY.match(html, end)
            plain, end = plain and text is not None, text.end() if text else end
        elif is_tag and (token is None or name not in {"", *_VOID}):
            plain = plain and name not in _HOLDS_TEXT
            if name not in ("li", "p") or opened[-1:] != [name]:  # those end the one before
                opened.append(name)
        elif token and token["end"] and plain:
            _close(opened, token["end"].lower())
        if len(opened) > _DEEPEST:
            return True
        place = html.find("<", end)
    return False


def _is_less_than(html: str, place: int) -> bool:
    """Tell whether the sign begins no tag for any parser."""
    return not html[place + 1 : place + 2].strip()


def _close(opened: list[str], name: str) -> None:
    """Take away the innermost element, with those in it whose ends may be left out."""
    loose = _LOOSE | _TABLE if name == "table" or name in _TABLE else _LOOSE
    place = len(opened) - 1
    lowest = max(-1, place - _MOST_LOOSE)
    while place > lowest and opened[place] != name and opened[place] in loose:
        place -= 1
    if place >= 0 and opened[place] == name:
        del opened[place:]
