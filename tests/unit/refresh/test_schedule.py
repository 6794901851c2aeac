"""When to practise again, compared with the library's own figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import fsrs
import pytest

from terakoya.dates import LOCAL
from terakoya.model import Memory
from terakoya.refresh import Rating, first_memory, rate_attempt, review
from terakoya.refresh.working_days import tokyo_date

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
STOCK = fsrs.Scheduler(
    learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=365
)


@pytest.mark.parametrize("ratings", ["GGGG", "AGGA", "HGHG", "GAAH", "HHHH"])
def test_review_gives_the_librarys_own_figures(ratings: str) -> None:
    """Stability, difficulty and due date are what fsrs says for the same history of days."""
    named = {"A": Rating.AGAIN, "H": Rating.HARD, "G": Rating.GOOD}
    card, memory, now = fsrs.Card(card_id=7, due=NOW), None, NOW
    for letter in ratings:
        card, _log = STOCK.review_card(card, fsrs.Rating(int(named[letter])), now)
        memory = review(memory, named[letter], now)
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert (memory.due, memory.last_review) == (card.due, now)
        now = card.due + timedelta(hours=3)  # of the same day in Japan: for fsrs the same as well


def test_review_of_the_same_day_and_before_it_is_due() -> None:
    """Practising early or twice a day is what fsrs makes of it, too."""
    card, _log = STOCK.review_card(fsrs.Card(card_id=7, due=NOW), fsrs.Rating.Good, NOW)
    memory = review(None, Rating.GOOD, NOW)
    for later in (timedelta(minutes=3), timedelta(days=1, minutes=3)):
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


HOURS = [(0, 0), (8, 59), (9, 0), (14, 30), (23, 59)]


@pytest.mark.parametrize("first", HOURS)
@pytest.mark.parametrize("later", HOURS)
def test_intervals_count_calendar_days_in_japan(
    first: tuple[int, int], later: tuple[int, int]
) -> None:
    """At whatever hour of the due days somebody practises: 2, 11, 46 and 163 days."""
    day, days = date(2026, 11, 23), []
    memory: Memory | None = None
    for number in range(4):
        hour = time(*(later if number else first))
        memory = review(memory, Rating.GOOD, datetime.combine(day, hour, LOCAL))
        due = tokyo_date(memory.due)
        days.append((due - day).days)
        day = due
    assert days == [2, 11, 46, 163]


def test_intervals_without_calendar_days_are_others() -> None:
    """Control: fsrs itself, graded in the afternoon and practised at nine, gives 2, 7, 32, 118."""
    card, day, days = fsrs.Card(card_id=7, due=NOW), date(2026, 11, 23), []
    for number in range(4):
        hour = time(9, 0) if number else time(14, 30)
        moment = datetime.combine(day, hour, LOCAL).astimezone(UTC)
        card, _log = STOCK.review_card(card, fsrs.Rating.Good, moment)
        due = tokyo_date(card.due)
        days.append((due - day).days)
        day = due
    assert days == [2, 7, 32, 118]


def test_review_just_after_midnight_is_another_day() -> None:
    """Two attempts on both sides of midnight in Japan are a day apart; fifteen hours of one day
    are none."""
    late = datetime(2026, 11, 23, 23, 50, tzinfo=LOCAL)
    begun = review(None, Rating.GOOD, late)
    next_day = review(begun, Rating.GOOD, late + timedelta(minutes=20))
    assert next_day.stability == review(begun, Rating.GOOD, late + timedelta(days=1)).stability
    early = datetime(2026, 11, 23, 8, 0, tzinfo=LOCAL)
    same_day = review(review(None, Rating.GOOD, early), Rating.GOOD, early + timedelta(hours=15))
    assert same_day.stability == review(begun, Rating.GOOD, late + timedelta(minutes=1)).stability


@pytest.mark.parametrize("times", range(4))
def test_hints_never_bring_a_refresher_back_later(times: int) -> None:
    """What the page says of hints holds: sooner than without, by however much."""
    memory, now = None, NOW
    for _ in range(times):
        memory = review(memory, Rating.GOOD, now)
        now = memory.due
    with_hints, without = (review(memory, rating, now) for rating in (Rating.HARD, Rating.GOOD))
    assert with_hints.due < without.due


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
