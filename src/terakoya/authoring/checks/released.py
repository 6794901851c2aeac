"""Does the untouched release score nothing, and the reference full marks, in good time?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from terakoya_autograde import ItemStatus, Result, Status

from terakoya.authoring.answers import put_answers
from terakoya.authoring.broken_cells import describe_broken
from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _

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
                    message=entry.message or entry.status.value,
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


def _explain(subject: Subject, reference: Result) -> tuple[str, str, str]:
    """Say where the reference solution ends, and why."""
    where, remedy = f"source/{subject.assignment.id}", _("Run the notebook from the top.")
    for name, text in reference.notebooks.items():
        for cell in json.loads(text)["cells"]:
            for output in cell.get("outputs", ()):
                if output.get("output_type") == "error":
                    what = _("The reference solution ends in this cell: {reason}.")
                    lines = f"{output['ename']}: {output['evalue']}".strip().splitlines()
                    place = _place(f"{where}/{name}.ipynb", subject.sources[name], cell)
                    return place, what.format(reason=lines[-1].rstrip(".")), remedy
    what = _("The reference solution does not run to the end: {reason}.")
    return where, what.format(reason=_reason(reference.status)), remedy


def _place(where: str, source: Any, ended: Any) -> str:
    """Name a cell by its number in the author's notebook; a release may have fewer cells."""
    ids = [cell.get("id") for cell in source["cells"]]
    number = ids.index(ended.get("id")) + 1 if ended.get("id") in ids else "?"
    return _("{where}, cell {number}").format(where=where, number=number)


def _reason(status: Status) -> str:
    reasons = {
        Status.TIMEOUT: _("it takes too long"),
        Status.OUTPUT: _("it writes too much"),
        Status.MEMORY: _("it needs too much memory"),
        Status.DIED: _("its process ended"),
        Status.SYNTAX: _("a cell is not Python"),
    }
    return reasons.get(status, _("the grader could not run it"))
