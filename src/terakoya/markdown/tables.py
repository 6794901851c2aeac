"""Tables as JupyterLab reads them: rows as long as the head, and formulas whole.

A row may have fewer cells than the head, or more, which are left out. JupyterLab sets formulas
aside before it looks for cells, so a bar in ``$|x|$`` ends none.

Format: https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re

__all__ = ["bring_bars_back", "fill_rows"]

_BAR_ASIDE = "\ufdd0"  # no character of any text: Unicode keeps it for uses like this

_PIECE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})(?s:.*?)(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<head>^ {0,3}\|.*\|[ \t]*\n {0,3}\|(?:[ \t]*+:?-++:?[ \t]*+\|)++[ \t]*+\n)"
    r"(?P<rows>(?: {0,3}\|.*\|[ \t]*(?:\n|\Z))+)",
    re.MULTILINE,
)
"""Code, in which nothing is a table, or a table."""
_FORMULA = re.compile(r"(?<![\\$])(\${1,2})(?![\s$])(?:[^$\n\\]|\\.)*?(?<!\s)\1(?![\d$])")
"""A formula in a line; a sum of money is none: no space inside, no digit behind."""
_BAR = re.compile(r"(?<!\\)\|")


def fill_rows(text: str) -> str:
    """Return a Markdown text with as many cells in each row of a table as its head has.

    Missing cells are empty, as in JupyterLab; a table with one row too short would be no table.
    What is made of it has to be given to `bring_bars_back`.
    """
    return _PIECE.sub(_fill, text.replace(_BAR_ASIDE, ""))


def bring_bars_back(text: str) -> str:
    """Return a text with the bars of formulas, which `fill_rows` has set aside."""
    return text.replace(_BAR_ASIDE, "|")


def _fill(piece: re.Match[str]) -> str:
    if piece["fence"]:
        return piece[0]
    head, _line, rule = _set_aside(piece["head"]).partition("\n")
    width = len(_cells(head))
    rows = (_cells(line)[:width] for line in _set_aside(piece["rows"]).splitlines())
    made = ("|".join(["", *row, *[" "] * (width - len(row)), "\n"]) for row in rows)
    return f"{head}\n{rule}" + "".join(made)


def _set_aside(lines: str) -> str:
    return _FORMULA.sub(lambda found: found[0].replace("|", _BAR_ASIDE), lines)


def _cells(line: str) -> list[str]:
    return _BAR.split(line.strip())[1:-1]
