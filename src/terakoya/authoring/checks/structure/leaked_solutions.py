"""Solutions that a text or an open cell tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from terakoya_autograde import Marks, RegionKind, source_of

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["LeakedSolution"]

_SHORTEST = 15  # characters without spaces: a shorter line is in many notebooks
_HINT = re.compile(r"(?is)<details.*?(</details>|\Z)")


class LeakedSolution(Check):
    """A text or an open cell shows most of a solution.

    Why:
        Learners copy what they read, and the points say nothing any more. A hint that is folded may
        show lines of it: whoever opens it knows what it is.

    Example:
        The example in the text is the answer, with the same names.

    Remedy:
        Show another example, or fold it as a hint: `<details>`.
    """

    code = "TK333"
    name = "leaked-solution"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for name, notebook in subject.foreseen.notebooks.items():
            path = subject.path_of(name)
            solutions = _read_solutions(subject.sources[name]["cells"], subject.marks)
            places = {_name(cell): at for at, cell in enumerate(subject.sources[name]["cells"], 1)}
            for cell in notebook["cells"]:
                shown = _squeeze(_HINT.sub("", source_of(cell)))
                for item, lines in solutions.items():
                    told = sum(line in shown for line in lines)
                    if 2 * told > len(lines):
                        what = _("This cell shows the solution of {item}.").format(item=item)
                        remedy = _("Show another example, or fold it as a hint: <details>.")
                        place = Place.of_cell(path, places.get(_name(cell)))
                        yield Found(place, what, remedy)


def _read_solutions(cells: Any, marks: Marks) -> dict[str, list[str]]:
    """Return the lines of each solution that say something, by the id of its cell."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        data = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] != "code" or not data.get("solution"):
            continue
        lines = marks.read(source_of(cell))
        inside = [one for one in lines if RegionKind.SOLUTION in one.inside and not one.is_mark]
        told = [text for one in inside if len(text := _squeeze(one.text)) >= _SHORTEST]
        if told:
            found[str(data.get("grade_id"))] = told
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _name(cell: Mapping[str, Any]) -> str:
    data = cell["metadata"].get("nbgrader", {})
    return str(data.get("grade_id") or cell.get("id") or source_of(cell))
