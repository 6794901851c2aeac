"""The instructor's own cells that do not end as cells do: named, so that nobody looks elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from terakoya_autograde.light_nbgrader import is_grade, is_solution
from terakoya_autograde.model import Status

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["BrokenCell", "find_broken"]

_REASONS = {
    Status.TIMEOUT: "it does not end in time",
    Status.OUTPUT: "it writes too much",
    Status.DIED: "it ends Python itself",
    Status.MEMORY: "it needs too much memory",
}
_ANNOUNCED = (Status.ERROR, Status.SYNTAX)
_SHORT = 120


@dataclass(frozen=True)
class BrokenCell:
    """One cell that is neither an answer nor a check; `number` counts the notebook's cells from 1.

    Attributes:
        reason: how it ends, in a few words.
        ends: whether it ends the program: what comes behind it does not run as it was written.
    """

    notebook: str
    number: int
    reason: str
    ends: bool

    def __str__(self) -> str:
        """Name the cell and say how it ends."""
        does = "ends the program" if self.ends else "ends with an error"
        return f"{self.notebook}.ipynb: the instructor's cell {self.number} {does} ({self.reason})"


def find_broken(
    name: str, notebook: NotebookNode, ended: Mapping[int, Status]
) -> Iterator[BrokenCell]:
    """Yield the instructor's own cells of an executed source notebook that are broken.

    A cell whose tag says that it raises an exception does so on purpose.

    Args:
        ended: how each code cell ended, by its index.
    """
    for index, status in ended.items():
        cell = notebook.cells[index]
        if is_grade(cell) or is_solution(cell):
            continue
        if status is Status.OK:
            if call := _find_exit(cell.source):
                yield BrokenCell(name, index + 1, call, ends=True)
            continue
        error = next((out for out in cell.outputs if out.output_type == "error"), None)
        leaves = error is not None and error.ename in {"SystemExit", "KeyboardInterrupt"}
        if "raises-exception" in cell.metadata.get("tags", ()) and status in _ANNOUNCED:
            continue
        reason = _REASONS.get(status) or _words(error)
        yield BrokenCell(name, index + 1, reason, ends=leaves or status in _REASONS)


def _find_exit(source: str) -> str:
    """Return a call that stops JupyterLab's kernel, and does nothing where it is graded."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic: IPython reads it
        return ""
    bound = {node.id for node in ast.walk(ast.Module(body, [])) if _is_bound(node)}
    for node in body:
        call = node.value if isinstance(node, ast.Expr) else None
        name = call.func if isinstance(call, ast.Call) else None
        if isinstance(name, ast.Name) and name.id in {"exit", "quit"} - bound:
            return f"{name.id}()"
    return ""


def _is_bound(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _words(error: Any) -> str:
    if error is None:
        return "it fails"
    text = str(error.evalue).strip().splitlines()[:1]
    return ": ".join([str(error.ename), *(line[:_SHORT] for line in text)])
