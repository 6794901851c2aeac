"""A submitted notebook made safe to grade: the instructor's cells as the instructor wrote them.

What nbgrader's sanitize_preprocessors do (ClearOutput, DeduplicateIds, OverwriteKernelspec,
OverwriteCells, CheckCellMetadata), in one pass without a database. An honest submission comes out
with the same bytes, and what they refuse is refused. The differences, each a fault of nbgrader's:

- Locked cells get back their tags and other metadata, not only their source; elsewhere
  `skip-execution` and `raises-exception` stay only where the instructor's cell has them.
- What a cell *is* (graded, solution, task, points) is the instructor's word. nbgrader believes the
  submission: an answer cell that is graded by hand becomes full marks once its learner has set
  ``"solution": false``.
- A grade_id used twice: nbgrader clears the metadata of the earlier cell, finds them out of date
  and stops grading *everybody*. Here `duplicates` says which of them counts.
- Metadata of another version of nbgrader stop nobody but their own submission.
- Cells put back (`add_missing_cells`) follow the nearest earlier cell that is there; nbgrader fails
  where the one before is missing too, or is only locked.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4.nbbase import validate as validate_node

from terakoya_autograde.errors import RefusedError
from terakoya_autograde.light_nbgrader import (
    compute_checksum,
    is_grade,
    is_locked,
    is_solution,
    is_task,
)
from terakoya_autograde.model import Flag, FlagKind
from terakoya_autograde.notebooks.cell_metadata import validate_metadata
from terakoya_autograde.notebooks.duplicates import settle_duplicates
from terakoya_autograde.notebooks.given import normalise
from terakoya_autograde.notebooks.master import EXECUTION_TAGS, MasterCell, MasterNotebook
from terakoya_autograde.notebooks.misplaced import find_misplaced

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["PUT_BACK", "Flag", "FlagKind", "Restored", "restore_notebook"]

PUT_BACK = "put back"

_OUTPUT_STATE = ("collapsed", "scrolled")
# an editor's own guards: they change nothing that is run, and nbgrader leaves them as they come
_GUARDS = ("deletable", "editable")


@dataclass(frozen=True)
class Restored:
    """A notebook node ready to run, and what was unusual about it."""

    notebook: NotebookNode
    flags: tuple[Flag, ...]


def restore_notebook(
    submitted: NotebookNode,
    master: MasterNotebook,
    *,
    add_missing: bool = False,
    notification: str | None = None,
) -> Restored:
    """Return the submitted notebook node as it is to be run; the node given stays as it is.

    Args:
        submitted: nbformat 4.
        add_missing: put graded cells back that the learner deleted, as nbgrader does with
            `add_missing_cells`; otherwise they stay away, score nothing and are flagged.
        notification: goes before the source of a cell put back; `{cell_id}` is its grade_id. None:
            what nbgrader says.

    Raises:
        RefusedError: nbgrader would refuse it too: its metadata are corrupt.
    """
    try:
        return _restore(copy.deepcopy(submitted), master, add_missing, notification)
    except RefusedError:
        raise
    except Exception as error:  # anything can be in a learner's metadata, of any type
        reason = str(error).splitlines()[0] if str(error) else ""
        message = f"{master.name}: corrupt metadata: {type(error).__name__}: {reason}"
        raise RefusedError(message) from error


def _restore(
    notebook: NotebookNode, master: MasterNotebook, add: bool, notification: str | None
) -> Restored:
    flags: list[Flag] = []
    _fill_ids(notebook)
    for cell in notebook.cells:
        _clear_output(cell)
    flags += settle_duplicates(notebook, master)
    flags += find_misplaced(notebook, master)
    if master.kernelspec:
        notebook.metadata["kernelspec"] = nbformat.from_dict(dict(master.kernelspec))
    for cell in notebook.cells:
        flags += _restore_cell(cell, master)
    if add:
        _add_missing(notebook, master, notification)
        flags = [_say_put_back(flag, notebook) for flag in flags]
    nbformat.validate(notebook, relax_add_props=True)
    validate_metadata(notebook)
    return Restored(notebook, tuple(flags))


def _fill_ids(notebook: NotebookNode) -> None:
    """Give cells without an id, or with one that is taken, an id of their own.

    nbformat does the same with random ids and a warning; these are the same at every run.
    """
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        return
    seen: set[str] = set()
    taken = {cell.get("id") for cell in notebook.cells}
    for index, cell in enumerate(notebook.cells):
        if "id" not in cell or cell["id"] in seen:
            number = index
            while f"cell-{number}" in taken:
                number += len(notebook.cells)
            cell["id"] = f"cell-{number}"
            taken.add(cell["id"])
        seen.add(cell["id"])


def _clear_output(cell: NotebookNode) -> None:
    if cell.cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
        for name in _OUTPUT_STATE:
            cell.metadata.pop(name, None)


def _restore_cell(cell: NotebookNode, master: MasterNotebook) -> list[Flag]:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    known = master.cells.get(grade_id) if grade_id is not None else None
    if known is None:
        flags = _drop_tags(cell, master.tags.get(cell.get("id", ""), frozenset()), str(grade_id))
        if grade_id is not None:
            del cell.metadata.nbgrader["grade_id"]
            flags.append(Flag(FlagKind.FOREIGN, str(grade_id), "the assignment has no such cell"))
        return flags
    flags = _overwrite(cell, known) + _restore_kind(cell, known)
    if known.locked:
        return flags + _restore_metadata(cell, known)
    allowed = EXECUTION_TAGS & set((known.metadata or {}).get("tags", ()))
    return flags + _drop_tags(cell, allowed, known.grade_id)


def _overwrite(cell: NotebookNode, known: MasterCell) -> list[Flag]:
    """Do to one cell what OverwriteCells does, and refuse what it refuses."""
    changed = []
    if cell.cell_type != known.cell_type:
        changed.append("cell type")
        _change_type(cell, known.cell_type)
    nbgrader = cell.metadata.nbgrader
    if is_locked(cell) != known.locked:
        changed.append("locked")
        nbgrader["locked"] = known.locked
    if is_grade(cell):
        if known.points is None:
            raise RefusedError(f"No such grade cell: {known.grade_id}")
        if float(nbgrader["points"]) != known.points:
            changed.append("points")
            nbgrader["points"] = known.points
    nbgrader["checksum"] = known.checksum
    if known.locked and compute_checksum(cell) != known.checksum:
        if normalise(cell.source) != normalise(known.given):
            changed.append("source")
        cell.source = known.source
        if compute_checksum(cell) != known.checksum:
            raise RefusedError(f"Inconsistent checksums for cell {known.grade_id}")
    return [Flag(FlagKind.CHANGED, known.grade_id, ", ".join(changed))] if changed else []


def _change_type(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    validate_node(cell, f"{cell_type}_cell")


def _restore_metadata(cell: NotebookNode, known: MasterCell) -> list[Flag]:
    """Give a locked cell the instructor's metadata; nbgrader's own are checked already."""
    if known.metadata is None:
        return _drop_tags(cell, frozenset(), known.grade_id)
    own = dict(cell.metadata)
    kept = {name: own[name] for name in ("nbgrader", *_GUARDS) if name in own}
    theirs = {name: value for name, value in known.metadata.items() if name not in _GUARDS}
    cell.metadata = nbformat.from_dict(json.loads(json.dumps(theirs)) | kept)
    tags = own.get("tags", ())
    foreign = EXECUTION_TAGS.intersection(tags) - set(theirs.get("tags", ()))
    return [Flag(FlagKind.TAG, known.grade_id, ", ".join(sorted(foreign)))] if foreign else []


def _drop_tags(cell: NotebookNode, allowed: frozenset[str], name: str) -> list[Flag]:
    """Take out execution tags that are not the instructor's."""
    foreign = EXECUTION_TAGS.intersection(cell.metadata.get("tags", ())) - allowed
    if not foreign:
        return []
    cell.metadata["tags"] = [tag for tag in cell.metadata["tags"] if tag not in foreign]
    if not cell.metadata["tags"]:
        del cell.metadata["tags"]
    return [Flag(FlagKind.TAG, "" if name == "None" else name, ", ".join(sorted(foreign)))]


def _restore_kind(cell: NotebookNode, known: MasterCell) -> list[Flag]:
    """Make a cell what the instructor says that it is."""
    nbgrader = cell.metadata.nbgrader
    if (is_solution(cell) and not known.solution) or (is_task(cell) and not known.task):
        raise RefusedError(f"No such solution or task cell: {known.grade_id}")
    kind = {"grade": known.graded, "solution": known.solution, "task": known.task}
    wrong = [name for name, value in kind.items() if bool(nbgrader.get(name)) is not value]
    for name in wrong:
        nbgrader[name] = kind[name]
    if (known.graded or known.task) and "points" not in nbgrader:
        nbgrader["points"] = known.points
    return [Flag(FlagKind.CHANGED, known.grade_id, ", ".join(wrong))] if wrong else []


def _say_put_back(flag: Flag, notebook: NotebookNode) -> Flag:
    """Say of a missing cell that it is there again."""
    gone = flag.kind is FlagKind.MISSING and flag.grade_id in _present(notebook)
    return Flag(flag.kind, flag.grade_id, PUT_BACK) if gone else flag


def _present(notebook: NotebookNode) -> dict[str, int]:
    """Return grade_id → index of every cell that nbgrader knows."""
    found = {}
    for index, cell in enumerate(notebook.cells):
        if (grade_id := cell.metadata.get("nbgrader", {}).get("grade_id")) is not None:
            found[grade_id] = index
    return found


def _add_missing(notebook: NotebookNode, master: MasterNotebook, notification: str | None) -> None:
    """Put deleted graded cells back behind their predecessor, and tasks at the end."""
    before: str | None = None
    for grade_id, known in master.cells.items():
        present = _present(notebook)
        if grade_id not in present and known.graded:
            index = present[before] + 1 if before is not None else 0
            notebook.cells.insert(index, _made_cell(known, notebook, notification))
        if grade_id in present or known.graded:
            before = grade_id
    for grade_id, known in master.cells.items():
        if known.task and grade_id not in _present(notebook):
            notebook.cells.append(_made_cell(known, notebook, notification))


def _made_cell(known: MasterCell, notebook: NotebookNode, notification: str | None) -> Any:
    """Return a cell from the gradebook, exactly as nbgrader makes it."""
    from nbgrader.preprocessors import OverwriteCells  # noqa: PLC0415 - brings nbconvert

    maker = OverwriteCells()
    if notification is not None:
        maker.missing_cell_notification = notification
    made = maker.missing_cell_transform(
        _Named(known), known.points, is_solution=known.solution, is_task=known.task
    )
    cell = nbformat.from_dict(made)  # nodes all the way down, as nbgrader reads it back from a file
    if (notebook.nbformat, notebook.nbformat_minor) >= (4, 5):
        cell["id"] = f"added-{known.checksum or ''}"[:64]
    return cell


class _Named:
    """A master cell with the attribute names of nbgrader's `SourceCell`."""

    def __init__(self, known: MasterCell) -> None:
        self.name, self.source, self.checksum = known.grade_id, known.source, known.checksum
        self.cell_type, self.locked = known.cell_type, known.locked
