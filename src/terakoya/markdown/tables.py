"""Tables whose rows have fewer cells than their head: common, and allowed by GitHub.

Format: https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re

__all__ = ["fill_rows"]

_PIECE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})(?s:.*?)(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<head>^ {0,3}\|.*\|[ \t]*\n {0,3}\|(?:[ \t]*+:?-++:?[ \t]*+\|)++[ \t]*+\n)"
    r"(?P<rows>(?: {0,3}\|.*\|[ \t]*(?:\n|\Z))+)",
    re.MULTILINE,
)
"""Code, in which nothing is a table, or a table."""
_BAR = re.compile(r"(?<!\\)\|")


def fill_rows(text: str) -> str:
    """Return a Markdown text with as many cells in each row of a table as its head has, at least.

    Missing cells are empty, as in JupyterLab; a table with one row too short would be no table.
    """
    return _PIECE.sub(_fill, text)


def _fill(piece: re.Match[str]) -> str:
    if piece["fence"]:
        return piece[0]
    width = len(_cells(piece["head"].partition("\n")[0]))
    rows = (_cells(line) for line in piece["rows"].splitlines())
    made = ("|".join(["", *row, *[" "] * (width - len(row)), "\n"]) for row in rows)
    return piece["head"] + "".join(made)


def _cells(line: str) -> list[str]:
    return _BAR.split(line.strip())[1:-1]
