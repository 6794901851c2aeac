"""The files that a manifest names beside the notebooks: data, and what makes data anew."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace.workspace import Workspace

__all__ = ["find_missing_files", "require_files"]


def require_files(workspace: Workspace, assignment: Assignment) -> None:
    """Make sure that everything is there that the manifest names under ``[[data]]``.

    Raises:
        WorkspaceError: a file is missing; the message names the first.
    """
    for error in find_missing_files(workspace, assignment):
        raise error


def find_missing_files(workspace: Workspace, assignment: Assignment) -> Iterator[WorkspaceError]:
    """Yield one error for each data file and each generator that is not there."""
    source = workspace.source(assignment.id)
    for entry in assignment.data:
        if not (source / entry.file).is_file():
            what = _("The data file is missing.")
            remedy = _("Make it again, or take it out of assignment.toml.")
            yield WorkspaceError(what, where=f"source/{assignment.id}/{entry.file}", remedy=remedy)
    for name in sorted({entry.generator for entry in assignment.data if entry.generator}):
        if not (source / name).is_file():
            what = _("The program that makes the data is missing.")
            remedy = _("Add it, or correct generator in assignment.toml.")
            yield WorkspaceError(what, where=f"source/{assignment.id}/{name}", remedy=remedy)
