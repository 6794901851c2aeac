"""nbgrader's tables, notebook format and words on cells, imported without the rest of it."""

from __future__ import annotations

from terakoya_autograde.light_nbgrader.postponing import postpone_servers, stand_ins

__all__ = [
    "Assignment",
    "Base",
    "BaseCell",
    "BaseMetadataValidator",
    "Comment",
    "Course",
    "Grade",
    "GradeCell",
    "MetadataValidator",
    "Notebook",
    "SourceCell",
    "Student",
    "SubmittedAssignment",
    "SubmittedNotebook",
    "TaskCell",
    "compute_checksum",
    "has_failed",
    "is_grade",
    "is_locked",
    "is_solution",
    "is_task",
    "new_uuid",
]

postpone_servers()
with stand_ins():
    from nbgrader.api import (
        Assignment,
        Base,
        BaseCell,
        Comment,
        Course,
        Grade,
        GradeCell,
        Notebook,
        SourceCell,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
        TaskCell,
        new_uuid,
    )
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.nbgraderformat.common import BaseMetadataValidator
    from nbgrader.utils import (
        compute_checksum,
        has_failed,
        is_grade,
        is_locked,
        is_solution,
        is_task,
    )
