"""Promises of where a class stands: told from gradings, and from nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from terakoya.grading.class_progress import Stuck, find_stuck
from terakoya.grading.outcome import ItemOutcome, ItemState
from terakoya.records import Grading
from terakoya.workspace.outline import OutlineItem

ITEM = OutlineItem("tiny", "total-check", 1, "合計する", answers=("total",))


def graded(status: str, **more: Any) -> Grading:
    """A hand-in whose one item ended so."""
    run = {"notebook": "tiny", "item": "total-check", "status": status, **more}
    return Grading(1, "", "", "", "", "ok", 0.1, datetime(2027, 5, 1, tzinfo=UTC), (run,))


def stuck(now: ItemState, *history: Grading) -> list[int]:
    """In how many hand-ins in a row the item lost points; empty where nobody is stuck."""
    found = find_stuck([ItemOutcome(ITEM, now, 0.0)], history)
    assert all(each == Stuck(ITEM, each.times) for each in found)
    return [each.times for each in found]


@pytest.mark.parametrize(
    ("statuses", "times"),
    [
        (["failed"], []),
        (["failed", "failed"], [2]),
        (["passed", "failed", "error", "partial"], [3]),
        (["failed", "failed", "passed", "failed"], []),
        (["failed", "not-run", "missing"], [3]),
        ([], []),
    ],
    ids=["once", "twice", "in a row", "solved between", "no answer kept", "nothing graded"],
)
def test_item_that_loses_points_again_is_what_somebody_is_stuck_at(
    statuses: list[str], times: list[int]
) -> None:
    """In hand-ins in a row, the newest among them; once is no sign."""
    assert stuck(ItemState.FAILED, *map(graded, statuses)) == times


def test_item_that_nobody_answered_is_not_what_somebody_is_stuck_at() -> None:
    """Neither now nor in the hand-in before; an answer beside an empty one of others is one."""
    empty = graded("failed", blank=["other", "total"])
    assert stuck(ItemState.UNANSWERED, empty, empty) == []
    assert stuck(ItemState.FAILED, empty, graded("failed")) == []
    assert stuck(ItemState.FAILED, graded("failed", blank=["other"]), graded("failed")) == [2]


def test_what_a_person_decided_is_not_what_somebody_is_stuck_at() -> None:
    """The points of a person count, whatever the checks said."""
    assert stuck(ItemState.BY_PERSON, graded("failed"), graded("failed")) == []
    assert stuck(ItemState.MANUAL, graded("manual"), graded("manual")) == []
