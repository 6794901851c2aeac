"""The model solution and its tests on other days.

`print_days` runs beside the notebook: every cell in a fork, with another date. What a library asks
of the system itself (`np.datetime64("now")`) still tells today.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

from terakoya.authoring.mutants.forked_runs import (
    Forks,
    NotebookShell,
    TooSlowError,
    WorkFailedError,
)

__all__ = ["days_to_try", "print_days"]

_SECONDS = 120.0
_NOON = 12


def days_to_try(today: datetime.date) -> tuple[datetime.date, ...]:
    """Return a week from today on, and the ends of a month, a year, and February."""
    week = [today + datetime.timedelta(days=number) for number in range(7)]
    year = today.year + 1
    leap = next(one for one in range(year, year + 9) if one % 4 == 0)
    ends = [(year, 1, 1), (year, 1, 31), (year, 3, 31), (year, 4, 1), (year, 12, 31), (leap, 2, 29)]
    return (*week, *(datetime.date(*one) for one in ends))


def print_days(wanted: Mapping[str, Any]) -> None:
    """Print, as a line of JSON, the tests that the solution does not pass on some day."""
    import time_machine  # noqa: F401, PLC0415 - where it is missing, that is told

    shell = NotebookShell(sys.modules["__main__"].get_ipython())
    forks, lost = Forks(), []
    for day in wanted["days"]:
        moment = datetime.datetime.fromisoformat(day).replace(hour=_NOON)
        try:
            found = forks.do(partial(_run, shell, wanted, moment), _SECONDS)
        except (TooSlowError, WorkFailedError):
            continue
        lost += [{"day": day, **one} for one in found]
    print(json.dumps({"lost": lost}, ensure_ascii=False))  # noqa: T201 - the notebook's answer


def _run(
    shell: NotebookShell, wanted: Mapping[str, Any], moment: datetime.datetime
) -> list[dict[str, Any]]:
    import time_machine  # noqa: PLC0415 - of authors' machines

    found = []
    with time_machine.travel(moment, tick=True):
        for kind, name, source in wanted["cells"]:
            if kind != "test":
                shell.run(source)
            elif (lost := shell.first_lost([(name, source, None)])) is not None:
                found.append({"test": name, "message": lost.message, "line": lost.line})
    return found
