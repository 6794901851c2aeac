"""The same wrong answers: what several people wrote for an item that lost points, and how many."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError
from terakoya.grading.outcome import ItemState
from terakoya.grading.summary import Entry, Summary
from terakoya.model.handed_in_cells import grade_id_of

__all__ = ["count_wrong_answers"]

ItemKey = tuple[str, str]
_MOST = 5
_FEWEST = 2  # people: what one person wrote is on that person's page
_LONGEST = 400  # characters: longer ones are hardly ever the same
_LOST = (ItemState.FAILED, ItemState.PARTIAL, ItemState.ERROR)


def count_wrong_answers(
    summary: Summary, store: SubmissionStore, assignment_id: str
) -> dict[ItemKey, tuple[tuple[str, int], ...]]:
    """Return item → the answers that several people gave and that lost points, the commonest first.

    Answers are the same where their code is, apart from spaces, layout and comments.
    """
    counts: dict[ItemKey, Counter[str]] = {}
    for entry in summary.entries:
        if entry.assignment_id != assignment_id or entry.withdrawn or entry.grading is None:
            continue
        written = _read_answers(entry, store)
        for outcome in summary.outcomes(entry):
            item = outcome.item
            if outcome.state not in _LOST or not item.points:
                continue
            cells = [written.get((item.notebook, cell), "") for cell in item.answers]
            answer = _plain("\n".join(cells))
            if 0 < len(answer) <= _LONGEST:
                counts.setdefault(item.key, Counter())[answer] += 1
    return {
        key: tuple(pair for pair in counted.most_common(_MOST) if pair[1] >= _FEWEST)
        for key, counted in counts.items()
    }


def _read_answers(entry: Entry, store: SubmissionStore) -> Mapping[tuple[str, str], str]:
    """Return (notebook, cell) → what was written into it; empty for what cannot be read."""
    found: dict[tuple[str, str], str] = {}
    for name, sha256 in entry.submission.files.items() if entry.submission else ():
        if not name.endswith(".ipynb"):
            continue
        try:
            cells: list[dict[str, Any]] = json.loads(store.read(sha256))["cells"]
        except (SubmissionError, ValueError, KeyError, TypeError):
            continue
        for cell in cells:
            source = cell.get("source", "")
            text = "".join(source) if isinstance(source, list) else str(source)
            found[name.removesuffix(".ipynb"), grade_id_of(cell)] = text
    return found


def _plain(source: str) -> str:
    try:
        return ast.unparse(ast.parse(source)).strip()
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # as learners leave it
        return "\n".join(line.strip() for line in source.splitlines() if line.strip())
