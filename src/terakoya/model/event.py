"""Events: what happened in a workspace, when, who did it, and about whom or what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["CHANGES", "Event", "EventKind", "Stamp", "tell_change"]


class EventKind(StrEnum):
    """What happened."""

    CREATED = "created"
    CHANGED = "changed"  # a cohort's title, or its first or last day
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    ENROLLED = "enrolled"
    UPDATED = "updated"  # what is known of a learner, by a newer roster
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    DUE = "due"  # an assignment's due date
    EXTENSION = "extension"  # one person's
    RULES = "rules"  # how an assignment of a cohort, or all of them, is handed in
    NAME_TOLD = "name-told"  # whom a name in hand-ins means
    NAME_FORGOTTEN = "name-forgotten"
    OFFERED = "offered"  # from now on learners get an assignment
    NOT_OFFERED = "not-offered"  # and from now on they do not
    FETCHED = "fetched"  # a learner got an assignment for the first time
    HANDED_IN = "handed-in"  # a submission was taken into the store
    GRADED = "graded"  # a submission's score is in the gradebook
    FEEDBACK = "feedback"  # a page of feedback is there, or is another one
    RUN_STARTED = "run-started"
    RUN_ENDED = "run-ended"
    MARKED = "marked"  # a person gave points to an answer, or took them back
    REGRADED = "regraded"  # an assignment is graded again for good, and why
    COMPARED = "compared"  # hand-ins of an assignment, with each other
    LOOKED = "looked"  # somebody saw marks that are not their own
    MESSAGE = "message"  # an instructor says something to a cohort
    MESSAGE_TAKEN_BACK = "message-taken-back"
    ACCOUNT_MADE = "account-made"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"
    ACCOUNT_RESTS = "account-rests"  # it was tried in vain too often
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a first one was drawn
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - by whose account it is
    MOVED = "moved"  # a person, to another department or position
    LEFT = "left"  # the office
    DEPARTMENT_CHANGED = "department-changed"
    PERSON_EXPORTED = "person-exported"
    PERSON_ERASED = "person-erased"
    BACKUP_MADE = "backup-made"  # and read again
    BACKUP_FAILED = "backup-failed"
    BACKUP_TAKEN = "backup-taken"  # somebody downloaded one
    ROLE_GIVEN = "role-given"
    ROLE_TAKEN = "role-taken"
    OPENED = "opened"  # seats and days of a cohort that people apply for
    APPLIED = "applied"  # for a cohort, for oneself or for somebody
    NOMINATED = "nominated"  # by the superior
    AGREED = "agreed"  # the superior, to an application
    REFUSED = "refused"  # the superior, an application
    CANCELLED = "cancelled"  # an application, by the person or the office
    ROSTER_CHANGED = "roster-changed"  # what it changed are the events of the same moment
    ROSTER_UNDONE = "roster-undone"  # a change of the roster was put back
    ADDITIONAL_POSTING = "additional-posting"  # 兼務, begun or ended
    PERSON_KNOWN = "person-known"  # a list of staff names somebody new
    REMINDED = "reminded"  # a notice was queued for somebody
    NOTICE = "notice"  # what became of it: sent, not taken, handed over on paper, to be sent again
    NOTICES_CHOSEN = "notices-chosen"  # what somebody wants to be told of


CHANGES = frozenset(
    {
        EventKind.CREATED,
        EventKind.CHANGED,
        EventKind.ARCHIVED,
        EventKind.UNARCHIVED,
        EventKind.ENROLLED,
        EventKind.UPDATED,
        EventKind.WITHDRAWN,
        EventKind.REINSTATED,
        EventKind.DUE,
        EventKind.EXTENSION,
        EventKind.RULES,
    }
)
"""The kinds that change a cohort, its people or its dates; their data is that of `tell_change`."""


@dataclass(frozen=True)
class Stamp:
    """When something is done, and in whose account on this machine."""

    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Event:
    """What happened, and about whom and what; empty where it is about none.

    Attributes:
        data: the rest, as JSON has it; moments are ISO 8601. Never what a learner has written.
    """

    kind: EventKind
    cohort_id: str = ""
    learner_id: str = ""
    assignment_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def before(self) -> Mapping[str, str]:
        """Name → value as it was, of what a change has made another one."""
        return dict(self.data.get("before", {}))

    @property
    def after(self) -> Mapping[str, str]:
        """Name → value as it is since."""
        return dict(self.data.get("after", {}))


def tell_change(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, object]:
    """Return the data of a change: only what is another value now."""
    return {"before": dict(before), "after": dict(after)}
