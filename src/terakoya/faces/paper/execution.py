"""Running the reference: the notebook with its solutions, for what its cells give.

The code is the author's own, but it runs where learners' code does: in the engine's sandboxed
children, with the assignment's data, its limits and no network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from terakoya_autograde import Limits as EngineLimits
from terakoya_autograde import WorkerError
from terakoya_autograde.interpreter.rehearsal import find_imports
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.nursery import Nursery

from terakoya.errors import NotebookError
from terakoya.faces.markup import CellKind, Face, MarkedCell
from terakoya.language import gettext as _
from terakoya.model import Limits

__all__ = ["Outputs", "run_reference"]

Outputs = Mapping[int, Sequence[Any]]
"""The number of a code cell → what it gave, as nbformat's outputs."""
_SHARP = """\
import matplotlib as _terakoya_matplotlib
from matplotlib_inline.backend_inline import set_matplotlib_formats as _terakoya_formats

_terakoya_formats("svg")
_terakoya_matplotlib.rcParams.update({"svg.hashsalt": "terakoya", "svg.fonttype": "path"})
del _terakoya_matplotlib, _terakoya_formats
"""
"""Pictures as lines instead of dots: sharp on paper and on a screen wall."""


def run_reference(
    cells: Sequence[MarkedCell], files: Mapping[str, Path], limits: Limits, *, sandbox: bool
) -> Outputs:
    """Run the code that takes part in the handout, in order, and return what each cell gave.

    The released parts of tests are run in their places: later cells may use what they make. What
    they show or find is not looked at.

    Args:
        cells: the whole notebook; cells of other faces are left out here.
        files: name → path of the data that the code finds, and of the assignment's notebooks.
        limits: the assignment's own.
        sandbox: False runs the code with our own rights.

    Raises:
        NotebookError: a cell fails; nothing may be printed from half a run.
    """
    code = [
        cell
        for cell in cells
        if cell.node.cell_type == "code"
        and (Face.HANDOUT in cell.faces or cell.kind is CellKind.TEST)
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.solved, id=f"c{cell.number}") for cell in code]
    )
    imports = find_imports([json.loads(nbformat.writes(notebook))])
    drawn = any(name.split(".")[0] == "matplotlib" for name in imports)
    if drawn:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(_SHARP, id="sharp"))
    _run(notebook, files, limits, imports, sandbox=sandbox)
    ran = notebook.cells[1:] if drawn else notebook.cells
    given = [pair for pair in zip(code, ran, strict=True) if pair[0].kind is not CellKind.TEST]
    for cell, node in given:
        _refuse_errors(cell, node)
    return {cell.number: tuple(node.outputs) for cell, node in given}


def _run(
    notebook: Any,
    files: Mapping[str, Path],
    limits: Limits,
    imports: tuple[str, ...],
    *,
    sandbox: bool,
) -> None:
    bodies = {name: path.read_bytes() for name, path in files.items()}
    allowed = EngineLimits(
        limits.cell_seconds, limits.notebook_seconds, limits.memory_mb, limits.output_kb
    )
    try:
        nursery = Nursery(imports, dict(files), sandbox=sandbox)
        try:
            WarmExecutor(nursery, bodies)(notebook, bodies, allowed)
        finally:
            nursery.close()
    except WorkerError as error:
        raise NotebookError(
            _("The notebook could not be run: {reason}.").format(reason=error),
            remedy=_("terakoya doctor says what works on this machine."),
        ) from error


def _refuse_errors(cell: MarkedCell, node: Any) -> None:
    for output in node.outputs:
        if output.output_type == "error":
            reason = f"{output.ename}: {output.evalue}".rstrip(": ").splitlines()[0]
            raise NotebookError(
                _("The reference fails here: {reason}").format(reason=reason[:300]),
                where=cell.place,
                remedy=_("Correct the cell, and run the notebook from its first cell."),
            )
