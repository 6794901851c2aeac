"""Promises of the one question for permissions."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import terakoya
from terakoya.model.permissions import (
    ANYTHING,
    NOBODY,
    ROLES,
    Action,
    Grant,
    Of,
    Person,
    Role,
    Scope,
    grants_of,
    may,
)

SOURCE = Path(terakoya.__file__).parent
HERE = SOURCE / "model" / "permissions.py"
EVERYTHING = Person("000001", frozenset(Grant(action, Scope.EVERYTHING) for action in Action))
MATTERS = [
    Of(*known)
    for known in itertools.product((None, "", "r8-a"), (None, "", "001"), (None, "10"), (None, "a"))
]


def holder(scope: Scope, where: str = "", action: Action = Action.READ_FEEDBACK) -> Person:
    """Somebody with one grant."""
    return Person("001", frozenset({Grant(action, scope, where)}))


def test_action_is_asked_about_somewhere() -> None:
    """What the table gives and nothing asks would be a right on paper only."""
    asked = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path != HERE)
    assert [action for action in Action if f"Action.{action.name}" not in asked] == []


@pytest.mark.parametrize("action", Action)
def test_nobody_may_nothing(action: Action) -> None:
    """Whoever is not known is refused, whatever it is about."""
    assert not any(may(NOBODY, action, of) for of in MATTERS)


@pytest.mark.parametrize("action", Action)
def test_grant_over_everything_covers_everything(action: Action) -> None:
    """Control: the same questions, for somebody who may."""
    assert all(may(EVERYTHING, action, of) for of in MATTERS)


@pytest.mark.parametrize("action", ["read-feedback", "see-all", "", None, 7, Scope.EVERYTHING])
def test_unknown_action_is_refused_to_all(action: Any) -> None:
    """Also to who may everything: what nobody has thought of is not allowed by anybody."""
    assert not may(EVERYTHING, action, ANYTHING)


def test_unknown_action_of_a_grant_gives_nothing() -> None:
    """A grant of a newer version, or a mistyped one, opens nothing."""
    odd: Any = "see-everything"
    person = Person("001", frozenset({Grant(odd, Scope.EVERYTHING)}))
    assert not any(may(person, action, of) for action in (*Action, odd) for of in MATTERS)


def test_unknown_scope_of_a_grant_reaches_nothing() -> None:
    """The same of how far it reaches."""
    odd: Any = "world"
    assert not any(may(holder(odd, "r8-a"), Action.READ_FEEDBACK, of) for of in MATTERS)


@pytest.mark.parametrize(
    ("scope", "where", "covered", "other"),
    [
        (Scope.COHORT, "r8-a", Of(cohort="r8-a", learner="9"), Of(cohort="r8-b", learner="9")),
        (Scope.DEPARTMENT, "10", Of(department="10"), Of(department="11", cohort="10")),
        (Scope.ASSIGNMENT, "a", Of(assignment="a"), Of(assignment="b", cohort="a")),
        (Scope.ONESELF, "", Of(cohort="any", learner="001"), Of(cohort="any", learner="002")),
        (Scope.ONESELF, "r8-a", Of("r8-a", "001"), Of("r8-b", "001")),
    ],
)
def test_scope_reaches_its_own_place_only(scope: Scope, where: str, covered: Of, other: Of) -> None:
    """A neighbour's, and another kind's of the same name, is not covered."""
    person = holder(scope, where)
    assert may(person, Action.READ_FEEDBACK, covered)
    assert not may(person, Action.READ_FEEDBACK, other)
    assert not may(person, Action.PRACTISE, covered)


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.EVERYTHING])
def test_narrow_scope_covers_nothing_that_is_unknown(scope: Scope) -> None:
    """Neither what is about nothing in particular, nor a place without a name."""
    for of in (ANYTHING, Of("", "", "", "")):
        assert not may(holder(scope), Action.READ_FEEDBACK, of)
        assert not may(Person("", holder(scope).grants), Action.READ_FEEDBACK, of)


def test_whole_cohort_is_no_departments() -> None:
    """Who may see a department's results does not see those of a cohort with others in it."""
    manager = Person("009", grants_of(Role.MANAGER, "10"))
    assert may(manager, Action.SEE_RESULTS, Of(cohort="r8-a", learner="001", department="10"))
    assert not may(manager, Action.SEE_RESULTS, Of(cohort="r8-a"))


def test_learner_reads_own_pages_only() -> None:
    """The role as a site will give it out."""
    learner = Person("001", grants_of(Role.LEARNER))
    for action in (Action.READ_FEEDBACK, Action.PRACTISE, Action.HAND_IN):
        assert may(learner, action, Of(cohort="r8-a", learner="001"))
        assert not may(learner, action, Of(cohort="r8-a", learner="002"))
    assert not may(learner, Action.SEE_RESULTS, Of(cohort="r8-a"))


def test_roles_of_one_person_add_up() -> None:
    """An instructor of one cohort who learns in another is both, each in its place."""
    both = Person("001", grants_of(Role.LEARNER, "b") | grants_of(Role.INSTRUCTOR, "a"))
    assert may(both, Action.READ_FEEDBACK, Of("a", "777"))
    assert may(both, Action.READ_FEEDBACK, Of("b", "001"))
    assert not may(both, Action.READ_FEEDBACK, Of("b", "777"))


def test_every_role_is_in_the_table() -> None:
    """And nobody adds to it at run time."""
    assert set(ROLES) == set(Role)
    table: Any = ROLES
    with pytest.raises(TypeError):
        table[Role.LEARNER][Action.SEE_RESULTS] = Scope.EVERYTHING
