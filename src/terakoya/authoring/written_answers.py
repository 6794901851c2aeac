"""The answers that an author writes down: ``answers/right`` and ``answers/wrong``.

One file is the whole replacement of one answer cell: ``answers/<kind>/<grade_id>/<name>.py``. Its
first line says in a comment what it is; a wrong answer's second line names the items that it loses:
``# loses: id, id``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde import NBGRADER, Marks, source_of

from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = [
    "Answer",
    "answer_cells",
    "put_answers",
    "read_answers",
    "suggest_answers",
    "try_answers",
]

_LOSES = re.compile(r"^#\s*loses:\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One way to fill one answer cell, and the items it must lose (none for a right one)."""

    cell: str
    name: str
    title: str
    source: str
    right: bool
    loses: frozenset[str]


def read_answers(workspace: Workspace, assignment: Assignment) -> tuple[Answer, ...]:
    """Read every answer of an assignment: the right ones first, by cell and name.

    Raises:
        NotebookError: a file that breaks the form above.
    """
    found = []
    for entry in try_answers(workspace, assignment):
        if isinstance(entry, NotebookError):
            raise entry
        found.append(entry)
    return tuple(found)


def suggest_answers(workspace: Workspace, assignment: Assignment) -> str:
    """Return a hint where an author has written down no answer at all; it is nothing to correct."""
    if any((workspace.source(assignment.id) / "answers").glob("*/*/*.py")):
        return ""
    return _(
        "Hint: only the model solution was tried. Write other right answers and typical mistakes "
        "into source/{id}/answers/: each is graded by every check from then on."
    ).format(id=assignment.id)


def try_answers(workspace: Workspace, assignment: Assignment) -> tuple[Answer | NotebookError, ...]:
    """Read every answer as `read_answers` does; an error stands in place of a broken file."""
    folder = workspace.source(assignment.id) / "answers"
    found: list[Answer | NotebookError] = []
    for kind in ("right", "wrong"):
        for path in sorted(folder.glob(f"{kind}/*/*.py")):
            try:
                found.append(_read_answer(path, right=kind == "right"))
            except NotebookError as error:
                found.append(error)
    return tuple(found)


def answer_cells(notebook: Any, marks: Marks = NBGRADER) -> dict[str, str]:
    """Return grade_id → reference source of every answer cell, without the solution marks."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: marks.solved(source_of(cell))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }


def put_answers(notebook: Any, answers: Mapping[str, str]) -> Any:
    """Return a copy of a released notebook with answer cells filled: grade_id → source."""
    filled = copy.deepcopy(notebook)
    for cell in filled["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers and cell["metadata"]["nbgrader"].get("solution"):
            cell["source"] = answers[name]
    return filled


def _read_answer(path: Path, *, right: bool) -> Answer:
    where = str(Path("source", *path.parts[-5:]))
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        remedy = _("Save it again as UTF-8.")
        raise NotebookError(_("The file is not UTF-8."), where=where, remedy=remedy) from None
    title = source.splitlines()[0].lstrip("# ").strip() if source.startswith("#") else ""
    loses = _LOSES.search(source)
    if not title:
        remedy = _("Begin with a comment that says what this answer is.")
        raise NotebookError(_("The first line is no comment."), where=where, remedy=remedy)
    if right == bool(loses):
        what = _("A right answer loses nothing, and a wrong one must say what it loses.")
        remedy = _("Write “# loses: item-id” in the second line of a wrong answer only.")
        raise NotebookError(what, where=where, remedy=remedy)
    names = frozenset(re.split(r"[,\s]+", loses.group(1).strip())) if loses else frozenset()
    return Answer(path.parent.name, path.stem, title, source, right, names)
