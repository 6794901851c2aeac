"""Who may do what, of what: one question, `may`, and the data that answer it.

A person holds grants: an action, and how far it reaches. Roles are ready-made sets of them. What no
grant says is refused, and so is what nobody knows. docs/reference/permissions.md has the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "ANYTHING",
    "GIVEN_ROLES",
    "NOBODY",
    "ROLES",
    "Action",
    "Grant",
    "Of",
    "Person",
    "Role",
    "Scope",
]
__all__ += ["grants_of", "may"]


class Action(StrEnum):
    """What can be done. Whoever adds one says in `ROLES` who may; until then nobody may."""

    SEE_SITE = "see-site"
    SEE_RESULTS = "see-results"
    READ_FEEDBACK = "read-feedback"
    PRACTISE = "practise"
    READ_CALENDAR = "read-calendar"
    USE_APP = "use-app"
    LOAD_APP_PARTS = "load-app-parts"
    TAKE_EXERCISE = "take-exercise"
    READ_PAPER = "read-paper"
    HAND_IN = "hand-in"
    SEE_SUBMISSIONS = "see-submissions"
    SEE_METRICS = "see-metrics"
    SEE_OWN_WORK = "see-own-work"
    MANAGE_COHORT = "manage-cohort"
    VIEW_AS_LEARNER = "view-as-learner"
    SEE_COMPLETION = "see-completion"
    EXPORT_PEOPLE = "export-people"
    MANAGE_ACCOUNTS = "manage-accounts"
    SEE_AUDIT = "see-audit"
    MAKE_BACKUPS = "make-backups"
    OPEN_SERVER = "open-server"
    APPLY = "apply"
    DECIDE_APPLICATION = "decide-application"
    MANAGE_ENROLMENT = "manage-enrolment"
    REMIND = "remind"


class Scope(StrEnum):
    """How far a grant reaches; all but the first and the last need a place, `Grant.where`."""

    EVERYTHING = "everything"
    COHORT = "cohort"
    DEPARTMENT = "department"
    ASSIGNMENT = "assignment"
    ONESELF = "oneself"


@dataclass(frozen=True)
class Grant:
    """That somebody may do something, as far as `scope` reaches.

    Attributes:
        where: the id of the cohort or assignment, or the department's code. With oneself: the only
            cohort in which it counts; in every one where it is empty.
    """

    action: Action
    scope: Scope
    where: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who asks for something.

    Attributes:
        id: the staff number; empty where it is not known, and for who is none of the staff.
        account: the name of the account, as names are compared; empty where there is none.
        name: what people call them; empty where nobody has said. It opens nothing.
        roles: what they are here, for people to read; what they may, `grants` alone say.
    """

    id: str = ""
    grants: frozenset[Grant] = frozenset()
    account: str = ""
    name: str = ""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Of:
    """What an action is about; what is None, it is not about, or it is not known.

    What is about a cohort and no learner is about all its learners. `department` is the code of the
    learner's department. Narrow grants never cover what is not known.
    """

    cohort: str | None = None
    learner: str | None = None
    department: str | None = None
    assignment: str | None = None


ANYTHING = Of()
"""About nothing in particular: only a grant over everything covers it."""
NOBODY = Person()
"""Whoever is not known: may do nothing."""


class Role(StrEnum):
    """What people are in a training, or to a site.

    Visitor is whoever holds the key of a site on one machine, stranger whoever is not known to it.
    Staff is everybody who has logged in, whatever else they are.
    """

    STRANGER = "stranger"
    VISITOR = "visitor"
    STAFF = "staff"
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    MANAGER = "manager"
    HR = "hr"
    AUTHOR = "author"
    ADMIN = "admin"


_LOOK = {Action.SEE_SITE: Scope.EVERYTHING, Action.LOAD_APP_PARTS: Scope.EVERYTHING}
_LOOK |= {Action.USE_APP: Scope.EVERYTHING, Action.READ_PAPER: Scope.EVERYTHING}
_LOOK_AROUND = _LOOK | {
    Action.TAKE_EXERCISE: Scope.EVERYTHING,
    Action.OPEN_SERVER: Scope.EVERYTHING,
}
_ONES_OWN = (Action.HAND_IN, Action.OPEN_SERVER, Action.APPLY)
_ROLES: dict[Role, dict[Action, Scope]] = {
    Role.STRANGER: {Action.READ_CALENDAR: Scope.EVERYTHING},
    Role.VISITOR: {action: Scope.EVERYTHING for action in Action if action not in _ONES_OWN},
    Role.STAFF: {
        Action.SEE_SITE: Scope.EVERYTHING,
        Action.READ_CALENDAR: Scope.EVERYTHING,
        Action.APPLY: Scope.ONESELF,
    },
    Role.LEARNER: _LOOK_AROUND
    | {
        Action.READ_FEEDBACK: Scope.ONESELF,
        Action.PRACTISE: Scope.ONESELF,
        Action.READ_CALENDAR: Scope.EVERYTHING,
        Action.HAND_IN: Scope.ONESELF,
        Action.SEE_SUBMISSIONS: Scope.ONESELF,
        Action.SEE_OWN_WORK: Scope.ONESELF,
    },
    Role.INSTRUCTOR: _LOOK_AROUND
    | {
        Action.SEE_RESULTS: Scope.COHORT,
        Action.READ_FEEDBACK: Scope.COHORT,
        Action.VIEW_AS_LEARNER: Scope.COHORT,
        Action.SEE_SUBMISSIONS: Scope.COHORT,
        Action.MANAGE_COHORT: Scope.COHORT,
        Action.MANAGE_ENROLMENT: Scope.COHORT,
        Action.REMIND: Scope.COHORT,
    },
    Role.MANAGER: _LOOK
    | {
        Action.SEE_RESULTS: Scope.DEPARTMENT,
        Action.SEE_COMPLETION: Scope.DEPARTMENT,
        Action.APPLY: Scope.DEPARTMENT,
        Action.DECIDE_APPLICATION: Scope.DEPARTMENT,
    },
    Role.HR: _LOOK
    | {
        Action.SEE_RESULTS: Scope.EVERYTHING,
        Action.SEE_COMPLETION: Scope.EVERYTHING,
        Action.EXPORT_PEOPLE: Scope.EVERYTHING,
        Action.APPLY: Scope.EVERYTHING,
        Action.DECIDE_APPLICATION: Scope.EVERYTHING,
        Action.MANAGE_ENROLMENT: Scope.EVERYTHING,
        Action.REMIND: Scope.EVERYTHING,
    },
    Role.AUTHOR: _LOOK_AROUND,
    Role.ADMIN: {
        Action.SEE_SITE: Scope.EVERYTHING,
        Action.MANAGE_ACCOUNTS: Scope.EVERYTHING,
        Action.SEE_AUDIT: Scope.EVERYTHING,
        Action.MAKE_BACKUPS: Scope.EVERYTHING,
        Action.SEE_METRICS: Scope.EVERYTHING,
    },
}
ROLES: Mapping[Role, Mapping[Action, Scope]] = MappingProxyType(
    {role: MappingProxyType(grants) for role, grants in _ROLES.items()}
)
"""What each role may, and how far."""

GIVEN_ROLES: Mapping[Role, Scope] = MappingProxyType(
    {
        Role.INSTRUCTOR: Scope.COHORT,
        Role.MANAGER: Scope.DEPARTMENT,
        Role.HR: Scope.EVERYTHING,
        Role.AUTHOR: Scope.EVERYTHING,
        Role.ADMIN: Scope.EVERYTHING,
    }
)
"""The roles that are given to accounts, and what each is of. Learners are so by enrolment."""


def grants_of(role: Role, where: str = "") -> frozenset[Grant]:
    """Return what a role may: an instructor of the cohort `where`, a manager of that department."""
    return frozenset(Grant(action, scope, where) for action, scope in ROLES[role].items())


def may(person: Person, action: Action, of: Of) -> bool:
    """Tell whether somebody may do something; an action that nobody knows is refused to all."""
    if not isinstance(action, Action):
        return False
    return any(_covers(grant, person, of) for grant in _for(person.grants, action))


def _for(grants: Iterable[Grant], action: Action) -> Iterable[Grant]:
    return (grant for grant in grants if grant.action is action)


def _covers(grant: Grant, person: Person, of: Of) -> bool:
    match grant.scope:
        case Scope.EVERYTHING:
            return True
        case Scope.COHORT:
            return bool(grant.where) and of.cohort == grant.where
        case Scope.DEPARTMENT:
            return bool(grant.where) and of.department == grant.where
        case Scope.ASSIGNMENT:
            return bool(grant.where) and of.assignment == grant.where
        case Scope.ONESELF:
            is_here = not grant.where or of.cohort == grant.where
            return bool(person.id) and of.learner == person.id and is_here
    return False
