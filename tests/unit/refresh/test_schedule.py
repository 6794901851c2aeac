"""When to practise again, compared with the library's own figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import fsrs
import pytest

from terakoya.model import Memory
from terakoya.refresh import Rating, first_memory, rate_attempt, review

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
STOCK = fsrs.Scheduler(
    learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=365
)


@pytest.mark.parametrize("ratings", ["GGGG", "AGGA", "HGHG", "GAAH", "HHHH"])
def test_review_gives_the_librarys_own_figures(ratings: str) -> None:
    """Stability, difficulty and due date are what fsrs says for the same history."""
    named = {"A": Rating.AGAIN, "H": Rating.HARD, "G": Rating.GOOD}
    card, memory, now = fsrs.Card(card_id=7, due=NOW), None, NOW
    for letter in ratings:
        card, _log = STOCK.review_card(card, fsrs.Rating(int(named[letter])), now)
        memory = review(memory, named[letter], now)
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert (memory.due, memory.last_review) == (card.due, now)
        now = card.due + timedelta(hours=5)


def test_review_of_the_same_day_and_before_it_is_due() -> None:
    """Practising early or twice a day is what fsrs makes of it, too."""
    card, _log = STOCK.review_card(fsrs.Card(card_id=7, due=NOW), fsrs.Rating.Good, NOW)
    memory = review(None, Rating.GOOD, NOW)
    for later in (timedelta(minutes=3), timedelta(days=1)):
        card, _log = STOCK.review_card(card, fsrs.Rating.Good, NOW + later)
        memory = review(memory, Rating.GOOD, NOW + later)
    assert memory.due == card.due


def test_intervals_are_those_that_the_documentation_tells() -> None:
    """Good each time: 2, 11, 46 and 163 days."""
    memory: Memory | None = None
    now, days = NOW, []
    for _ in range(4):
        memory = review(memory, Rating.GOOD, now)
        days.append((memory.due - now).days)
        now = memory.due
    assert days == [2, 11, 46, 163]


def test_review_accepts_any_time_zone() -> None:
    """The same moment in Tokyo gives the same date."""
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert review(None, Rating.GOOD, tokyo) == review(None, Rating.GOOD, NOW)


def test_hints_make_it_hard_and_a_wrong_answer_again() -> None:
    """Wrong is Again whatever was opened; right is Hard with hints and Good without."""
    assert rate_attempt(right=False, hints=0) is Rating.AGAIN
    assert rate_attempt(right=False, hints=2) is Rating.AGAIN
    assert rate_attempt(right=True, hints=1) is Rating.HARD
    assert rate_attempt(right=True, hints=0) is Rating.GOOD


@pytest.mark.parametrize(
    ("statuses", "rating"),
    [
        (("passed",), Rating.GOOD),
        (("passed", "passed"), Rating.GOOD),
        (("passed", "failed"), Rating.HARD),
        (("partial",), Rating.HARD),
        (("failed",), Rating.AGAIN),
        (("error", "not-run"), Rating.AGAIN),
        ((), Rating.AGAIN),
    ],
)
def test_exercise_is_the_first_time(statuses: tuple[str, ...], rating: Rating) -> None:
    """The grading of the exercise rates it."""
    assert first_memory(statuses, NOW) == review(None, rating, NOW)
