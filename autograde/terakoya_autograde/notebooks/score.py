"""What the executed cells of one notebook score, by nbgrader's rules.

An error or anything on stderr scores 0, a number that a test cell shows is partial credit, anything
else scores full marks; answers graded by hand score nothing yet. Where nbgrader is not sure it
gives full marks, or gives up on the whole submission. Here the cell scores 0, its status is
`error`, and `note` tells the instructor why. The differences:

- A number of NumPy's, `np.float64(0.5)`: nbgrader full marks. Here it is the number.
- A shown value that is no number, not finite, negative or not exactly one: nbgrader full marks.
- A shown value above the points, or one without a text form: nbgrader refuses the submission.
- An error, or stderr, after a shown value: nbgrader believes the value.
- A cell that did not run, or did not end by itself: nbgrader full marks, or no submission at all.
- What a cell is (test, answer, task) and its points come from the instructor's version.
- A graded cell that is not there keeps its earlier score in nbgrader. Here it has none.
- An answer for a check of which only spaces were changed, or all text was deleted: nbgrader takes
  it for a response. Here it is none.
- Scored is what a cell wrote, before LimitOutput shortens it: that can hide an error on stderr.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from terakoya_autograde.light_nbgrader import compute_checksum, has_failed
from terakoya_autograde.model import (
    CellScore,
    Copies,
    Flag,
    FlagKind,
    ItemStatus,
    NotebookScore,
    Status,
)
from terakoya_autograde.notebooks.given import find_items, is_untouched
from terakoya_autograde.notebooks.master import MasterCell, MasterNotebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["ask_about_copies", "score_notebook"]

NO_RESPONSE = "No response."
LONGEST_MESSAGE = 500
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SAY_ENOUGH = frozenset({"CannotBeChecked", "TamperedCheck"})  # ours: their words are sentences
_NOT_RUN = "CellNotRun"
# counted with what a right answer of NumPy's gives, a number is NumPy's too
_NUMPY_NUMBER = re.compile(r"np\.(?:int|uint|float)\d+\((.*)\)")


def score_notebook(
    notebook: NotebookNode,
    master: MasterNotebook,
    ran: Mapping[int, Status],
    words: Mapping[int, str] | None = None,
) -> NotebookScore:
    """Score a restored and executed notebook node.

    Args:
        ran: how each executed code cell ended, by its index; a cell that is not here did not run.
        words: what the learner hears of a failed cell; where there is none, what its error says.
    """
    indices = {
        cell.metadata.nbgrader["grade_id"]: index
        for index, cell in enumerate(notebook.cells)
        if "grade_id" in cell.metadata.get("nbgrader", {})
    }
    scores, comments = [], {}
    for grade_id, known in master.cells.items():
        index = indices.get(grade_id)
        cell = None if index is None else notebook.cells[index]
        if known.graded or known.task:
            place = -1 if index is None else index
            score = _score_cell(cell, known, ran.get(place))
            told = (words or {}).get(place, "")
            scores.append(replace(score, message=told) if score.message and told else score)
        if known.solution or known.task:
            there = None if known.task else cell
            blank = there is not None and (_is_blank(there, known) or _holds_nothing(there, known))
            comments[grade_id] = NO_RESPONSE if blank else None
    return NotebookScore(master.name, tuple(scores), comments)


def ask_about_copies(
    score: NotebookScore, master: MasterNotebook, flags: Iterable[Flag]
) -> NotebookScore:
    """Ask a person about what lost points where several cells claim to be its answer."""
    asked = {
        item
        for flag in flags
        if flag.kind is FlagKind.DUPLICATE and flag.detail == Copies.DIFFER
        for item in find_items(master, flag.grade_id)
    }
    cells = (
        replace(cell, asks=cell.grade_id in asked and (cell.auto_score or 0.0) < cell.points)
        for cell in score.cells
    )
    return replace(score, cells=tuple(cells))


def _is_blank(cell: NotebookNode, known: MasterCell) -> bool:
    return known.checksum is not None and compute_checksum(cell) == known.checksum


def _holds_nothing(cell: NotebookNode, known: MasterCell) -> bool:
    """Tell whether nobody wrote into an answer that a check judges: spaces are nothing."""
    return not known.graded and (not cell.source.strip() or is_untouched(cell, known))


def _score_cell(cell: NotebookNode | None, known: MasterCell, ended: Status | None) -> CellScore:
    points = known.points or 0.0
    if cell is None:
        return CellScore(known.grade_id, points, None, ItemStatus.MISSING)
    if known.solution or known.task or known.cell_type != "code":
        unanswered = known.solution and _is_blank(cell, known)
        by_hand = 0.0 if unanswered else None
        return CellScore(known.grade_id, points, by_hand, ItemStatus.MANUAL)
    if ended is None and cell.source.strip():
        return CellScore(known.grade_id, points, 0.0, ItemStatus.NOT_RUN)
    if has_failed(cell) or ended not in (Status.OK, None):
        status, message = _failure(cell, ended)
        return CellScore(known.grade_id, points, 0.0, status, message=message)
    value, note = _shown_value(cell, points)
    status = ItemStatus.ERROR if note else _grade_of(value, points)
    return CellScore(known.grade_id, points, value, status, note=note)


def _grade_of(value: float, points: float) -> ItemStatus:
    if value >= points:
        return ItemStatus.PASSED
    return ItemStatus.PARTIAL if value > 0 else ItemStatus.FAILED


def _shown_value(cell: NotebookNode, points: float) -> tuple[float, str]:
    """Return full marks, or the partial credit that a test cell shows, or 0 and what is wrong."""
    shown = [output for output in cell.outputs if output.output_type == "execute_result"]
    if not shown:
        return points, ""
    if len(shown) != 1:
        return 0.0, f"the test cell shows {len(shown)} values: partial credit is one number"
    text = shown[0].get("data", {}).get("text/plain", "")
    text = "".join(text) if isinstance(text, list) else str(text)
    brief = text if len(text) <= 80 else text[:79] + "…"
    try:
        number = _NUMPY_NUMBER.fullmatch(text.strip())
        value = float(number[1] if number else text)
    except ValueError:
        return 0.0, (
            f"the test cell shows {brief!r}, which is no number: end it with an assertion or with "
            "float(…)"
        )
    if not math.isfinite(value) or value < 0:
        return 0.0, f"the test cell shows {brief}: partial credit is between 0 and {points:g}"
    if value > points:
        return 0.0, f"the test cell shows {brief}, more than its {points:g} points"
    return abs(value), ""  # abs: no negative zero


def _failure(cell: NotebookNode, ended: Status | None) -> tuple[ItemStatus, str]:
    """Return the status and the learner's message of a cell that failed."""
    error = next((out for out in cell.outputs if out.output_type == "error"), None)
    if error is None:
        return (ItemStatus.FAILED if ended in (Status.OK, None) else ItemStatus.ERROR), ""
    if error.ename == _NOT_RUN:
        return ItemStatus.NOT_RUN, ""
    words = _ANSI.sub("", str(error.evalue)).strip()[:LONGEST_MESSAGE]
    if error.ename == "AssertionError":
        return ItemStatus.FAILED, words
    if words and error.ename in _SAY_ENOUGH:
        return ItemStatus.ERROR, words
    return ItemStatus.ERROR, f"{error.ename}: {words}" if words else str(error.ename)
