"""The calendar file, read as a calendar program reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from terakoya.refresh import CalendarEntry, make_calendar

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    "a1b2", date(2026, 11, 24), "学び直し（10分）：窓口待ち時間", "開いてください。"
)


def read(*entries: CalendarEntry) -> list[dict[str, object]]:
    """The events of a file."""
    calendar = Calendar.from_ical(make_calendar(entries, "学び直し", NOW))
    return [
        {name: event.decoded(name) for name in ("uid", "dtstart", "dtend", "summary")}
        for event in calendar.walk("VEVENT")
    ]


def test_event_is_ten_minutes_from_nine_in_tokyo() -> None:
    """The time zone is named, and its rules are in the file."""
    (event,) = read(ENTRY)
    begin = event["dtstart"]
    assert isinstance(begin, datetime)
    assert (begin.hour, begin.minute, begin.utcoffset()) == (9, 0, timedelta(hours=9))
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in make_calendar([ENTRY], "学び直し", NOW)


def test_events_of_a_day_follow_one_another() -> None:
    """Two refreshers do not stand on the same ten minutes."""
    first, second = read(ENTRY, replace(ENTRY, name="zz"))
    assert first["dtend"] == second["dtstart"]


def test_name_stays_when_the_day_moves() -> None:
    """A calendar program moves the event instead of adding one."""
    (before,), (after,) = read(ENTRY), read(replace(ENTRY, day=date(2026, 12, 1)))
    assert before["uid"] == after["uid"]
    assert before["dtstart"] != after["dtstart"]


def test_empty_calendar_is_a_calendar() -> None:
    """A learner with nothing to do can subscribe as well."""
    assert read() == []
