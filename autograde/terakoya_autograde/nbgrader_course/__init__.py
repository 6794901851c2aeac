"""Any nbgrader course directory: its configuration, folders, gradebook, and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.nbgrader_course.gradebook_writer import (
        GradebookWriter,
        GradedSubmission,
        Penalty,
    )
    from terakoya_autograde.nbgrader_course.late_plugin import read_late_plugin

__all__ = [
    "GradebookWriter",
    "GradedSubmission",
    "Penalty",
    "read_late_plugin",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "gradebook_writer": "GradebookWriter GradedSubmission Penalty",
            "late_plugin": "read_late_plugin",
        },
    )
