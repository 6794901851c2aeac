"""What became of an item: the gradebook decides, the run only says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from terakoya_autograde import Copies, ItemStatus

from terakoya.grading.flag_words import explain_flags, explain_remedies
from terakoya.grading.outcome import ItemOutcome, ItemState, judge_item
from terakoya.grading.scores import ItemScore
from terakoya.grading.words import explain_outcome, name_item_state, sign_of
from terakoya.workspace.outline import OutlineItem

ITEM = OutlineItem("book", "item", 2.0, "設問")
ROW = ItemScore("book", "item", 0.0, 2.0, needs_manual_grade=False)


@pytest.mark.parametrize(
    ("row", "status", "state"),
    [
        ({"score": 2.0}, "passed", ItemState.PASSED),
        ({"score": 1.0}, "partial", ItemState.PARTIAL),
        ({}, "failed", ItemState.FAILED),
        ({}, "error", ItemState.ERROR),
        ({}, "not-run", ItemState.NOT_RUN),
        ({}, "missing", ItemState.MISSING),
        ({}, "manual", ItemState.UNANSWERED),
        ({"needs_manual_grade": True}, "manual", ItemState.MANUAL),
        ({"needs_manual_grade": True}, "missing", ItemState.MANUAL),
        ({"needs_manual_grade": True, "manual_score": 1.0}, "passed", ItemState.MANUAL),
        ({"score": 1.5, "manual_score": 1.5}, "manual", ItemState.BY_PERSON),
        ({"score": 0.0, "manual_score": 0.0}, "passed", ItemState.BY_PERSON),
        ({"score": 2.5, "extra_credit": 0.5}, "passed", ItemState.PASSED),
        ({"score": 0.5, "extra_credit": 0.5}, "failed", ItemState.FAILED),
        ({}, "passed", ItemState.FAILED),  # the gradebook was written by somebody else since
        ({"score": 2.0}, "error", ItemState.PASSED),
        ({"score": 2.0}, "", ItemState.PASSED),  # something newer waits to be graded
        ({"points": 0.0}, "passed", ItemState.PASSED),
        ({"points": 0.0}, "failed", ItemState.FAILED),
    ],
)
def test_state_is_the_gradebook_s(row: dict[str, float], status: str, state: ItemState) -> None:
    """Where row and run contradict each other the row counts."""
    outcome = judge_item(ITEM, replace(ROW, **row), {"status": status})
    assert outcome.state is state
    assert outcome.score == row.get("score", 0.0)


def test_item_that_is_not_graded_has_no_state() -> None:
    """Without a row there is nothing to say."""
    assert judge_item(ITEM, None, {"status": "passed"}) == ItemOutcome(ITEM)


def test_every_status_of_a_run_is_a_state() -> None:
    """The engine's words for an item are among ours, and each state has words and a sign."""
    assert {status.value for status in ItemStatus} <= {state.value for state in ItemState}
    assert all(name_item_state(state) and sign_of(state) for state in ItemState)


def test_message_of_a_check_that_a_person_overruled_is_not_said() -> None:
    """Full points from a person: what the check had to say is over; less: it may help."""
    run = {"status": "failed", "message": "負の数でも"}
    full = judge_item(ITEM, replace(ROW, score=2.0, manual_score=2.0), run)
    part = judge_item(ITEM, replace(ROW, score=1.0, manual_score=1.0), run)
    assert full.message == ""
    assert part.message == "負の数でも"


@pytest.mark.parametrize(
    "flag",
    [
        ("missing", "item", ""),
        ("missing", "answer", ""),
        ("missing", "item", "put back"),
        ("merged", "answer", "item"),
        ("moved", "answer", ""),
        ("tag", "item", "skip-execution"),
        ("changed", "item", "points, source"),
        ("changed", "answer", "cell type"),
        *(("duplicate", "answer", copies.value) for copies in Copies),
    ],
)
def test_what_happened_to_a_cell_is_said_where_it_costs_points(flag: tuple[str, str, str]) -> None:
    """Each kind has a sentence that names the cell; an item that lost nothing says nothing."""
    run = {"status": "failed", "flags": [dict(zip(("kind", "cell", "detail"), flag, strict=True))]}
    lost = judge_item(ITEM, ROW, run)
    (said,) = explain_flags(lost)
    assert flag[1] in said
    assert said in explain_outcome(lost)
    kept = judge_item(ITEM, replace(ROW, score=2.0), run)
    assert explain_flags(kept) == explain_remedies(kept) == ()
    assert explain_outcome(kept) == ""


def test_merged_cells_are_said_once() -> None:
    """The locked cell that was put back with it needs no second sentence."""
    flags = [
        {"kind": "merged", "cell": "answer", "detail": "item"},
        {"kind": "changed", "cell": "item", "detail": "source"},
    ]
    outcome = judge_item(ITEM, ROW, {"status": "failed", "flags": flags})
    assert len(explain_flags(outcome)) == 1
    assert len(explain_remedies(outcome)) == 1
