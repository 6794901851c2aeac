"""What of an executed notebook a learner may see: no hidden tests, no tracebacks of checks."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from terakoya_autograde import NBGRADER, Marks, RegionKind, source_of

from terakoya.grading.nesting import is_too_deep
from terakoya.model.handed_in_cells import grade_id_of, nbgrader_of

__all__ = ["redact", "shown_source"]

_VIEW = "application/vnd.jupyter.widget-view+json"
_OF_LEARNERS = frozenset({RegionKind.SOLUTION})
_MARKUP = ("text/html", "text/markdown", "image/svg+xml")


def redact(
    notebook: Any, verdicts: Mapping[str, Mapping[str, str]], marks: Marks = NBGRADER
) -> Any:
    """Return a copy of an executed notebook that is safe to show to its learner.

    Args:
        notebook: the executed notebook as plain JSON data.
        verdicts: item id → what the page says of it; kept in the cell for the template.
        marks: the course's delimiters of hidden tests and mark schemes.

    The outputs of a graded cell are the check's, with its source in the traceback: they go. In the
    learner's own cells an error keeps its name and its words. What widgets have sent goes: a page
    without scripts cannot show it, and nobody has looked through it.
    """
    shown = copy.deepcopy(notebook)
    shown["metadata"].pop("widgets", None)
    for cell in shown["cells"]:
        cell["source"] = shown_source(cell, marks)
        tag = nbgrader_of(cell)
        graded = tag.get("grade") or tag.get("task")
        verdict = verdicts.get(grade_id_of(cell)) if graded else None
        cell["metadata"] = {"terakoya_item": dict(verdict)} if verdict is not None else {}
        if cell["cell_type"] != "code":
            continue
        if tag.get("grade") and not tag.get("solution"):
            cell["outputs"] = []
        cell["outputs"] = [_plain_data(_plain_error(output)) for output in cell["outputs"]]
    return shown


def shown_source(cell: Any, marks: Marks) -> str:
    """Return a cell's source without hidden tests, and without what only who marks it reads.

    A learner's own words stay, whatever they look like, but for regions that only authors write.
    """
    lines = marks.read(source_of(cell), any_case=True)
    kept = (line.text for line in lines if line.inside <= _OF_LEARNERS)
    return "\n".join(kept).rstrip("\n")


def _plain_error(output: Any) -> Any:
    if output["output_type"] != "error":
        return output
    text = f"{output.get('ename', '')}: {output.get('evalue', '')}"[:1000]
    return {"output_type": "stream", "name": "stderr", "text": text + "\n"}


def _plain_data(output: Any) -> Any:
    """Leave out what cannot be shown: then the output's plain text is."""
    if "data" not in output:
        return output
    described = output.get("metadata", {}).items()
    data = {
        kind: value
        for kind, value in output["data"].items()
        if kind != _VIEW and not (kind in _MARKUP and is_too_deep("".join(value)))
    }
    metadata = {key: value for key, value in described if "/" not in key or isinstance(value, dict)}
    return {**output, "data": data, "metadata": metadata}
