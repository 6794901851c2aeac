"""A learner's refreshers as an iCalendar file (RFC 5545): ten minutes in the morning.

Events are on working days. No name, number or result is told: only titles of assignments and times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from terakoya.dates import LOCAL

__all__ = ["CalendarEntry", "make_calendar"]

_FIRST = time(9, 0)
_LENGTH = timedelta(minutes=10)
_MOST_A_DAY = 12  # then they begin at nine again: a list, not a plan for the whole day


@dataclass(frozen=True)
class CalendarEntry:
    """One event: a name that stays the same when its day changes, the day, and what is shown."""

    name: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def make_calendar(entries: Iterable[CalendarEntry], title: str, now: datetime) -> bytes:
    """Return the file: events of ten minutes from 09:00 in Asia/Tokyo, one after another.

    Args:
        entries: `day` is a working day already.
        title: the calendar's name.
        now: when it is made; DTSTAMP, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Terakoya//Refreshers//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    taken: dict[date, int] = {}
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.name)):
        place = taken.get(entry.day, 0)
        taken[entry.day] = place + 1
        calendar.add_component(_event(entry, place % _MOST_A_DAY, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, place: int, now: datetime) -> Event:
    begin = datetime.combine(entry.day, _FIRST, LOCAL) + place * _LENGTH
    event = Event()
    event.add("uid", f"{entry.name}@refresh.terakoya")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", begin)
    event.add("dtend", begin + _LENGTH)
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    if entry.url:
        event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
