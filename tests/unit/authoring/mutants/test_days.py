"""Which days are tried."""

from __future__ import annotations

import datetime

from terakoya.authoring.mutants.days import days_to_try


def test_days_have_each_weekday_and_the_ends() -> None:
    """A week, and days on which calculations with dates go wrong."""
    days = days_to_try(datetime.date(2026, 11, 30))
    assert {day.weekday() for day in days[:7]} == set(range(7))
    assert {(3, 31), (4, 1), (12, 31), (1, 1), (2, 29)} <= {(day.month, day.day) for day in days}
