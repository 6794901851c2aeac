"""What each cell of an instructor notebook is for, told from its tags and nbgrader's marks.

Formats: nbgrader's cell metadata, https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html,
and its ``BEGIN SOLUTION`` and ``BEGIN HIDDEN TESTS`` comments.
"""

from __future__ import annotations

from nbformat import NotebookNode

from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model.marks import BadMark, Fault, find_bad_marks, read_regions

__all__ = [
    "cell_tags",
    "explain_mark",
    "is_answer",
    "is_manual_answer",
    "is_test",
    "without_marks",
]


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
        NotebookError: a mark is mistyped or has no partner: nobody can tell what is hidden.
    """
    for bad in find_bad_marks(source):
        raise explain_mark(bad, where)
    kept = (region.lines for region in read_regions(source) if region.name in ("", "SOLUTION"))
    return "\n".join(line for lines in kept for line in lines)


def explain_mark(bad: BadMark, where: str) -> NotebookError:
    """Say what is wrong with a mark, and what to write; `where` is its cell."""
    place = _("{where}, line {line}").format(where=where, line=bad.line)
    if bad.fault is Fault.MISSPELT:
        what = _("“{text}” is no mark of nbgrader, so it hides nothing from learners.")
        remedy = _("Write exactly: ### {mark}").format(mark=bad.meant)
        return NotebookError(what.format(text=bad.text), where=place, remedy=remedy)
    what = _("The mark {mark} has no partner.").format(mark=bad.text)
    remedy = _("Write every BEGIN with its END, one pair inside no other.")
    return NotebookError(what, where=place, remedy=remedy)


def _nbgrader(cell: NotebookNode) -> dict[str, object]:
    value = cell.metadata.get("nbgrader", {})
    return value if isinstance(value, dict) else {}
