"""What is said of an assignment that would take points from right answers."""

from __future__ import annotations

from typing import TypeVar

from terakoya_autograde import UnfairError

from terakoya.errors import TerakoyaError
from terakoya.language import gettext as _

__all__ = ["refuse_unfair"]

Refusal = TypeVar("Refusal", bound=TerakoyaError)


def refuse_unfair(kind: type[Refusal], assignment_id: str, error: UnfairError) -> Refusal:
    """Return the refusal, as an error of a kind: which checks, why, and what to do."""
    found = [
        _("{notebook}.ipynb, check {item}: {reason}").format(
            notebook=notebook, item=item, reason=reason
        )
        for notebook, item, reason in error.checks
    ]
    what = _("Nothing is graded, as the reference solution itself would lose points: {found}.")
    remedy = _(
        "Correct the check, or run it in the learner's process: --checks {option}, or in_kernel in "
        "assignment.toml."
    )
    return kind(
        what.format(found="; ".join(found)),
        where=f"source/{assignment_id}",
        remedy=remedy.format(option=error.option),
    )
