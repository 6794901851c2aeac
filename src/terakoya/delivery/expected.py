"""What an assignment's notebooks hold: the grade ids by which a handed-in one is recognised."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import nbformat

from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model.handed_in_cells import grade_id_of
from terakoya.workspace import Workspace

__all__ = ["Expected", "grade_ids", "read_expected"]

Expected = Mapping[str, frozenset[str]]


def read_expected(workspace: Workspace, assignment_id: str) -> Expected:
    """Return notebook name → its grade ids, from the instructor's version.

    Raises:
        UsageError, ManifestError: there is no such assignment, or its manifest is wrong.
        NotebookError: a notebook of the manifest is missing or broken.
    """
    assignment = workspace.read_assignment(assignment_id)
    folder = workspace.source(assignment_id)
    found = {}
    for name in assignment.notebooks:
        path = folder / f"{name}.ipynb"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # `terakoya check` speaks of its form
                notebook = nbformat.read(path, as_version=4)
        except (OSError, ValueError, nbformat.ValidationError) as error:
            raise NotebookError(
                _("The notebook cannot be read: {reason}.").format(reason=f"{error}"[:200]),
                where=f"source/{assignment_id}/{path.name}",
                remedy=_("See what is wrong with: terakoya check {id}").format(id=assignment_id),
            ) from None
        found[name] = grade_ids(notebook)
    return found


def grade_ids(notebook: Mapping[str, Any]) -> frozenset[str]:
    """Return the nbgrader grade ids of a valid notebook."""
    return frozenset(name for cell in notebook["cells"] if (name := grade_id_of(cell)))
