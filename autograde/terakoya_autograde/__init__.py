"""The grading engine: any nbgrader assignment, with or without the rest of Terakoya.

Names are imported when they are first used: a warm parent loads the sandbox without nbgrader.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from terakoya_autograde.notebooks.iri_grammar import postpone_grammar

if TYPE_CHECKING:
    from terakoya_autograde.engine_environment import ENGINE, environment_digest
    from terakoya_autograde.errors import AssignmentError, EngineError, UnfairError, WorkerError
    from terakoya_autograde.model import (
        Copies,
        Flag,
        FlagKind,
        Item,
        ItemResult,
        ItemStatus,
        Limits,
        Result,
        Status,
        Submission,
    )
    from terakoya_autograde.notebooks.configuration import load_config
    from terakoya_autograde.notebooks.extra_files import MOST_BYTES, NoPlace, is_name, place_files
    from terakoya_autograde.notebooks.generate_assignment import generate
    from terakoya_autograde.notebooks.region_marks import (
        NBGRADER,
        DelimiterError,
        Line,
        Marks,
        RegionKind,
        read_marks,
        shown_source,
        source_of,
    )
    from terakoya_autograde.notebooks.source_files import data_files
    from terakoya_autograde.pool import grade_many
    from terakoya_autograde.submission_grading import grade_submission
    from terakoya_autograde.version import (
        AssignmentVersion,
        VersionId,
        has_drawn,
        identify_version,
        prepare_assignment,
        read_checks,
        vary_chance,
    )

__all__ = ["ENGINE", "NBGRADER", "AssignmentError", "AssignmentVersion", "Copies"]
__all__ += ["DelimiterError", "EngineError", "Flag", "FlagKind", "Item", "ItemResult"]
__all__ += ["ItemStatus", "Limits", "Line", "Marks", "RegionKind", "Result", "Status"]
__all__ += ["Submission", "WorkerError", "environment_digest", "generate", "grade_many"]
__all__ += ["grade_submission", "load_config", "prepare_assignment", "read_marks", "shown_source"]
__all__ += ["MOST_BYTES", "NoPlace", "data_files", "is_name", "place_files", "source_of"]
__all__ += [
    "UnfairError",
    "VersionId",
    "has_drawn",
    "identify_version",
    "read_checks",
    "vary_chance",
]

_HOMES = {
    "errors": ("AssignmentError", "EngineError", "UnfairError", "WorkerError"),
    "engine_environment": ("ENGINE", "environment_digest"),
    "submission_grading": ("grade_submission",),
    "model": ("Copies", "Flag", "FlagKind", "Item", "ItemResult", "ItemStatus", "Limits", "Result"),
    "pool": ("grade_many",),
    "notebooks.region_marks": (
        "NBGRADER",
        "Line",
        "Marks",
        "RegionKind",
        "read_marks",
        "shown_source",
    ),
    "notebooks.extra_files": ("MOST_BYTES", "NoPlace", "is_name", "place_files"),
    "notebooks.configuration": ("load_config",),
    "notebooks.source_files": ("data_files",),
    "notebooks.generate_assignment": ("generate",),
    "version": (
        "AssignmentVersion",
        "VersionId",
        "has_drawn",
        "identify_version",
        "prepare_assignment",
        "read_checks",
        "vary_chance",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_HOME_OF |= {"Status": "model", "Submission": "model"}
_HOME_OF |= {"DelimiterError": "notebooks.region_marks", "source_of": "notebooks.region_marks"}


postpone_grammar()


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
