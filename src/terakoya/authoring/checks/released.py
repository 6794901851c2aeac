"""Does the untouched release score nothing, and the reference full marks, in good time?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from terakoya_autograde import ItemResult, ItemStatus, Limits, Result, Status

from terakoya.authoring.answers import put_answers
from terakoya.authoring.broken_cells import describe_broken
from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _
from terakoya.model.ended import describe_end, failing_line, limit_met

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every item with the wrong score for an empty and for a perfect submission."""
    full = {
        name: put_answers(notebook, subject.reference)
        for name, notebook in subject.released.items()
    }
    blank, reference = subject.grade([subject.released, full])
    where = f"source/{subject.assignment.id}"
    for entry in blank.items:
        if entry.score > 0:
            what = _("The untouched release scores {score} on {item}.")
            remedy = _("Make the check fail while the answer is missing.")
            yield where, what.format(score=entry.score, item=entry.item.id), remedy
    for entry in reference.items:
        if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL:
            what = _("The reference solution scores {score} of {points} on {item}: {message}")
            remedy = _("Correct the solution or the check.")
            yield (
                where,
                what.format(
                    score=entry.score,
                    points=entry.item.points,
                    item=entry.item.id,
                    message=_why(reference, entry, subject.assignment.limits),
                ),
                remedy,
            )
    broken = [cell for cell in subject.version.broken if cell.ends or reference.status != Status.OK]
    for cell in broken:
        place = _("{where}, cell {number}").format(
            where=f"{where}/{cell.notebook}.ipynb", number=cell.number
        )
        yield place, describe_broken(cell), _("Correct that cell, or tag it raises-exception.")
    if reference.status is not Status.OK and not broken:
        yield _explain(subject, reference)


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


def _explain(subject: Subject, reference: Result) -> tuple[str, str, str]:
    """Say where the reference solution ends, and why."""
    where, remedy = f"source/{subject.assignment.id}", _("Run the notebook from the top.")
    for name, text in reference.notebooks.items():
        for cell in json.loads(text)["cells"]:
            if reason := _reason_of(cell, subject.assignment.limits):
                what = _("The reference solution ends in this cell: {reason}.")
                place = _place(f"{where}/{name}.ipynb", subject.sources[name], cell)
                return place, what.format(reason=reason), remedy
    what = _("The reference solution does not run to the end: {reason}.")
    return where, what.format(reason=_reason(reference.status)), remedy


def _reason_of(cell: Mapping[str, Any], limits: Limits) -> str:
    """Say why a cell does not end well; empty where it does, or where its author wants it so."""
    outputs, metadata = cell.get("outputs", ()), cell["metadata"]
    announced = "raises-exception" in metadata.get("tags", ())
    is_check = metadata.get("nbgrader", {}).get("grade")
    return (limit_met if announced or is_check else describe_end)(outputs, limits)


def _place(where: str, source: Any, ended: Any) -> str:
    """Name a cell by its number in the author's notebook; a release may have fewer cells.

    Notebooks before nbformat 4.5 have no ids: nbgrader's name tells, else the text.
    """
    for mark in (_id, _grade_id, _text):
        marks = [mark(cell) for cell in source["cells"]]
        if mark(ended) and marks.count(mark(ended)) == 1:
            number: object = marks.index(mark(ended)) + 1
            break
    else:
        number = "?"
    return _("{where}, cell {number}").format(where=where, number=number)


def _id(cell: Mapping[str, Any]) -> str:
    return str(cell.get("id") or "")


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or "")


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return ("".join(source) if isinstance(source, list) else str(source)).strip()


def _reason(status: Status) -> str:
    reasons = {
        Status.TIMEOUT: _("it takes too long"),
        Status.OUTPUT: _("it writes too much"),
        Status.MEMORY: _("it needs too much memory"),
        Status.DIED: _("its process ended"),
        Status.SYNTAX: _("a cell is not Python"),
    }
    return reasons.get(status, _("the grader could not run it"))
