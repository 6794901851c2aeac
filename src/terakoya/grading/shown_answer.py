"""One answer as whoever marks it sees it: what was asked, what was written, what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from terakoya.errors import TerakoyaError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.given_marks import AnswerKey
from terakoya.grading.sanitise import sanitise
from terakoya.grading.shown import show_data
from terakoya.markdown import render_markdown
from terakoya.model.handed_in_cells import grade_id_of, nbgrader_of
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_source_notebook

__all__ = ["ShownAnswer", "read_answer"]

_LONGEST = 20_000
"""Characters of one piece: a page that holds more cannot be read anyway."""


@dataclass(frozen=True)
class ShownAnswer:
    """What is shown of an answer; all HTML in it is cleaned of whatever could act.

    Attributes:
        asked: what learners read above it.
        source: what the learner wrote.
        text: the same as formatted text; empty for code.
        outputs: what came of it: HTML, or plain text.
        author: what the author's version of the cell says, with how to mark it; empty where it
            cannot be read.
    """

    asked: Markup
    source: str
    text: Markup
    outputs: tuple[Markup | str, ...]
    author: str


def read_answer(
    workspace: Workspace, directory: CourseDirectory, key: AnswerKey
) -> ShownAnswer | None:
    """Return one answer; None where its notebook, or the cell in it, is not there."""
    path = directory.autograded(key.learner_id, key.assignment_id) / f"{key.notebook}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return None
    place = _find(cells, key.item)
    if place is None:
        return None
    cell = cells[place]
    source = _text(cell.get("source", ""))[:_LONGEST]
    is_text = cell.get("cell_type") != "code"
    return ShownAnswer(
        asked=_asked(cells[:place]),
        source=source,
        text=_render(source) if is_text else Markup(),
        outputs=tuple(_outputs(cell)),
        author=_author(workspace, key),
    )


def _find(cells: list[dict[str, Any]], item: str) -> int | None:
    for place, cell in enumerate(cells):
        if grade_id_of(cell) == item:
            return place
    return None


def _asked(above: list[dict[str, Any]]) -> Markup:
    """Return the last text above an answer that is no answer itself."""
    for cell in reversed(above):
        is_answer = nbgrader_of(cell).get("solution")
        if cell.get("cell_type") == "markdown" and not is_answer:
            return _render(_text(cell.get("source", ""))[:_LONGEST])
    return Markup()


def _render(text: str) -> Markup:
    return Markup(sanitise(render_markdown(text)))  # noqa: S704 - cleaned


def _outputs(cell: Mapping[str, Any]) -> list[Markup | str]:
    found: list[Markup | str] = []
    for output in cell.get("outputs", ()):
        kind = output.get("output_type")
        if kind == "stream":
            found.append(_text(output.get("text", ""))[:_LONGEST])
        elif kind == "error":
            found.append(f"{output.get('ename', '')}: {output.get('evalue', '')}"[:_LONGEST])
        else:
            found.append(_show(output.get("data", {}), output.get("metadata", {})))
    return [one for one in found if one]


def _show(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Markup | str:
    html = show_data(data, metadata)
    plain = _text(data.get("text/plain", ""))[:_LONGEST]
    return Markup(html) if html is not None else plain  # noqa: S704 - show_data cleans it


def _author(workspace: Workspace, key: AnswerKey) -> str:
    try:
        assignment = workspace.read_assignment(key.assignment_id)
        cells = read_source_notebook(workspace, assignment, key.notebook)["cells"]
    except (TerakoyaError, KeyError, TypeError):
        return ""
    place = _find(cells, key.item)
    return "" if place is None else _text(cells[place].get("source", ""))[:_LONGEST]


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
