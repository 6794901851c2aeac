"""An assignment on other days, where its code may ask for the day at all."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

import nbformat
from terakoya_autograde import Limits

from terakoya.authoring.mutants.answer_items import read_run
from terakoya.authoring.mutants.days import days_to_try
from terakoya.authoring.rule import Work
from terakoya.authoring.subject import Subject
from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["DAYS"]

_ASKS = re.compile(r"\b(now|today|utcnow|localtime|gmtime|ctime|strftime|time\.time)\b")
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
    source = (
        "from terakoya.authoring.mutants.days import print_days as _print_days\n"
        f"_print_days({wanted!r})"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="days")])
    subject.version.executor(notebook, dict(subject.version.files), _LIMITS)
    outputs = notebook.cells[0].outputs
    printed = "".join(one.text for one in outputs if one.output_type == "stream")
    try:
        lost: list[dict[str, Any]] = json.loads(printed.strip().splitlines()[-1])["lost"]
    except (ValueError, IndexError):
        errors = [f"{one.ename}: {one.evalue}" for one in outputs if one.output_type == "error"]
        what = _("It cannot be run on other days: {reason}").format(reason=(errors or ["?"])[0])
        remedy = _("Run terakoya doctor, then the command again.")
        raise NotebookError(what, where=subject.folder, remedy=remedy) from None
    always = {one["test"] for one in lost if one["day"] == today.isoformat()}
    days = len(days_to_try(today))
    return [
        one
        for one in lost
        if one["test"] not in always or sum(one["test"] == each["test"] for each in lost) < days
    ]
