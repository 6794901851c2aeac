"""A release as learners would get it, cell by cell, and what in it only authors may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terakoya_autograde import NBGRADER, Marks, RegionKind, source_of

from terakoya.authoring.allowed import drop_leftovers
from terakoya.authoring.rule import Work
from terakoya.authoring.subject import Subject
from terakoya.model.marks import find_bad_marks

__all__ = ["RELEASE", "ReleasedNotebook", "find_mark", "find_secrets", "find_told_secrets"]

_SHORTEST_SECRET = 4  # characters; a line such as “)” or “x” gives nothing away


@dataclass(frozen=True)
class ReleasedNotebook:
    """What learners would get of one notebook.

    Attributes:
        path: the author's notebook, from the workspace's folder.
        source: the author's notebook, plain JSON data.
        kept: the learner's version, without what programs left in it for themselves.
        cells: each of its cells, with its number in the author's notebook.
    """

    path: str
    source: Mapping[str, Any]
    kept: Mapping[str, Any]
    cells: tuple[tuple[int, Mapping[str, Any]], ...]


def _read_release(subject: Subject) -> tuple[ReleasedNotebook, ...]:
    found = []
    for name, source in subject.sources.items():
        kept = drop_leftovers(subject.foreseen.notebooks[name])
        cells = tuple(
            (_number(source["cells"], cell) or number, cell)
            for number, cell in enumerate(kept["cells"], 1)
        )
        found.append(ReleasedNotebook(subject.path_of(name), source, kept, cells))
    return tuple(found)


RELEASE = Work(_read_release)
"""The release that is foreseen, or that nbgrader has made."""


def find_secrets(cells: Sequence[Mapping[str, Any]], marks: Marks = NBGRADER) -> dict[str, int]:
    """Return each line that only authors may see → its cell's number; open lines are none."""
    hidden: dict[str, int] = {}
    shown: set[str] = set()
    for number, cell in enumerate(cells, 1):
        source = source_of(cell)
        tag = cell["metadata"].get("nbgrader", {})
        is_answer = isinstance(tag, Mapping) and tag.get("solution")
        whole = is_answer and RegionKind.SOLUTION not in marks.kinds(source)
        for line in marks.read(source):
            text = line.text.strip()
            if whole or not line.is_shown:
                hidden |= {text: number} if len(text) >= _SHORTEST_SECRET else {}
            else:
                shown.add(text)
    return {line: number for line, number in hidden.items() if line not in shown}


def find_told_secrets(
    source: Iterable[Mapping[str, object]],
    released: Iterable[Mapping[str, object]],
    marks: Marks = NBGRADER,
) -> Iterator[tuple[int | None, str]]:
    """Yield each released cell whose text holds a mark, or a line that only authors may see.

    Cells may come from a header or footer of nbgrader's too: so what is almost a mark counts here.

    Returns:
        the number of the author's cell, where it is one of the author's; and how to call the cell.
    """
    own = list(source)
    secrets = find_secrets(own, marks)
    for cell in released:
        text = source_of(cell)
        leaked = [secrets[line.strip()] for line in text.split("\n") if line.strip() in secrets]
        if leaked or _holds_mark(text, marks):
            number = min(leaked, default=_number(own, cell)) or None
            yield number, str(number or cell.get("id", "?"))


def find_mark(content: bytes, marks: Marks = NBGRADER) -> str:
    """Return a mark that a data file holds: only notebooks are cleared of what marks enclose."""
    texts = [text for pair in marks.pairs.values() for text in (pair.begin, pair.end)]
    forms = ("utf-8", "utf-16-le", "cp932")
    return next((text for text in texts if any(text.encode(f) in content for f in forms)), "")


def _holds_mark(text: str, marks: Marks) -> bool:
    return NBGRADER.has_marks(text) or bool(find_bad_marks(text, marks)) or marks.has_marks(text)


def _number(source: Iterable[Mapping[str, object]], cell: Mapping[str, object]) -> int:
    """Return the place of a released cell in the author's notebook; 0 where it is not found."""
    for key in (_cell_id, _grade_id):
        wanted = key(cell)
        for number, own in enumerate(source, 1):
            if wanted and key(own) == wanted:
                return number
    return 0


def _cell_id(cell: Mapping[str, object]) -> str:
    return str(cell.get("id", ""))


def _grade_id(cell: Mapping[str, Any]) -> str:
    tag = cell["metadata"].get("nbgrader")
    return str(tag.get("grade_id", "")) if isinstance(tag, Mapping) else ""
