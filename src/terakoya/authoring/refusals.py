"""Why nbgrader could not make a release, said to its author."""

from __future__ import annotations

from terakoya_autograde import AssignmentError

from terakoya.errors import NotebookError, disk_failure, without_classes
from terakoya.language import gettext as _
from terakoya.model import Assignment

__all__ = ["explain_refusal"]


def explain_refusal(assignment: Assignment, error: AssignmentError) -> Exception:
    """Return the error that tells an author what the engine refused."""
    if refusal := disk_failure(error):
        return refusal
    remedy = _("Open the notebook in JupyterLab and look at that cell.")
    reason = without_classes(str(error).removeprefix(f"{assignment.id}: "))
    if not reason.endswith((".", "。")):
        reason += "."
    return NotebookError(reason, where=f"source/{assignment.id}", remedy=remedy)
