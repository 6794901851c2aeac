"""The grading engine: any nbgrader assignment, with or without the rest of Terakoya.

Names are imported when they are first used: a warm parent loads the sandbox without nbgrader.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from terakoya_autograde.notebooks.iri_grammar import postpone_grammar

if TYPE_CHECKING:
    from terakoya_autograde.environment import ENGINE, environment_digest
    from terakoya_autograde.errors import AssignmentError, EngineError, WorkerError
    from terakoya_autograde.grade import grade_submission
    from terakoya_autograde.model import (
        Item,
        ItemResult,
        ItemStatus,
        Limits,
        Result,
        Status,
        Submission,
    )
    from terakoya_autograde.notebooks.release import generate, load_config
    from terakoya_autograde.pool import grade_many
    from terakoya_autograde.version import AssignmentVersion, prepare_assignment

__all__ = ["ENGINE", "AssignmentError", "AssignmentVersion", "EngineError", "Item", "ItemResult"]
__all__ += ["ItemStatus", "Limits", "Result", "Status", "Submission", "WorkerError"]
__all__ += ["environment_digest", "generate", "grade_many", "grade_submission", "load_config"]
__all__ += ["prepare_assignment"]

_HOMES = {
    "errors": ("AssignmentError", "EngineError", "WorkerError"),
    "environment": ("ENGINE", "environment_digest"),
    "grade": ("grade_submission",),
    "model": ("Item", "ItemResult", "ItemStatus", "Limits", "Result"),
    "pool": ("grade_many",),
    "notebooks.release": ("generate", "load_config"),
    "version": ("AssignmentVersion", "prepare_assignment"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_HOME_OF |= {"Status": "model", "Submission": "model"}


postpone_grammar()


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
