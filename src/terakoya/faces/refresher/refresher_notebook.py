"""The refresher as a small notebook: the task, what it stands on, the answer cell, its checks."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode
from terakoya_autograde import RegionKind

from terakoya.errors import SubmissionError
from terakoya.faces.cells import require_marks
from terakoya.faces.markup import MarkedCell
from terakoya.faces.refresher.face import FACE
from terakoya.faces.refresher.items import RefresherItem
from terakoya.language import gettext as _

__all__ = ["make_reference", "make_refresher_notebook", "make_trial", "read_answer_cell"]
__all__ += ["write_swap"]

_LARGEST = 2 * 2**20  # bytes of a notebook that is handed in
_LONGEST = 100_000  # characters of an answer


def make_refresher_notebook(item: RefresherItem, title: str, kernel: Any) -> NotebookNode:
    """Return the learner's small notebook: no solution of this item, no hidden test.

    Args:
        item: what is practised.
        title: of the assignment.
        kernel: the instructor's kernelspec.
    """
    new = nbformat.v4
    cells = [new.new_markdown_cell(_opening(title), id="refresher-title")]
    only = [c for c in item.before if c.faces == {FACE.name} and c.node.cell_type == "markdown"]
    cells += [_text(cell) for cell in only if cell not in item.task]
    cells.append(_preparation(item))
    cells += [_text(cell) for cell in item.task]
    cells.append(_code(item.answer, _without_solution(item.answer)))
    cells += [_code(test, test.solved) for test in item.tests]
    metadata = {"kernelspec": dict(kernel), "title": title}
    made: NotebookNode = new.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)
    return made


def make_trial(item: RefresherItem, answer: str) -> NotebookNode:
    """Return the notebook that is graded: the reference, with the learner's answer in it."""
    new = nbformat.v4
    cells = [_code(cell, cell.solved) for cell in item.preparation]
    cells.append(_code(item.answer, answer))
    cells += [_code(test, test.solved) for test in item.tests]
    made: NotebookNode = new.new_notebook(cells=cells, nbformat_minor=5)
    return made


def make_reference(cells: Sequence[MarkedCell]) -> NotebookNode:
    """Return a whole notebook with the reference in every answer cell, as a learner's."""
    new = nbformat.v4
    solved = [_code(cell, cell.solved) for cell in cells if cell.node.cell_type == "code"]
    made: NotebookNode = new.new_notebook(cells=solved, nbformat_minor=5)
    return made


def write_swap(item: RefresherItem) -> str:
    """Return an answer cell that gives the right answers for the data in ``other/``.

    It is what a learner has who hands in somebody else's results; no variant may accept it.
    """
    cells = [*item.preparation, item.answer]
    source = "\n\n".join(cell.solved.strip("\n") for cell in cells)
    return (
        f"import os as _os\n_here = _os.getcwd()\n_os.chdir('other')\n{source}\n_os.chdir(_here)\n"
    )


def read_answer_cell(handed_in: bytes, item: RefresherItem) -> str:
    """Return the code that a learner wrote into the answer cell of a handed-in notebook.

    Raises:
        SubmissionError: it is too large, no notebook, or the answer cell is missing.
    """
    remedy = _("Hand in the notebook that you downloaded here, saved in JupyterLab.")
    if len(handed_in) > _LARGEST:
        raise SubmissionError(_("The file is too large for a refresher."), remedy=remedy)
    try:
        cells = json.loads(handed_in.decode("utf-8"))["cells"]
        found = [cell for cell in cells if _grade_id(cell) == item.id]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SubmissionError(_("This is not a notebook."), remedy=remedy) from None
    if len(found) != 1:
        raise SubmissionError(_("The answer cell is not in this notebook."), remedy=remedy)
    source = found[0].get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    if len(text) > _LONGEST:
        raise SubmissionError(_("The answer is too long."), remedy=remedy)
    return text


def _grade_id(cell: Any) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _opening(title: str) -> str:
    return "\n".join(
        [
            _("# Refresher: {title}").format(title=title),
            "",
            _("In ten minutes you recall one thing that you have learnt, on **new data**."),
            "",
            "1. " + _("Run the cell “Preparation” (Shift + Enter)."),
            "2. " + _("Write into the answer cell, and run the check right below it."),
            "3. " + _("Save (Ctrl + S), and hand it in on the page where you downloaded it."),
        ]
    )


def _stub() -> tuple[str, ...]:
    """Return the lines that stand where a learner writes."""
    message = _("Nothing is written here yet.").replace('"', "'")
    return ("# " + _("Write your code here."), f'raise NotImplementedError("{message}")')


def _preparation(item: RefresherItem) -> NotebookNode:
    """Put everything that the answer stands on into one folded cell."""
    source = "\n\n".join(cell.solved.strip("\n") for cell in item.preparation)
    metadata = {"jupyter": {"source_hidden": True}, "tags": ["refresher-preparation"]}
    made: NotebookNode = nbformat.v4.new_code_cell(
        "# " + _("Preparation: run this as it is.") + f"\n{source}",
        id="refresher-preparation",
        metadata=metadata,
    )
    return made


def _text(cell: Any) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_markdown_cell(cell.node.source, id=cell.id)
    return made


def _code(cell: Any, source: str) -> NotebookNode:
    tag = copy.deepcopy(cell.node.metadata.get("nbgrader"))
    metadata = {"nbgrader": tag} if tag else {}
    made: NotebookNode = nbformat.v4.new_code_cell(source, id=cell.id, metadata=metadata)
    return made


def _without_solution(answer: MarkedCell) -> str:
    """Put the stub in place of the solution: of each region of it, or of the whole cell.

    Raises:
        NotebookError: a mark is mistyped, has no partner or no place here.
    """
    require_marks(str(answer.node.source), answer.place, answer.marks)
    source = str(answer.node.source)
    if RegionKind.SOLUTION not in answer.marks.kinds(source):
        return "\n".join(_stub())
    return answer.marks.released(source, _stub())
