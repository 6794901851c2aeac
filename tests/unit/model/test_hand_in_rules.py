"""Promises of rules of handing in: which counts, how often, what being late costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from terakoya.model import DueDates
from terakoya.model.hand_in_rules import (
    FOR_ALL,
    CohortRules,
    Counts,
    HandInRules,
    LatePenalty,
    choose_counting,
)

NOON = datetime(2027, 5, 14, 12, tzinfo=UTC)
DAY = 86_400.0


@pytest.mark.parametrize(
    ("points", "best"),
    [
        ({1: 3.0, 2: 1.0, 3: 2.0}, 1),
        ({1: 3.0, 2: 3.0, 3: 2.0}, 2),
        ({1: 0.0, 2: 0.0, 3: 0.0}, 3),
        ({1: 3.0, 2: 1.0}, 3),
        ({}, 3),
        ({1: 3.0, 3: 2.0}, 1),
    ],
    ids=["first", "of equals the last", "nothing", "newest waits", "none graded", "one failed"],
)
def test_best_counts_once_the_newest_is_graded(points: dict[int, float], best: int) -> None:
    """Until then the newest does, as somebody waits for it; where the last counts, always it."""
    assert choose_counting([1, 2, 3], points, Counts.BEST) == best
    assert choose_counting([1, 2, 3], points) == 3


@pytest.mark.parametrize(
    ("rules", "seconds", "off"),
    [
        (HandInRules(), 9 * DAY, None),
        (HandInRules(penalty=LatePenalty.NONE), 9 * DAY, None),
        (HandInRules(penalty=LatePenalty.ZERO), 1, 8.0),
        (HandInRules(penalty=LatePenalty.ZERO), 0, None),
        (HandInRules(penalty=LatePenalty.PER_DAY, per_day=10), 1, 0.8),
        (HandInRules(penalty=LatePenalty.PER_DAY, per_day=10), DAY, 0.8),
        (HandInRules(penalty=LatePenalty.PER_DAY, per_day=10), DAY + 1, 1.6),
        (HandInRules(penalty=LatePenalty.PER_DAY, per_day=10, at_most=25), 9 * DAY, 2.0),
    ],
)
def test_late_hand_in_costs_what_the_rules_say(
    rules: HandInRules, seconds: float, off: float | None
) -> None:
    """Each day that has begun, of the points that were got, and no more than the most."""
    assert rules.take_off(8.0, seconds) == (None if off is None else pytest.approx(off))


def test_grace_ends_when_lateness_begins() -> None:
    """By what is of all, or by what an assignment has of its own; an extension has it, too."""
    rules = CohortRules({FOR_ALL: HandInRules(grace=10), "own": HandInRules(most=2)})
    dates = DueDates({"tiny": NOON, "own": NOON}, {("1", "tiny"): NOON + timedelta(1)}, rules)
    late = timedelta(minutes=10, seconds=1)
    for learner, name, at, is_late in (
        ("2", "tiny", NOON + timedelta(minutes=10), False),
        ("2", "tiny", NOON + late, True),
        ("2", "own", NOON + timedelta(seconds=1), True),
        ("1", "tiny", NOON + timedelta(1), False),
        ("1", "tiny", NOON + timedelta(1) + late, True),
    ):
        due = dates.of(learner, name)
        assert due is not None
        assert due.is_late(at) is is_late
        assert (due.seconds_late(at) > 0) is is_late
    assert dates.of("2", "tiny").seconds_late(NOON + late) == 1  # type: ignore[union-attr]
