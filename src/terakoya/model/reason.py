"""Why a submission is graded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Cause", "Reason"]


class Cause(StrEnum):
    """What made a submission due; the first that holds."""

    FIRST = "first"  # nothing of this learner and assignment is graded yet
    HANDED_IN = "handed-in"  # something newer was handed in
    RULES = "rules"  # by rules and dates of today another hand-in counts, or may
    INTERRUPTED = "interrupted"  # a run broke off while it wrote
    VERSION = "version"  # the assignment is another one than what was graded against
    LOST = "lost"  # gradebook or folders do not hold any more what was put there
    ASKED = "asked"  # somebody asked for it


@dataclass(frozen=True)
class Reason:
    """Why, and which parts of the assignment have changed: files, and ``file#grade_id`` cells.

    The parts are empty where nothing has changed, or where the earlier version is not known.
    """

    cause: Cause
    changed: tuple[str, ...] = ()
