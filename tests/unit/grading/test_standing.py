"""Promises of where an assignment stands, and of what counts as not answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from terakoya.grading import Entry, describe_run, list_notes, name_standing, name_status
from terakoya.grading.outcome import ItemState, judge_item
from terakoya.grading.scores import ItemScore, Score
from terakoya.model import Learner, Submission, Tier
from terakoya.model.standing import Standing
from terakoya.records import Grading
from terakoya.workspace.outline import OutlineItem

NOW = datetime(2026, 11, 29, tzinfo=UTC)
LEARNER = Learner("0001", "受講 者", "01", "総務課", "主事", Tier.GENERAL, "a@x.example")
ITEMS = (
    OutlineItem("book", "a-check", 2.0, "問1", ("a",)),
    OutlineItem("book", "bc-check", 3.0, "問2", ("b", "c")),
    OutlineItem("book", "given", 0.0, "問3"),
)
ALL = frozenset({("book", "a"), ("book", "b"), ("book", "c")})


def entry(
    status: str = "error",
    *,
    blank: frozenset[tuple[str, str]] = ALL,
    scores: tuple[float, ...] = (0.0, 0.0, 0.0),
    items: tuple[OutlineItem, ...] = ITEMS,
    **row: Any,
) -> Entry:
    """A graded entry whose checks ended with errors, and whose answers are blank."""
    given = tuple(
        replace(ItemScore("book", item.id, score, item.points, needs_manual_grade=False), **row)
        for item, score in zip(items, scores, strict=True)
    )
    score = Score("0001", "small", sum(scores), 5.0, NOW, given, {}, blank=blank)
    runs = tuple({"notebook": "book", "item": item.id, "status": "error"} for item in items)
    grading = Grading(1, "", "", "", "", status, 1.0, NOW, runs)
    handed_in = Submission(1, "spring", "0001", "small", {}, "", NOW, NOW)
    return Entry(LEARNER, "small", handed_in, grading, score, items)


@pytest.mark.parametrize(
    ("made", "standing"),
    [
        (entry(), Standing.UNANSWERED),
        (entry("ok"), Standing.UNANSWERED),
        (entry(blank=ALL - {("book", "c")}), Standing.GRADED),
        (entry(blank=frozenset({("other", "a"), ("other", "b"), ("other", "c")})), Standing.GRADED),
        (entry(scores=(2.0, 0.0, 0.0)), Standing.GRADED),
        (entry(manual_score=0.0), Standing.GRADED),
        (entry(needs_manual_grade=True), Standing.REVIEW),
        (entry("refused"), Standing.REVIEW),
        (entry("grader-failed"), Standing.REVIEW),
        (entry(items=(), scores=()), Standing.GRADED),
        (replace(entry(), grading=None), Standing.WAITING),
        (replace(entry(), submission=None, grading=None, score=None), Standing.MISSING),
    ],
)
def test_standing_is_told_from_gradebook_and_run(made: Entry, standing: Standing) -> None:
    """Not answered is only what nobody wrote into, has no points and was judged by nobody."""
    assert made.standing is standing


def test_notes_stand_beside_the_standing() -> None:
    """How a run ended is no status of its own, and no news where nobody wrote anything."""
    assert describe_run(entry(blank=frozenset())) == "Graded: Stopped at an error"
    assert describe_run(entry("ok", blank=frozenset())) == "Graded"
    assert describe_run(entry()) == "No answer"
    assert "grade: 3" in describe_run(entry("ok", needs_manual_grade=True))


def test_error_of_an_empty_notebook_is_no_news_while_a_task_waits() -> None:
    """The stubs ended with an error, not the learner; who has to act is said all the same."""
    task = OutlineItem("book", "draw", 4.0, "問4", ("draw",))
    made = entry(items=(ITEMS[0], task), scores=(0.0, 0.0))
    assert made.score is not None
    first, second = made.score.items
    waiting = replace(second, needs_manual_grade=True)
    made = replace(made, score=replace(made.score, items=(first, waiting)))
    assert made.standing is Standing.REVIEW
    assert describe_run(made) == "To be looked at: for the instructor to grade: 1"


def test_every_standing_has_words_of_its_own() -> None:
    """No two of them are said alike."""
    assert len({name_standing(entry) for entry in Standing}) == len(Standing)


@pytest.mark.parametrize("status", ["failed", "error", "not-run"])
def test_item_with_blank_answers_is_not_answered_whatever_its_check_said(status: str) -> None:
    """An error of a check on a stub is no error of the learner's; displaced answers stay found."""
    item, row = ITEMS[1], ItemScore("book", "bc-check", 0.0, 3.0, needs_manual_grade=False)
    assert judge_item(item, row, {"status": status}, ALL).state is ItemState.UNANSWERED
    assert judge_item(item, row, {"status": status}).state == status
    part = ALL - {("book", "b")}
    assert judge_item(item, row, {"status": status}, part).state == status
    moved = {"status": status, "flags": [{"kind": "merged", "cell": "b", "detail": "c"}]}
    assert judge_item(item, row, moved, ALL).state == status


HALF: dict[str, Any] = {"blank": frozenset({("book", "a")}), "scores": (0.0, 3.0, 0.0)}


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (entry(**HALF), ""),
        (entry("ok", **HALF), ""),
        (entry("timeout", **HALF), "timeout"),
        (entry(blank=HALF["blank"], scores=(0.0, 1.0, 0.0)), "error"),
        (entry(blank=frozenset(), scores=(2.0, 3.0, 0.0)), "error"),
    ],
)
def test_what_nobody_wrote_into_is_no_error(made: Entry, status: str) -> None:
    """Where all else is right, it is said how many are not answered, not that a cell failed."""
    assert list_notes(made) == (name_status(status) if status else "not answered: 1",)
