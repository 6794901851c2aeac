"""Running the reference: the notebook with its solutions, for what its cells give.

The code is the author's own, but it runs where learners' code does: in the engine's sandboxed
children, with the assignment's data, its limits and no network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from terakoya_autograde import Limits as EngineLimits
from terakoya_autograde import Status, WorkerError, find_imports
from terakoya_autograde.running import Executed, lend_runner

from terakoya.errors import NotebookError
from terakoya.faces.cells import ANNOUNCED, cell_tags
from terakoya.faces.charts import chart_setup
from terakoya.faces.markup import CellKind, MarkedCell
from terakoya.faces.paper.kept_runs import KeptRuns, Outputs, digest_of_run
from terakoya.faces.paper.paper_charts import DRAWING_LIMITS, draw_charts
from terakoya.language import gettext as _
from terakoya.model import Limits
from terakoya.model.ended import describe_end

__all__ = ["Outputs", "run_reference"]

_KEPT = KeptRuns(4)  # notebooks of one assignment, for the next face
_SHARP = """\
import matplotlib as _terakoya_matplotlib
from matplotlib_inline.backend_inline import set_matplotlib_formats as _terakoya_formats

_terakoya_formats("svg")
_terakoya_matplotlib.rcParams.update({"svg.hashsalt": "terakoya", "svg.fonttype": "path"})
del _terakoya_matplotlib, _terakoya_formats
"""
"""Pictures as lines instead of dots: sharp on paper and on a screen wall."""


def run_reference(
    cells: Sequence[MarkedCell],
    face: str,
    files: Mapping[str, Path],
    limits: Limits,
    *,
    sandbox: bool,
) -> Outputs:
    """Run the code that takes part in a face, in order, and return what each cell gave.

    What ran last for another face is not run again.

    The released parts of tests are run in their places: later cells may use what they make. What
    they show or find is not looked at.

    Args:
        cells: the whole notebook; cells of other faces are left out here.
        face: whose cells are run.
        files: name → path of the data that the code finds, and of the assignment's notebooks.
        limits: the assignment's own.
        sandbox: False runs the code with our own rights.

    Raises:
        NotebookError: a cell fails; nothing may be printed from half a run.
    """
    code = [
        cell
        for cell in cells
        if cell.node.cell_type == "code" and (face in cell.faces or cell.kind is CellKind.TEST)
    ]
    given = [cell for cell in code if cell.kind is not CellKind.TEST]
    shown = [cell.number for cell in given if face in cell.shown]
    asked = [(cell.number, cell.kind, cell.solved, sorted(cell_tags(cell.node))) for cell in code]
    digest = digest_of_run(files, asked, shown, limits, sandbox)
    return _KEPT.of(digest, lambda: _run(code, shown, files, limits, sandbox=sandbox))


def _run(
    code: Sequence[MarkedCell],
    shown: Sequence[int],
    files: Mapping[str, Path],
    limits: Limits,
    *,
    sandbox: bool,
) -> Outputs:
    """Run code cells in order; the charts among what the shown ones gave are drawn."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.solved, id=f"c{cell.number}") for cell in code]
    )
    imports = find_imports([json.loads(nbformat.writes(notebook))])
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_setup(imports), id="setup"))
    given = [cell for cell in code if cell.kind is not CellKind.TEST]
    with _lend_runner(imports, files, sandbox=sandbox) as run:
        ended = run(notebook, _engine_limits(limits)).cells
        ran = dict(zip((cell.number for cell in code), notebook.cells[1:], strict=True))
        for index, cell in enumerate(code, 1):
            if cell in given:
                status = ended.get(index, Status.OK)  # an empty cell does not run
                _refuse_errors(cell, ran[cell.number], status, limits)
        outputs = [output for number in shown for output in ran[number].outputs]
        draw_charts(outputs, lambda drawing: run(drawing, DRAWING_LIMITS))
    return {cell.number: tuple(ran[cell.number].outputs) for cell in given}


def _setup(imports: tuple[str, ...]) -> str:
    """Return what runs before the notebook; empty where it draws nothing."""
    drawn = any(name.split(".")[0] == "matplotlib" for name in imports)
    return (_SHARP if drawn else "") + chart_setup(imports)


def _engine_limits(limits: Limits) -> EngineLimits:
    return EngineLimits(
        limits.cell_seconds, limits.notebook_seconds, limits.memory_mb, limits.output_kb
    )


@contextmanager
def _lend_runner(
    imports: tuple[str, ...], files: Mapping[str, Path], *, sandbox: bool
) -> Iterator[Callable[[Any, EngineLimits], Executed]]:
    """Lend what runs a notebook (nbformat) in place, with the assignment's data, within limits."""
    try:
        with lend_runner(imports, files, sandbox=sandbox) as run:
            yield run
    except WorkerError as error:
        raise NotebookError(
            _("The notebook could not be run: {reason}.").format(reason=error),
            remedy=_("terakoya doctor says what works on this machine."),
        ) from error


def _refuse_errors(cell: MarkedCell, node: Any, status: Status, limits: Limits) -> None:
    """Refuse a cell that does not end well, but for an error that its author has announced."""
    announced = ANNOUNCED in cell_tags(cell.node)
    if status is Status.OK or (announced and status in (Status.ERROR, Status.SYNTAX)):
        return
    raise NotebookError(
        _("The reference fails here: {reason}").format(reason=describe_end(node.outputs, limits)),
        where=cell.place,
        remedy=_("Correct the cell, and run the notebook from its first cell."),
    )
