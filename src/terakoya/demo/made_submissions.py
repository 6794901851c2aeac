"""Made submissions of every kind that a real cohort hands in, each put into the real release."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from terakoya.authoring import Answer, answer_cells, put_answers, read_answers
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.mark_delimiters import course_marks
from terakoya.workspace.outline import read_source_notebook

__all__ = ["MadeSubmission", "make_submissions"]

_FATAL = {
    "does-not-run": "result = [1, 2, 3\nprint('閉じかっこがありません'",
    # It waits: one that counts would take a processor from everybody until it is stopped.
    "never-ends": "import time\n\nwhile True:\n    time.sleep(1)",
    "prints-without-end": "while True:\n    print('まだ終わりません' * 20)",
    "dies": "import os\nos._exit(1)",
}


@dataclass(frozen=True)
class MadeSubmission:
    """What one made-up learner hands in; `kind` names it in the golden file."""

    kind: str
    notebooks: dict[str, str]


def make_submissions(
    workspace: Workspace, assignment: Assignment, *, fatal: bool = True
) -> Iterator[MadeSubmission]:
    """Yield made submissions without end, the kinds that differ most first.

    The order: the reference, the blank release, the four fatal ones, then a typical mistake for
    each item, a differently written right answer for each answer cell, and every other answer.
    Without the fatal ones the blank release is left out, too: only answers are handed in.
    """
    released = {
        name: json.loads(
            (workspace.release(assignment.id) / f"{name}.ipynb").read_text(encoding="utf-8")
        )
        for name in assignment.notebooks
    }
    reference: dict[str, str] = {}
    marks = course_marks(workspace)
    for name in assignment.notebooks:
        reference |= answer_cells(read_source_notebook(workspace, assignment, name), marks)
    answers = _in_telling_order(read_answers(workspace, assignment))
    for kind, cells in itertools.cycle(_kinds(reference, answers, fatal=fatal)):
        yield MadeSubmission(
            kind,
            {
                name: json.dumps(put_answers(notebook, cells), ensure_ascii=False, indent=1) + "\n"
                for name, notebook in released.items()
            },
        )


def _kinds(
    reference: dict[str, str], answers: list[Answer], *, fatal: bool
) -> list[tuple[str, dict[str, str]]]:
    """List (kind, answer cell → code); the fatal code stands in the middle answer cell."""
    middle = list(reference)[len(reference) // 2]
    kinds: list[tuple[str, dict[str, str]]] = [("reference", reference)]
    if fatal:
        kinds.append(("blank", {}))
        kinds += [(name, reference | {middle: code}) for name, code in _FATAL.items()]
    for answer in answers:
        kind = f"{'right' if answer.right else 'wrong'}/{answer.cell}/{answer.name}"
        kinds.append((kind, reference | {answer.cell: answer.source}))
    return kinds


def _in_telling_order(answers: tuple[Answer, ...]) -> list[Answer]:
    """Put first one wrong answer for each item that can be lost, then one right one a cell."""
    first: list[Answer] = []
    lost: set[Any] = set()
    for answer in answers:
        if not answer.right and not answer.loses <= lost:
            first.append(answer)
            lost |= answer.loses
    cells: set[str] = set()
    for answer in answers:
        if answer.right and answer.cell not in cells:
            first.append(answer)
            cells.add(answer.cell)
    return first + [answer for answer in answers if answer not in first]
