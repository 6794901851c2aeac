"""Due dates as an iCalendar file: each is an hour that ends when the hand-in has to be there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

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
    for one in entries:
        event = Event()
        event.add("uid", f"due-{one.cohort_id}-{one.assignment_id}@terakoya")
        event.add("summary", _("Hand in: {title}").format(title=one.title))
        event.add("dtstart", one.at - timedelta(hours=1))
        event.add("dtend", one.at)
        event.add("dtstamp", now)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
