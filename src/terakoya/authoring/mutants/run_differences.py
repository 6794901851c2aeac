"""What an assignment shows and finds in several runs, where its code may differ between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terakoya_autograde import Limits

from terakoya.authoring.mutants.asking_engine import ask_engine
from terakoya.authoring.mutants.unsettled_order import may_differ
from terakoya.authoring.rule import Work
from terakoya.authoring.subject import AuthorCell, Subject
from terakoya.language import gettext as _

__all__ = ["OTHER_RUNS", "OtherRuns"]

_PROGRAM = ("terakoya.authoring.mutants.other_runs", "print_other_runs")
_LIMITS = Limits(3600, 3600, 4096, 16 * 1024)


@dataclass(frozen=True)
class OtherRuns:
    """What the runs of one notebook gave.

    Attributes:
        shown: cell, counted from 1 → what each run showed.
        lost: graded cell → what its test said in each run of this day; None where it passed.
    """

    notebook: str
    shown: Mapping[int, tuple[str, ...]]
    lost: Mapping[str, tuple[str | None, ...]]


def _run_again(subject: Subject) -> tuple[OtherRuns, ...]:
    found = []
    for name, cells in subject.notebooks.items():
        code = [_as_run(subject, cell) for cell in cells if cell.is_code]
        if may_differ(source for *_rest, source in code):
            complaint = _("It cannot be run a second time: {reason}")
            answer = ask_engine(subject, _PROGRAM, {"cells": code}, _LIMITS, complaint)
            found.append(_read(name, answer["runs"]))
    return tuple(found)


OTHER_RUNS = Work(_run_again)
"""Each notebook that may differ, the cells of its faces included, run as on other machines."""


def _as_run(subject: Subject, cell: AuthorCell) -> tuple[str, str, int, str]:
    is_test = bool(cell.nbgrader.get("grade")) and not cell.nbgrader.get("solution")
    source = cell.source if is_test else subject.marks.solved(cell.source)
    return ("test" if is_test else "code"), cell.grade_id, cell.number, source


def _read(name: str, runs: Sequence[Mapping[str, Any]]) -> OtherRuns:
    shown = {
        int(number): tuple(str(run["shown"].get(number, "")) for run in runs)
        for number in runs[0]["shown"]
    }
    today = runs[:-1]  # the last one is of another day, of which another check tells
    tests = {test for run in today for test in run["lost"]}
    lost = {test: tuple(run["lost"].get(test) for run in today) for test in sorted(tests)}
    return OtherRuns(name, shown, lost)
