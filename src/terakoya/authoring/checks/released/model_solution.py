"""What the model solution gets: full marks on everything, in good time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from terakoya_autograde import ItemResult, ItemStatus, Limits, Result, Status, source_of

from terakoya.authoring.checks.released.own_cells import broken_cells
from terakoya.authoring.checks.released.release_trial import TRIAL
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.model.ended import describe_end, failing_line, limit_met

__all__ = ["ModelSolutionEnds", "ModelSolutionLoses", "find_cell"]


class ModelSolutionLoses(Check):
    """The model solution does not get all points of an item.

    Why:
        Then no learner can, either; or the solution is wrong.

    Example:
        A test that still expects the numbers of last year's data.

    Remedy:
        Correct the solution or the test. The message says which line of the test fails.
    """

    code = "TK702"
    name = "model-solution-loses"
    work = TRIAL

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item: what it gets, and why."""
        reference = subject.once(TRIAL).reference
        for entry in reference.items:
            if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL:
                what = _("The reference solution scores {score} of {points} on {item}: {message}")
                said = what.format(
                    score=entry.score,
                    points=entry.item.points,
                    item=entry.item.id,
                    message=_why(reference, entry, subject.assignment.limits),
                )
                known = subject.place_of(entry.item.notebook, entry.item.id)
                place = Place(known.path, known.cell, item=known.item, words=subject.folder)
                yield Found(place, said, _("Correct the solution or the check."))


class ModelSolutionEnds(Check):
    """The model solution does not run to its end.

    Why:
        Learners' notebooks run under the same limits: of what stands behind that cell, nothing
        can be graded.

    Example:
        A solution that takes longer than `cell_seconds` in `assignment.toml`.

    Remedy:
        Run the notebook from the top, and correct the cell that is named or set a higher limit.
    """

    code = "TK704"
    name = "model-solution-ends"
    work = TRIAL

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first cell that does not end well, where no own cell is to blame."""
        reference = subject.once(TRIAL).reference
        if reference.status is Status.OK or broken_cells(subject):
            return
        remedy = _("Run the notebook from the top.")
        for name, text in reference.notebooks.items():
            for cell in json.loads(text)["cells"]:
                if reason := _reason_of(cell, subject.assignment.limits):
                    what = _("The reference solution ends in this cell: {reason}.")
                    number = find_cell(subject.sources[name]["cells"], cell)
                    place = Place.of_cell(subject.path_of(name), number)
                    yield Found(place, what.format(reason=reason), remedy)
                    return
        what = _("The reference solution does not run to the end: {reason}.")
        yield Found(Place(subject.folder), what.format(reason=_reason(reference.status)), remedy)


def find_cell(source: Sequence[Mapping[str, object]], ended: Mapping[str, object]) -> int | None:
    """Return a cell's number in the author's notebook; a release may have fewer cells.

    Notebooks before nbformat 4.5 have no ids: nbgrader's name tells, else the text. Of several
    cells that are alike it is none.
    """
    for mark in (_id, _grade_id, _text):
        marks = [mark(cell) for cell in source]
        if mark(ended) and marks.count(mark(ended)) == 1:
            return marks.index(mark(ended)) + 1
    return None


def _why(result: Result, entry: ItemResult, limits: Limits) -> str:
    """Say why an item lost points: what its check says, else the line of it that fails."""
    cells = json.loads(result.notebooks.get(entry.item.notebook, '{"cells": []}'))["cells"]
    tags = {_grade_id(cell): cell for cell in cells if cell["cell_type"] == "code"}
    outputs = tags.get(entry.item.id, {}).get("outputs", ())
    line = failing_line(outputs)
    if entry.status is ItemStatus.FAILED and not entry.message:
        if line is None:
            return _("its check fails and says nothing")
        return _("line {number} of its check fails: {code}").format(number=line[0], code=line[1])
    return describe_end(outputs, limits) or entry.message or _("its check did not run")


def _reason_of(cell: Mapping[str, Any], limits: Limits) -> str:
    """Say why a cell does not end well; empty where it does, or where its author wants it so."""
    outputs, metadata = cell.get("outputs", ()), cell["metadata"]
    announced = "raises-exception" in metadata.get("tags", ())
    is_check = metadata.get("nbgrader", {}).get("grade")
    return (limit_met if announced or is_check else describe_end)(outputs, limits)


def _id(cell: Mapping[str, object]) -> str:
    return str(cell.get("id") or "")


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or "")


def _text(cell: Mapping[str, object]) -> str:
    return source_of(cell).strip()


def _reason(status: Status) -> str:
    reasons = {
        Status.TIMEOUT: _("it takes too long"),
        Status.OUTPUT: _("it writes too much"),
        Status.MEMORY: _("it needs too much memory"),
        Status.DIED: _("its process ended"),
        Status.SYNTAX: _("a cell is not Python"),
    }
    return reasons.get(status, _("the grader could not run it"))
