"""Tests whose verdict depends on the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from terakoya.authoring.finding import Found
from terakoya.authoring.mutants.day_runs import DAYS
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["DecidedByTheDay"]


class DecidedByTheDay(Check):
    """The model solution loses points on some days, and on others it does not.

    Why:
        What was right on the day of the lesson is wrong when somebody does it later.

    Example:
        assert days_left == 3

        where `days_left` is counted from today.

    Remedy:
        Take the day from the data, or let the test count from today as well.
    """

    code = "TK918"
    name = "decided-by-the-day"
    work = DAYS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item, with the days on which it loses."""
        for notebook, lost in subject.once(DAYS):
            for item in dict.fromkeys(one["test"] for one in lost):
                mine = [one for one in lost if one["test"] == item]
                what = _(
                    "The day decides the check {item}: the solution loses on {days} ({message})."
                )
                said = what.format(item=item, days=_days(mine), message=_why(mine[0]))
                remedy = _("Take the day from the data, or let the test count from today as well.")
                yield Found(subject.place_of(notebook, item), said, remedy)


def _why(lost: dict[str, Any]) -> str:
    """Return what the test says, or the line at which it fails."""
    words = " ".join(str(lost["message"]).split())[:160]
    return words or _("line {line} of the check").format(line=lost["line"])


def _days(lost: Sequence[dict[str, Any]]) -> str:
    days = [datetime.date.fromisoformat(one["day"]) for one in lost]
    week = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return ", ".join(f"{day} ({week[day.weekday()]})" for day in days[:4])
