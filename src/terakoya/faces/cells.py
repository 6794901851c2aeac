"""What each cell of an instructor notebook is for, told from its tags and nbgrader's marks.

Formats: nbgrader's cell metadata, https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html,
and its ``BEGIN SOLUTION`` and ``BEGIN HIDDEN TESTS`` comments.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = [
    "cell_tags",
    "is_answer",
    "is_manual_answer",
    "is_test",
    "without_marks",
]

_MARK = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")


def cell_tags(cell: NotebookNode) -> frozenset[str]:
    """Return the tags that the author gave the cell."""
    tags = cell.metadata.get("tags", [])
    return frozenset(str(tag) for tag in tags) if isinstance(tags, list) else frozenset()


def is_test(cell: NotebookNode) -> bool:
    """Tell whether the cell is a check: graded, and no place for an answer."""
    nbgrader = _nbgrader(cell)
    return bool(nbgrader.get("grade")) and not nbgrader.get("solution")


def is_answer(cell: NotebookNode) -> bool:
    """Tell whether the cell is a place for a learner's code."""
    return cell.cell_type == "code" and bool(_nbgrader(cell).get("solution"))


def is_manual_answer(cell: NotebookNode) -> bool:
    """Tell whether the cell is a written answer or task that an instructor reads."""
    nbgrader = _nbgrader(cell)
    return bool(nbgrader.get("task")) or (
        cell.cell_type == "markdown" and bool(nbgrader.get("solution"))
    )


def without_marks(source: str, where: str) -> str:
    """Return the code with its solution and without hidden tests or any of nbgrader's marks.

    Raises:
        NotebookError: a mark has no partner, so that nobody can tell what is hidden.
    """
    kept: list[str] = []
    region = ""
    for number, line in enumerate(source.splitlines(), 1):
        mark = _MARK.search(line)
        if mark is None:
            if region in ("", "SOLUTION"):
                kept.append(line)
            continue
        begins, name = mark[1] == "BEGIN", mark[2]
        if begins == bool(region) or (not begins and name != region):
            raise _unpaired(line, _("{where}, line {line}").format(where=where, line=number))
        region = name if begins else ""
    if region:
        raise _unpaired(f"BEGIN {region}", where)
    return "\n".join(kept)


def _nbgrader(cell: NotebookNode) -> dict[str, object]:
    value = cell.metadata.get("nbgrader", {})
    return value if isinstance(value, dict) else {}


def _unpaired(line: str, where: str) -> NotebookError:
    return NotebookError(
        _("The mark {mark} has no partner.").format(mark=line.strip()),
        where=where,
        remedy=_("Write every BEGIN with its END, one pair inside no other."),
    )
