"""What is noted of each change of a cohort, its people and its dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Change", "LogEntry", "Stamp"]


class Change(StrEnum):
    """What was done."""

    CREATED = "created"
    CHANGED = "changed"  # its title, or its first or last day
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    ENROLLED = "enrolled"
    UPDATED = "updated"  # what is known of a learner, by a newer roster
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    DUE = "due"  # an assignment's due date
    EXTENSION = "extension"  # one person's


@dataclass(frozen=True)
class Stamp:
    """When something is done, and in whose account on this machine."""

    at: datetime
    by: str = ""


@dataclass(frozen=True)
class LogEntry:
    """One change: of whom or what, and what it was before and is after it.

    Attributes:
        learner_id, assignment_id: whom and what it is about; empty where it is about neither.
        before, after: name → value, only of what is another one now; times are ISO 8601.
    """

    what: Change
    before: Mapping[str, str]
    after: Mapping[str, str]
    learner_id: str = ""
    assignment_id: str = ""
