"""The steps in which something that is kept changes, by name.

Whoever is killed after any of them must leave everything whole. The tests kill a process after each
member of `CrashPoint`, and fail for one that no case of theirs passes: a new step needs a case.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

__all__ = ["CrashPoint", "listen", "reached"]


class CrashPoint(StrEnum):
    """What has been done when `reached` is called with it."""

    FILE_MADE = "an empty file lies beside the one that it will replace"
    FILE_WRITTEN = "it holds all that it shall hold, on the disk too"
    FILE_PLACED = "it has the other's name"
    FOLDER_MADE = "an empty folder lies beside the one that it will replace"
    FOLDER_FILLED = "it holds all that it shall hold, on the disk too"
    FOLDER_PLACED = "it has the name, where there was none of that name"
    FOLDER_EXCHANGED = "it has the name, and the other one has its"
    FOLDER_MOVED_AWAY = "no exchange here: the other one has lost its name, and nothing has it"
    FOLDER_MOVED_IN = "no exchange here: the new one has it"
    FOLDER_TAKEN_AWAY = "a folder has lost its name, and nothing shall have it"
    FOLDER_REMOVED = "what has no name any more is gone"
    SCRATCH_MADE = "a scratch folder is there"
    SCRATCH_REMOVED = "a scratch folder is gone"
    TABLES_MADE = "the database has its new form, which is not committed"
    TABLES_KEPT = "the new form is committed"
    ROWS_WRITTEN = "the database has new rows, which are not committed"
    ROWS_KEPT = "the new rows are committed"
    GRADEBOOK_MADE = "an empty gradebook has its tables, which are committed"
    SCORES_WRITTEN = "the gradebook has a batch of scores, which is not committed"
    SCORES_KEPT = "the batch of scores is committed"
    RESULTS_BEGUN = "a batch of submissions is noted as about to change"
    RESULT_PLACED = "one submission's folders are in place, and its scores are not written"
    RESULTS_FINISHED = "the batch is noted as kept"


_listener: Callable[[CrashPoint], None] | None = None


def reached(step: CrashPoint) -> None:
    """Tell whoever listens that the step has been done; nobody does outside of tests."""
    if _listener is not None:
        _listener(step)


def listen(listener: Callable[[CrashPoint], None] | None) -> None:
    """Let a test hear of every step in this process; None ends it."""
    global _listener  # noqa: PLW0603 - the one seam: a step passes through no other argument
    _listener = listener
