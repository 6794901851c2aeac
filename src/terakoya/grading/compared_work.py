"""What is compared of a cohort's hand-ins: the answers that count, beside what was handed out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError
from terakoya.grading.similar_work import Line, Pair, find_pairs, read_lines, read_work
from terakoya.model import Cohort, Event, EventKind, Stamp, Submission
from terakoya.model.handed_in_cells import nbgrader_of
from terakoya.records import Database, add_events, counting_submissions, list_withdrawn
from terakoya.workspace import Workspace

__all__ = ["compare_work"]


def compare_work(
    workspace: Workspace, database: Database, cohort: Cohort, assignment_id: str, stamp: Stamp
) -> tuple[Pair, ...]:
    """Compare the hand-ins of an assignment that count, and note who asked for it.

    What cannot be read as a notebook is left out.
    """
    event = Event(EventKind.COMPARED, cohort.id, "", assignment_id)
    with database.session() as session:
        add_events(session, stamp, [event])
        gone = list_withdrawn(session, cohort.id)
        handed_in = counting_submissions(session, cohort.id, assignment_id)
    store = SubmissionStore.of(workspace)
    works = [
        read_work(one.learner_id, _answers(store, one))
        for one in handed_in
        if one.learner_id not in gone
    ]
    return find_pairs(works, _released(workspace.release(assignment_id)))


def _answers(store: SubmissionStore, submission: Submission) -> Iterator[str]:
    for name, sha256 in sorted(submission.files.items()):
        if name.endswith(".ipynb"):
            try:
                content = store.read(sha256)
            except SubmissionError:
                continue
            for cell in _cells(content):
                if nbgrader_of(cell).get("solution"):
                    yield _text(cell)


def _released(folder: Path) -> tuple[Line, ...]:
    """Return every line of code that was handed out."""
    found = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    return read_lines(_text(cell) for path in found for cell in _cells(path.read_bytes()))


def _cells(content: bytes) -> list[dict[str, Any]]:
    """Return the code cells of a notebook; none where it is none."""
    try:
        cells = json.loads(content)["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return []


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
