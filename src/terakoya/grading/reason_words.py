"""Why a submission was graded, in words for people."""

from __future__ import annotations

from terakoya.language import gettext as _
from terakoya.model import Cause, Reason

__all__ = ["describe_part", "explain_reason"]

_MOST_PARTS = 4


def explain_reason(reason: Reason) -> str:
    """Say why; where the assignment has changed, say what in it."""
    match reason.cause:
        case Cause.FIRST:
            return _("graded for the first time")
        case Cause.HANDED_IN:
            return _("something newer was handed in")
        case Cause.INTERRUPTED:
            return _("a run broke off while it was graded")
        case Cause.ASKED:
            return _("grading it again was asked for")
        case Cause.VERSION if reason.changed:
            return _("the assignment has changed: {parts}").format(parts=_name_parts(reason))
    return _("the assignment has changed")


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
