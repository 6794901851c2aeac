"""The grading engine: any nbgrader assignment, with or without the rest of Terakoya."""

from terakoya_autograde.errors import AssignmentError, EngineError, WorkerError
from terakoya_autograde.grade import grade_submission, prepare_assignment
from terakoya_autograde.model import (
    AssignmentVersion,
    Item,
    ItemResult,
    ItemStatus,
    Limits,
    Result,
    Status,
    Submission,
)
from terakoya_autograde.outcome import ENGINE, environment_digest
from terakoya_autograde.pool import grade_many
from terakoya_autograde.stock import generate, load_config

__all__ = ["ENGINE", "AssignmentError", "AssignmentVersion", "EngineError", "Item", "ItemResult"]
__all__ += ["ItemStatus", "Limits", "Result", "Status", "Submission", "WorkerError"]
__all__ += ["environment_digest", "generate", "grade_many", "grade_submission", "load_config"]
__all__ += ["prepare_assignment"]
