"""Where a formula that is wider than the page may be broken, in MathML."""

from __future__ import annotations

import copy

from bs4 import BeautifulSoup
from bs4.element import Tag

__all__ = ["LONG", "breakable", "pieces_of"]

LONG = 40
"""Letters, from which a formula may be wider than its room."""
_BREAKING = frozenset("+−-±×÷·=≠<>≤≥≈≡∝∈→⇒⇔∧∨")
"""Behind these Typst breaks a formula, where they stand in no bracket and no fraction."""


def breakable(element: Tag) -> Tag:
    """Return a formula whose long fractions are written in one line: (a + b) / c."""
    made = copy.copy(element)
    for fraction in [one for one in _parts(made) if one.name == "mfrac"]:
        if len(fraction.get_text()) > LONG and fraction.get("linethickness") != "0":
            above, below = (child for child in fraction.children if isinstance(child, Tag))
            line = [*_bracketed(above), _operator("/"), *_bracketed(below)]
            for one in line:
                fraction.insert_before(one)
            fraction.decompose()
    return made


def pieces_of(element: Tag) -> list[list[Tag]]:
    """Return what stays in one line of a formula, in order; one piece where nothing breaks it."""
    pieces: list[list[Tag]] = [[]]
    for child in _parts(element):
        pieces[-1].append(child)
        if child.name == "mo" and child.get_text().strip() in _BREAKING:
            pieces.append([])
    return [piece for piece in pieces if piece] or [[]]


def _parts(element: Tag) -> list[Tag]:
    """Return what stands side by side at the top of a formula."""
    children = [child for child in element.children if isinstance(child, Tag)]
    return _parts(children[0]) if [one.name for one in children] == ["mrow"] else children


def _bracketed(element: Tag) -> list[Tag]:
    parts = _parts(element) if element.name == "mrow" else [element]
    taken = [part.extract() for part in parts]
    return taken if len(taken) == 1 else [_operator("("), *taken, _operator(")")]


def _operator(text: str) -> Tag:
    made = BeautifulSoup("", "html.parser").new_tag("mo")
    made.string = text
    return made
