"""A question to an assignment's own processes: one cell, run in a child, prints the answer."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from terakoya_autograde import Limits

from terakoya.authoring.subject import Subject
from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["ask_engine", "read_answer"]


def ask_engine(
    subject: Subject, program: tuple[str, str], wanted: object, limits: Limits, complaint: str
) -> dict[str, Any]:
    """Have a function called beside the assignment's files; return the JSON that it prints last.

    Args:
        program: the module and its function, which takes what is `wanted`.
        complaint: what is told where it gives no answer; `{reason}` stands for why.

    Raises:
        NotebookError: it gives none.
    """
    module, function = program
    source = f"from {module} import {function} as _answer\n_answer({wanted!r})"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="ask")])
    subject.version.executor(notebook, dict(subject.version.files), limits)
    answer, reason = read_answer(notebook.cells[0])
    if answer is None:
        remedy = _("Run terakoya doctor, then the command again.")
        what = complaint.format(reason=reason)
        raise NotebookError(what, where=subject.folder, remedy=remedy)
    return answer


def read_answer(cell: Any) -> tuple[dict[str, Any] | None, str]:
    """Return the JSON that a cell (a node that has run) printed last; without any, None and why."""
    printed = "".join(one.text for one in cell.outputs if one.output_type == "stream")
    try:
        answer: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    except (ValueError, IndexError):
        errors = [
            f"{one.ename}: {one.evalue}" for one in cell.outputs if one.output_type == "error"
        ]
        return None, (errors or ["nothing was printed"])[0]
    return answer, ""
