"""Due dates as an iCalendar file: each is an hour that ends when the hand-in has to be there.

Times are those of Asia/Tokyo, with its VTIMEZONE in the file, so that no calendar has to guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from terakoya.dates import LOCAL
from terakoya.language import gettext as _

__all__ = ["DueEntry", "make_due_calendar"]


@dataclass(frozen=True)
class DueEntry:
    """Until when something of a cohort is to be handed in."""

    cohort_id: str
    assignment_id: str
    title: str
    at: datetime


def make_due_calendar(entries: Iterable[DueEntry], now: datetime) -> bytes:
    """Return the file; an entry keeps its name when its date is moved.

    Args:
        now: when it is made; DTSTAMP, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Terakoya//due dates//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    for one in entries:
        event = Event()
        event.add("uid", f"due-{one.cohort_id}-{one.assignment_id}@terakoya")
        event.add("summary", _("Hand in: {title}").format(title=one.title))
        end = one.at.astimezone(LOCAL)
        event.add("dtstart", end - timedelta(hours=1))
        event.add("dtend", end)
        event.add("dtstamp", now)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
