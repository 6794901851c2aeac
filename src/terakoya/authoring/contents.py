"""The pass over a release: nothing in it but what the author shows, and nothing of the tools'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from terakoya_autograde import NBGRADER, Marks

from terakoya.authoring.allowed import drop_leftovers, look_at_cell, look_at_notebook
from terakoya.authoring.marking import find_secrets
from terakoya.language import gettext as _
from terakoya.model.marks import find_bad_marks

__all__ = ["Found", "look_at_contents", "look_at_file", "look_at_text"]

Found = tuple[str, str, str]


def look_at_contents(
    source: Mapping[str, Any], released: dict[str, Any], where: str, marks: Marks = NBGRADER
) -> Iterator[Found]:
    """Yield (where, what, remedy) for all that a released notebook must not hold.

    Args:
        source: the instructor's notebook, plain JSON data: its cells are counted in messages.
        released: what nbgrader made of it.
        where: how messages call the notebook.
        marks: the course's delimiters.
    """
    kept = drop_leftovers(released)
    yield from ((where, *found) for found in look_at_notebook(kept))
    for number, cell in enumerate(kept["cells"], 1):
        place = _place(where, _number(source["cells"], cell) or number)
        yield from ((place, *found) for found in look_at_cell(cell))
    yield from look_at_text(source["cells"], kept["cells"], where, marks)


def look_at_text(
    source: Iterable[Mapping[str, Any]],
    released: Iterable[Mapping[str, Any]],
    where: str,
    marks: Marks = NBGRADER,
) -> Iterator[Found]:
    """Yield each released cell whose text holds a mark, or a line that only authors may see.

    Cells may come from a header or footer of nbgrader's too: so what is almost a mark counts here.
    """
    own = list(source)
    secrets = find_secrets(own, marks)
    for cell in released:
        text = "".join(cell["source"])
        leaked = [secrets[line.strip()] for line in text.split("\n") if line.strip() in secrets]
        if leaked or _holds_mark(text, marks):
            place = min(leaked, default=_number(own, cell) or cell.get("id", "?"))
            what = _("Cell {cell} would be released with a solution or a hidden test.")
            yield where, what.format(cell=place), _("Check the BEGIN and END lines of that cell.")


def look_at_file(path: Path, where: str, marks: Marks = NBGRADER) -> Iterator[Found]:
    """Yield a data file with a mark in it: only notebooks are cleared of what marks enclose."""
    content = path.read_bytes()
    texts = [text for pair in marks.pairs.values() for text in (pair.begin, pair.end)]
    for text in texts:
        if any(text.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "cp932")):
            what = _("The file holds the mark “{mark}”, and goes out as it is.")
            remedy = _("Only notebooks are cleared of solutions: take that part out of the file.")
            yield where, what.format(mark=text), remedy
            return


def _holds_mark(text: str, marks: Marks) -> bool:
    return NBGRADER.has_marks(text) or bool(find_bad_marks(text, marks)) or marks.has_marks(text)


def _number(source: Iterable[Mapping[str, Any]], cell: Mapping[str, Any]) -> int:
    """Return the place of a released cell in the author's notebook; 0 where it is not found."""
    for key in (_cell_id, _grade_id):
        wanted = key(cell)
        for number, own in enumerate(source, 1):
            if wanted and key(own) == wanted:
                return number
    return 0


def _cell_id(cell: Mapping[str, Any]) -> str:
    return str(cell.get("id", ""))


def _grade_id(cell: Mapping[str, Any]) -> str:
    tag = cell["metadata"].get("nbgrader")
    return str(tag.get("grade_id", "")) if isinstance(tag, Mapping) else ""


def _place(where: str, number: int) -> str:
    return _("{where}, cell {number}").format(where=where, number=number)
