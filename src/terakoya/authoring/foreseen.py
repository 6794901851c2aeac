"""What nbgrader will make of an assignment, told from the sources: no nbgrader, no kernel.

nbgrader takes a second or more before it does anything. Its own steps are few and known, so what
they do to a cell is done here as well, for looking only: what goes out is always made by nbgrader.
Where a course's configuration has nbgrader do anything else, nbgrader is asked here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from terakoya_autograde import AssignmentError, Marks, load_config, shown_source
from terakoya_autograde.notebooks import ignored_names, walk_source

from terakoya.authoring.refusals import explain_refusal
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.mark_delimiters import course_marks
from terakoya.workspace.workspace import CONFIG

__all__ = ["Foreseen", "foresee", "is_foreseeable"]

_NBGRADER = "nbgrader.preprocessors."
_REMOVE, _CLEAR = "nbconvert.preprocessors.TagRemovePreprocessor", f"{_NBGRADER}ClearOutput"
_SOLUTIONS = f"{_NBGRADER}ClearSolutions"
_TESTS, _SCHEMES = f"{_NBGRADER}ClearHiddenTests", f"{_NBGRADER}ClearMarkScheme"
_OTHERS = frozenset(  # what they do is not looked at, or does nothing without a setting of its own
    f"{_NBGRADER}{name}"
    for name in (
        "IncludeHeaderFooter",
        "InstantiateTests",
        "LockCells",
        "CheckCellMetadata",
        "ComputeChecksums",
        "SaveCells",
    )
)
_NEEDED = frozenset({_SOLUTIONS, _TESTS, _SCHEMES})
_MARKS = frozenset(
    f"{edge}_{kind}_delimeter"
    for edge in ("begin", "end")
    for kind in ("solution", "test", "mark_scheme")
)
_SETTINGS: Mapping[str, frozenset[str]] = {
    "CourseDirectory": frozenset({"course_id", "root", "ignore"}),
    "Exchange": frozenset({"root", "timezone", "timestamp_format", "path_includes_course"}),
    "ClearSolutions": _MARKS | {"code_stub", "text_stub"},
    "ClearHiddenTests": _MARKS,
    "ClearMarkScheme": _MARKS,
    "TagRemovePreprocessor": frozenset({"enabled", "remove_cell_tags"}),
    "GenerateAssignment": frozenset({"preprocessors"}),
}
_OUTPUT_STATE = frozenset({"collapsed", "scrolled"})  # what ClearOutput drops of a code cell


@dataclass(frozen=True)
class Foreseen:
    """A release before it is made.

    Attributes:
        notebooks: name → the learner's version, plain JSON data, without stubs.
        files: the names of the files that would go out beside the notebooks.
    """

    notebooks: Mapping[str, Any]
    files: tuple[str, ...]


def foresee(workspace: Workspace, assignment: Assignment, sources: Mapping[str, Any]) -> Foreseen:
    """Return what a release of these notebooks would hold.

    Raises:
        NotebookError: nbgrader has to be asked, and refuses.
        WorkspaceError: the configuration cannot be run.
    """
    marks = course_marks(workspace)  # says in a sentence what is wrong with a configuration
    path, folder = workspace.root / CONFIG, workspace.source(assignment.id)
    settings = load_config(path if path.exists() else None)
    if not is_foreseeable(settings):
        return _ask_nbgrader(workspace, assignment)
    files = walk_source(folder, [*ignored_names(settings), "*.ipynb"])
    return Foreseen(
        {name: _release(source, settings, marks) for name, source in sources.items()},
        tuple(str(path.relative_to(folder)) for path in files),
    )


def is_foreseeable(settings: Any) -> bool:
    """Tell whether a configuration has nbgrader do nothing but what is done here."""
    for section, values in settings.items():
        if not isinstance(values, Mapping) or values.keys() - _SETTINGS.get(section, frozenset()):
            return False
    tags = settings.TagRemovePreprocessor.get("remove_cell_tags", ())
    steps = _steps(settings)
    known = _NEEDED | _OTHERS | {_REMOVE, _CLEAR}
    return (
        isinstance(tags, list | tuple | set | frozenset)
        and all(isinstance(step, str) for step in steps)
        and _NEEDED <= set(steps) <= known
    )


def _steps(settings: Any) -> list[Any]:
    """Return nbgrader's steps by name; those that it takes by itself where none are set."""
    given = settings.GenerateAssignment.get("preprocessors")
    return list(given) if isinstance(given, list | tuple) else [*_OTHERS, *_NEEDED, _CLEAR]


def _release(source: Mapping[str, Any], settings: Any, marks: Marks) -> dict[str, Any]:
    steps, removal = _steps(settings), settings.TagRemovePreprocessor
    removed = set(removal.get("remove_cell_tags", ()))
    if _REMOVE not in steps and not removal.get("enabled", False):
        removed = set()
    kept = [cell for cell in source["cells"] if not removed & set(cell["metadata"].get("tags", ()))]
    clears = _CLEAR in steps
    return {**source, "cells": [_release_cell(cell, marks, clears=clears) for cell in kept]}


def _release_cell(cell: Mapping[str, Any], marks: Marks, *, clears: bool) -> dict[str, object]:
    made = {**cell, "source": shown_source(cell, marks)}
    if clears and cell["cell_type"] == "code":
        metadata = cell["metadata"].items()
        made["metadata"] = {key: value for key, value in metadata if key not in _OUTPUT_STATE}
        made |= {"outputs": [], "execution_count": None}
    return made


def _ask_nbgrader(workspace: Workspace, assignment: Assignment) -> Foreseen:
    """Have nbgrader make the release, as what it will be cannot be told."""
    from terakoya_autograde.notebooks import read_assignment  # noqa: PLC0415 - nbgrader: a second

    try:
        made = read_assignment(workspace.source(assignment.id), workspace.root / CONFIG)
    except AssignmentError as error:
        raise explain_refusal(assignment, error) from error
    return Foreseen(made.released, tuple(made.data))
