"""On which day an office is open: no weekend, no holiday, no turn of the year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import jpholiday

from terakoya.dates import LOCAL

__all__ = ["is_working_day", "next_working_day", "tokyo_date"]


def tokyo_date(moment: datetime) -> date:
    """Return the day that it is in Japan at `moment`."""
    return moment.astimezone(LOCAL).date()


def is_working_day(day: date) -> bool:
    """Tell whether a city hall is open: Monday to Friday, no holiday, not 29 December to 3 January.

    The turn of the year is what most ordinances on holidays of Japanese municipalities say.
    """
    turn_of_the_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not turn_of_the_year and not jpholiday.is_holiday(day)


def next_working_day(day: date) -> date:
    """Return `day` where it is a working day, else the next one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
