"""Formulas in HTML that code has made, as JupyterLab sets them: in its text, not in code."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString

from terakoya.markdown.maths import tex_to_mathml

__all__ = ["set_html_formulas"]

_FORMULA = re.compile(
    r"(?<![\\$])\$\$(?P<block>[^$]+)\$\$(?!\$)"
    r"|(?<![\\$])\$(?![\s$])(?P<line>[^$]*[^\s$])\$(?![\d$])"
    r"|\\\((?P<paren>(?:[^\\]|\\(?![()]))+)\\\)"
    r"|\\\[(?P<bracket>(?:[^\\]|\\(?![\[\]]))+)\\\]"
)
"""A formula; sums of money are none: no space inside, no digit behind."""
_CODE = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea"})
_LONGEST = 2 * 2**20  # characters; a larger table is shown as it is


def set_html_formulas(html: str) -> str:
    """Return HTML with the formulas of its text as ``<math>``; HTML without any stays as it is."""
    if len(html) > _LONGEST or not _FORMULA.search(html):
        return html
    tree = BeautifulSoup(html, "html.parser")
    for text in tree.find_all(string=_FORMULA):
        if type(text) is NavigableString and not _CODE & {entry.name for entry in text.parents}:
            text.replace_with(BeautifulSoup(_set(text), "html.parser"))
    return str(tree)


def _set(text: str) -> str:
    pieces, place = [], 0
    for found in _FORMULA.finditer(text):
        kind = found.lastgroup or ""
        tex = tex_to_mathml(found[kind], display=kind in ("block", "bracket"))
        pieces += [escape(text[place : found.start()], quote=False), tex]
        place = found.end()
    return "".join([*pieces, escape(text[place:], quote=False)])
