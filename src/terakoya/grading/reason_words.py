"""Why a submission was graded, in words for people."""

from __future__ import annotations

from terakoya.language import gettext as _
from terakoya.model import Cause, Reason

__all__ = ["describe_part", "explain_reason"]

_MOST_PARTS = 4


def explain_reason(reason: Reason) -> str:
    """Say why; where the assignment has changed, say what in it."""
    if reason.cause is Cause.VERSION and reason.changed:
        return _("the assignment has changed: {parts}").format(parts=_name_parts(reason))
    return {
        Cause.FIRST: _("graded for the first time"),
        Cause.HANDED_IN: _("something newer was handed in"),
        Cause.RULES: _("another of the hand-ins counts now"),
        Cause.INTERRUPTED: _("a run broke off while it was graded"),
        Cause.VERSION: _("the assignment has changed"),
        Cause.LOST: _("the gradebook or the folders no longer hold what was put there"),
        Cause.ASKED: _("grading it again was asked for"),
    }[reason.cause]


def describe_part(part: str) -> str:
    """Name a part of an assignment: a file, a cell of a notebook, or where checks run."""
    if part == "checks":
        return _("where checks run")
    notebook, cell, grade_id = part.partition("#")
    return _("{notebook}, cell {cell}").format(notebook=notebook, cell=grade_id) if cell else part


def _name_parts(reason: Reason) -> str:
    names = [describe_part(part) for part in reason.changed[:_MOST_PARTS]]
    more = len(reason.changed) - len(names)
    if more:
        names.append(_("and {n} more").format(n=more))
    return "; ".join(names)
