"""An assignment on other days, where its code may ask for the day at all."""

from __future__ import annotations

import datetime
import re
from typing import Any

from terakoya_autograde import Limits

from terakoya.authoring.mutants.answer_items import read_run
from terakoya.authoring.mutants.asking_engine import ask_engine
from terakoya.authoring.mutants.days import days_to_try
from terakoya.authoring.rule import Work
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["DAYS"]

_ASKS = re.compile(r"\b(now|today|utcnow|localtime|gmtime|ctime|strftime|time\.time)\b")
_PROGRAM = ("terakoya.authoring.mutants.days", "print_days")
_LIMITS = Limits(1200, 1200, 4096, 16 * 1024)


def _try_days(subject: Subject) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return for each notebook what is lost on which day; nothing where no code asks for it."""
    found = []
    for name, notebook in subject.sources.items():
        cells = read_run(
            notebook["cells"], subject.foreseen.notebooks[name]["cells"], subject.marks
        )
        if any(_ASKS.search(source) for *_rest, source in cells):
            found.append((name, _run(subject, cells, subject.today)))
    return found


DAYS = Work(_try_days)
"""Each notebook whose code asks for the day, with what its solution loses on which."""


def _run(
    subject: Subject, cells: list[tuple[str, str, str]], today: datetime.date
) -> list[dict[str, Any]]:
    wanted = {"cells": cells, "days": [day.isoformat() for day in days_to_try(today)]}
    complaint = _("It cannot be run on other days: {reason}")
    lost: list[dict[str, Any]] = ask_engine(subject, _PROGRAM, wanted, _LIMITS, complaint)["lost"]
    always = {one["test"] for one in lost if one["day"] == today.isoformat()}
    days = len(days_to_try(today))
    return [
        one
        for one in lost
        if one["test"] not in always or sum(one["test"] == each["test"] for each in lost) < days
    ]
