"""Promises of due dates: what people write, who is late, and what an extension does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from terakoya.model import Due, DueDates, read_due

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("written", "first_late"),
    [
        ("2027-05-14", datetime(2027, 5, 14, 15, 0, tzinfo=UTC)),  # midnight in Japan
        ("2027-05-14T17:00", datetime(2027, 5, 14, 8, 1, tzinfo=UTC)),
        ("2027-05-14 17:00", datetime(2027, 5, 14, 8, 1, tzinfo=UTC)),
        ("2027-05-14T17:00:30", datetime(2027, 5, 14, 8, 1, tzinfo=UTC)),
        ("2027-05-14T08:00Z", datetime(2027, 5, 14, 8, 1, tzinfo=UTC)),
        ("2028-02-29", datetime(2028, 2, 29, 15, 0, tzinfo=UTC)),
    ],
)
def test_due_date_covers_the_whole_day_or_minute(written: str, first_late: datetime) -> None:
    """By Japanese clocks; the first moment that shows a later time is late, none before it."""
    due = Due(read_due(written))
    assert due.is_late(first_late)
    assert not due.is_late(first_late - timedelta(microseconds=1))
    assert not due.is_late(first_late - MINUTE)


@pytest.mark.parametrize(
    "written",
    [
        *("", "tomorrow", "none", "2027-02-29", "2027/05/14", "2027-05-14T24:00"),
        *("0001-01-01", "9999-12-31", "２０２７-05-14", "2027-05-14\0"),
    ],
)
def test_what_is_no_due_date_is_refused(written: str) -> None:
    """Also days that do not exist, and years in which a typing error is likelier than a course."""
    with pytest.raises(ValueError):
        read_due(written)


def test_extension_is_for_one_person_and_never_shortens() -> None:
    """The others keep theirs; where all have got longer since, that counts for everybody."""
    day, week = (read_due(f"2027-05-{at}") for at in ("14", "21"))
    dates = DueDates({"tiny": day}, {("001", "tiny"): week})
    assert dates.of("001", "tiny") == Due(week, extended=True)
    assert dates.of("002", "tiny") == Due(day)
    assert dates.of("001", "other") is None
    longer = DueDates({"tiny": week + MINUTE}, dates.extensions)
    assert longer.of("001", "tiny") == Due(week + MINUTE)
    assert DueDates({}, dates.extensions).of("001", "tiny") is None
