"""The grading engine: any nbgrader assignment, with or without the rest of Terakoya.

This is its front door: `grade_submission`, and what it takes and gives. Some packages below it
have a door for one matter each (`storage`, `kernels`, `runs`, …). Nothing else is for others to
import.

Names are imported when they are first used: a warm parent loads the sandbox without nbgrader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used
from terakoya_autograde.notebooks.iri_grammar import postpone_grammar

if TYPE_CHECKING:
    from terakoya_autograde.check_places import CLEAN_ROOM, IN_KERNEL, read_checks
    from terakoya_autograde.engine_environment import ENGINE, environment_digest, warm_environment
    from terakoya_autograde.errors import (
        AssignmentError,
        EngineError,
        StorageError,
        Trouble,
        UnfairError,
        WorkerError,
    )
    from terakoya_autograde.garbage import collect_seldom
    from terakoya_autograde.interpreter.prewarm import find_imports
    from terakoya_autograde.model import (
        USUAL_REUSE,
        Copies,
        Flag,
        FlagKind,
        Item,
        ItemResult,
        ItemStatus,
        Limits,
        Result,
        Reuse,
        Status,
        Submission,
    )
    from terakoya_autograde.notebooks.broken import BrokenCell
    from terakoya_autograde.notebooks.configuration import load_config
    from terakoya_autograde.notebooks.extra_files import (
        MOST_EXTRA_BYTES,
        NoPlace,
        is_file_name,
        place_files,
    )
    from terakoya_autograde.notebooks.generate_assignment import generate
    from terakoya_autograde.notebooks.identity import compare_parts
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
    from terakoya_autograde.preparations import CacheMiss, asks_for_the_time
    from terakoya_autograde.readable_text import ReadableStream, guard_streams, readable, write_json
    from terakoya_autograde.submission_grading import grade_submission
    from terakoya_autograde.version import (
        AssignmentVersion,
        VersionId,
        count_checks,
        has_drawn,
        identify_version,
        prepare_assignment,
        vary_chance,
        with_line,
    )
    from terakoya_autograde.weight import weigh

__all__ = [
    "CLEAN_ROOM",
    "ENGINE",
    "IN_KERNEL",
    "MOST_EXTRA_BYTES",
    "NBGRADER",
    "USUAL_REUSE",
    "AssignmentError",
    "AssignmentVersion",
    "BrokenCell",
    "CacheMiss",
    "Copies",
    "DelimiterError",
    "EngineError",
    "Flag",
    "FlagKind",
    "Item",
    "ItemResult",
    "ItemStatus",
    "Limits",
    "Line",
    "Marks",
    "NoPlace",
    "ReadableStream",
    "RegionKind",
    "Result",
    "Reuse",
    "Status",
    "StorageError",
    "Submission",
    "Trouble",
    "UnfairError",
    "VersionId",
    "WorkerError",
    "asks_for_the_time",
    "collect_seldom",
    "compare_parts",
    "count_checks",
    "data_files",
    "environment_digest",
    "find_imports",
    "generate",
    "grade_many",
    "grade_submission",
    "guard_streams",
    "has_drawn",
    "identify_version",
    "import_when_used",
    "is_file_name",
    "load_config",
    "place_files",
    "prepare_assignment",
    "read_checks",
    "read_marks",
    "readable",
    "shown_source",
    "source_of",
    "vary_chance",
    "warm_environment",
    "weigh",
    "with_line",
    "write_json",
]

postpone_grammar()

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "check_places": "CLEAN_ROOM IN_KERNEL read_checks",
            "engine_environment": "ENGINE environment_digest warm_environment",
            "errors": "AssignmentError EngineError StorageError Trouble UnfairError WorkerError",
            "garbage": "collect_seldom",
            "interpreter.prewarm": "find_imports",
            "model": (
                "USUAL_REUSE Copies Flag FlagKind Item ItemResult ItemStatus Limits Result Reuse "
                "Status Submission"
            ),
            "notebooks.broken": "BrokenCell",
            "notebooks.configuration": "load_config",
            "notebooks.extra_files": "MOST_EXTRA_BYTES NoPlace is_file_name place_files",
            "notebooks.generate_assignment": "generate",
            "notebooks.identity": "compare_parts",
            "notebooks.region_marks": (
                "NBGRADER DelimiterError Line Marks RegionKind read_marks shown_source source_of"
            ),
            "notebooks.source_files": "data_files",
            "pool": "grade_many",
            "preparations": "CacheMiss asks_for_the_time",
            "readable_text": "ReadableStream guard_streams readable write_json",
            "submission_grading": "grade_submission",
            "version": (
                "AssignmentVersion VersionId count_checks has_drawn identify_version "
                "prepare_assignment vary_chance with_line"
            ),
            "weight": "weigh",
        },
    )
