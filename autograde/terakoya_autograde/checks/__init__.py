"""What of a check runs where: in the learner's process or in the clean room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.checks.code_cells import read_cells
    from terakoya_autograde.checks.comparison_weakness import Weak, find_weak_comparisons

__all__ = [
    "Weak",
    "find_weak_comparisons",
    "read_cells",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "code_cells": "read_cells",
            "comparison_weakness": "Weak find_weak_comparisons",
        },
    )
