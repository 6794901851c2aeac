"""On which day an office is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from terakoya.refresh import next_working_day, tokyo_date


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 24)),  # Saturday before a holiday
        (date(2026, 11, 23), date(2026, 11, 24)),  # 勤労感謝の日
        (date(2026, 12, 29), date(2027, 1, 4)),  # the turn of the year
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2027, 5, 1), date(2027, 5, 6)),  # Golden Week
    ],
)
def test_next_working_day(day: date, expected: date) -> None:
    """Weekends, holidays and the turn of the year are passed over."""
    assert next_working_day(day) == expected


def test_day_is_that_of_japan() -> None:
    """Fifteen hours UTC is the next morning in Tokyo."""
    assert tokyo_date(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert tokyo_date(datetime(2026, 11, 23, 14, 59, tzinfo=UTC)) == date(2026, 11, 23)
