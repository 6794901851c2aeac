"""When to practise again: FSRS-6, from how well it went.

The formulas and their 21 weights are the library's (https://pypi.org/project/fsrs/). Ours are
four decisions:

- Days are calendar days in Japan. The library counts whole periods of 24 hours: for it, who was
  graded in the afternoon and practises in the morning of the day that is due waited a day less.
- No learning steps: they repeat a card within minutes, and our refreshers are days apart.
- No fuzzing: the same answers give the same dates.
- No rating “Easy”: it would have to come from speed, and nobody should hurry.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from enum import IntEnum

import fsrs

from terakoya.model import Memory
from terakoya.refresh.working_days import tokyo_date

__all__ = ["Rating", "first_memory", "rate_attempt", "review"]

RETENTION = 0.9  # practise again when the chance of recall has fallen to this
LONGEST = 365  # days


class Rating(IntEnum):
    """How well it went; the numbers are FSRS's."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


_SCHEDULER = fsrs.Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST,
    enable_fuzzing=False,
)
_FROM_GRADING = {"passed": Rating.GOOD, "partial": Rating.HARD}


def rate_attempt(*, right: bool, hints: int) -> Rating:
    """Rate one attempt: wrong is Again, right with hints is Hard, right without is Good."""
    if not right:
        return Rating.AGAIN
    return Rating.HARD if hints else Rating.GOOD


def review(memory: Memory | None, rating: Rating, at: datetime) -> Memory:
    """Return what is remembered after one more attempt.

    Args:
        memory: what was remembered before; None where this is the first time.
        rating: how well it went.
        at: when, with a time zone.

    Returns:
        Its `due` is a whole number of days after `at`.
    """
    today = _noon(at)
    card, _log = _SCHEDULER.review_card(_card(memory, today), fsrs.Rating(int(rating)), today)
    assert card.stability is not None and card.difficulty is not None  # noqa: S101 - reviewed
    moment = at.astimezone(UTC)
    return Memory(card.stability, card.difficulty, moment + (card.due - today), moment)


def first_memory(statuses: tuple[str, ...], at: datetime) -> Memory:
    """Return what is remembered after the exercise itself was graded.

    The exercise is the first time: all checks passed is Good, part of them Hard, none Again.

    Args:
        statuses: of the item's checks, as gradings keep them.
        at: when the exercise was graded.
    """
    ratings = {_FROM_GRADING.get(status, Rating.AGAIN) for status in statuses}
    rating = ratings.pop() if len(ratings) == 1 else Rating.HARD
    return review(None, rating if statuses else Rating.AGAIN, at)


def _noon(moment: datetime) -> datetime:
    """Return one moment for the whole day that it is in Japan, in the zone that fsrs asks for."""
    return datetime.combine(tokyo_date(moment), time(12), UTC)


def _card(memory: Memory | None, today: datetime) -> fsrs.Card:
    if memory is None:
        return fsrs.Card(card_id=0, due=today)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=_noon(memory.last_review),
    )
