"""Mutants of the model solution that the tests of their item do not find."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.mutants.mutant_runs import KILLED, SURVIVED, ItemStudy, Outcome
from terakoya.authoring.mutants.reporting import (
    STUDY,
    VALUE_KINDS,
    describe_survivor,
    place_of,
    write_test,
)
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["SHARE", "FewSurvivors", "SurvivingMutants", "UntriedItem"]

SHARE = 0.98
"""Of the mutants that are wrong, how many have to be found in an assignment."""
_ITEM_SHARE, _FEW = 0.9, 10
"""How many in a single item, where it has so many: a large lab shall not hide one bad test."""


class SurvivingMutants(Check):
    """The tests find less than 98 % of the mistakes that were made in the model solution, or less
    than 90 % of those in one item.

    Why:
        A learner who makes one of them gets the points, and is told that all is well.

    Example:
        The solution has `waits >= 30`. With `waits > 30` it gives another share for somebody who
        waited exactly 30 minutes, and every test passes.

    Remedy:
        Add the test that the message proposes, or a better one. Where the task leaves it open,
        ignore the code for that item, with the reason.
    """

    code = "TK901"
    name = "surviving-mutants"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each mistake that is not found, where there are too many."""
        if not _is_enough(subject):
            yield from _tell(subject)


class FewSurvivors(Check):
    """A mistake that was made in the model solution is not found by the tests.

    Why:
        The tests find 98 % of such mistakes or more. This one a learner may make unseen.

    Example:
        `+ 1` for `- 1` in a step whose result hardly depends on it.

    Remedy:
        Add the test that the message proposes where it is worth it.
    """

    code = "TK902"
    name = "few-survivors"
    severity = Severity.HINT
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each mistake that is not found, where there are few."""
        if _is_enough(subject):
            yield from _tell(subject)


class UntriedItem(Check):
    """No mistake can be made in the model solution of an item, as it does not run by itself.

    Why:
        Whether its tests find anything, nobody knows.

    Example:
        A test that passes only where an earlier test was run as nbgrader runs it.

    Remedy:
        Run the notebook from the top in JupyterLab, with the solution in it.
    """

    code = "TK908"
    name = "untried-item"
    severity = Severity.WARNING
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        for study in subject.once(STUDY):
            if study.refused:
                what = _("No wrong answers to {item} could be tried: {reason}")
                said = what.format(item=study.item.id, reason=study.refused[:300])
                remedy = _("Run the notebook from the top, with the solution in it.")
                yield Found(place_of(subject, study.item), said, remedy)


def _is_enough(subject: Subject) -> bool:
    ends = [(one.count(KILLED), one.count(SURVIVED)) for one in subject.once(STUDY)]
    killed, survived = (sum(numbers) for numbers in zip(*ends, strict=True)) if ends else (0, 0)
    items = (one for one in ends if sum(one) >= _FEW)
    return killed >= SHARE * (killed + survived) and all(
        one[0] >= _ITEM_SHARE * sum(one) for one in items
    )


def _tell(subject: Subject) -> Iterator[Found]:
    for study in subject.once(STUDY):
        for outcome in study.outcomes:
            if outcome.end == SURVIVED and outcome.kind not in VALUE_KINDS:
                yield _found(subject, study, outcome)


def _found(subject: Subject, study: ItemStudy, outcome: Outcome) -> Found:
    remedy = _("A test that finds it: {test}").format(test=write_test(outcome))
    place = place_of(subject, study.item, outcome.line)
    return Found(place, describe_survivor(study.item, outcome), remedy)
