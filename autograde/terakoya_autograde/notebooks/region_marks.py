"""nbgrader's BEGIN and END lines: what of a cell is solution, hidden test or mark scheme.

This is the one reader of them; whatever shows, runs or keeps back a part of a cell asks here. It
reads as nbgrader's ClearSolutions, ClearHiddenTests and ClearMarkScheme do: a line is a mark where
the delimiter stands anywhere in it, whatever is before or behind; the whole line goes with its
region; lines end at a line feed and nowhere else; each kind of region is looked for on its own.
Where nbgrader stops with an error (a region that is not closed), the region goes on to the end of
the cell: what may be hidden is taken for hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terakoya_autograde.errors import AssignmentError

__all__ = [
    "NBGRADER",
    "DelimiterError",
    "Line",
    "Marks",
    "Pair",
    "RegionKind",
    "read_marks",
    "shown_source",
]
__all__ += ["source_of"]

_LINE_END = re.compile(r"\r\n|\r|\n")


class DelimiterError(AssignmentError):
    """A delimiter of the course that cannot be told from its others."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        super().__init__(
            f"nbgrader_config.py: the delimiter “{delimiter}” cannot be told from the others; give "
            "each of nbgrader's delimiters words of its own, none of them a part of another"
        )


class RegionKind(StrEnum):
    """What a region is, as nbgrader's own delimiters call it."""

    SOLUTION = "SOLUTION"
    HIDDEN_TESTS = "HIDDEN TESTS"
    MARK_SCHEME = "MARK SCHEME"


@dataclass(frozen=True)
class Pair:
    """The delimiters of one kind of region."""

    begin: str
    end: str


@dataclass(frozen=True)
class Line:
    """One line of a cell, without its line feed.

    Attributes:
        inside: the kinds of region that it belongs to; the lines of the delimiters belong to it.
        begins: the kinds whose BEGIN it is.
        ends: the kinds whose END it is, whether one was begun or not.
    """

    text: str
    inside: frozenset[RegionKind] = frozenset()
    begins: frozenset[RegionKind] = frozenset()
    ends: frozenset[RegionKind] = frozenset()

    @property
    def is_mark(self) -> bool:
        """Whether nbgrader takes the line for one of its marks, and drops it."""
        return bool(self.begins or self.ends)

    @property
    def is_shown(self) -> bool:
        """Whether learners get the line."""
        return not self.inside and not self.is_mark


@dataclass(frozen=True)
class Marks:
    """The delimiters of a course; without arguments, nbgrader's own."""

    solution: Pair = Pair("BEGIN SOLUTION", "END SOLUTION")
    hidden_tests: Pair = Pair("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    mark_scheme: Pair = Pair("BEGIN MARK SCHEME", "END MARK SCHEME")

    @property
    def pairs(self) -> dict[RegionKind, Pair]:
        """The delimiters by kind."""
        found = (self.solution, self.hidden_tests, self.mark_scheme)
        return dict(zip(RegionKind, found, strict=True))

    def read(self, source: str, *, any_case: bool = False) -> tuple[Line, ...]:
        """Return the lines of a cell, each with the regions that it is in.

        Args:
            any_case: takes delimiters in small letters for marks too: nbgrader does not, so this is
                only for hiding more than it does.
        """
        texts = source.split("\n")
        fold = str.casefold if any_case else str
        found = {
            kind: _read_kind(map(fold, texts), Pair(fold(pair.begin), fold(pair.end)))
            for kind, pair in self.pairs.items()
        }
        return tuple(
            Line(
                text,
                inside=frozenset(kind for kind, places in found.items() if places[at][0]),
                begins=frozenset(kind for kind, places in found.items() if places[at][1] > 0),
                ends=frozenset(kind for kind, places in found.items() if places[at][1] < 0),
            )
            for at, text in enumerate(texts)
        )

    def has_marks(self, source: str) -> bool:
        """Tell whether any line is a mark."""
        return any(line.is_mark for line in self.read(source))

    def kinds(self, source: str) -> frozenset[RegionKind]:
        """Return the kinds of the regions in a cell."""
        return frozenset(kind for line in self.read(source) for kind in line.inside)

    def released(self, source: str, stub: Sequence[str] = ()) -> str:
        """Return what learners get: no region, and `stub` in the place of each solution."""
        kept: list[str] = []
        for line in self.read(source):
            if RegionKind.SOLUTION in line.begins:
                indent = line.text[: len(line.text) - len(line.text.lstrip())]
                kept += [indent + text for text in stub]
            elif line.is_shown:
                kept.append(line.text)
        return "\n".join(kept)

    def solved(self, source: str) -> str:
        """Return the code with its solution: no hidden tests, no mark scheme, no line of a mark.

        A solution's mark that stands behind code (`x = 1  # BEGIN SOLUTION`) stays with it: the
        reference needs the code.
        """
        return "\n".join(
            line.text
            for line in self.read(source)
            if line.inside <= {RegionKind.SOLUTION} and (not line.is_mark or self._is_code(line))
        )

    def hidden_lines(self, source: str) -> frozenset[int]:
        """Return the lines of hidden tests, as Python counts lines: from 1, a lone \\r ends one."""
        found: set[int] = set()
        first = 1
        for line in self.read(source):
            last = first + len(_LINE_END.findall(line.text.removesuffix("\r")))
            if RegionKind.HIDDEN_TESTS in line.inside:
                found.update(range(first, last + 1))
            first = last + 1
        return frozenset(found)

    def _is_code(self, line: Line) -> bool:
        """Tell whether more stands in a mark's line than the mark and signs of a comment."""
        text = line.text.strip()
        for kind in line.begins | line.ends:
            pair = self.pairs[kind]
            text = text.replace(pair.begin, "").replace(pair.end, "")
        return not text.startswith("#") and re.search(r"\w", text) is not None


NBGRADER = Marks()


def _read_kind(texts: Iterable[str], pair: Pair) -> list[tuple[bool, int]]:
    """Return for each line whether it is in a region, and 1 for a BEGIN, -1 for an END."""
    found: list[tuple[bool, int]] = []
    inside = False
    for text in texts:
        if pair.begin in text:
            inside = True
            found.append((True, 1))
        elif pair.end in text:
            found.append((inside, -1))
            inside = False
        else:
            found.append((inside, 0))
    return found


def source_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell of plain JSON data, which may be text or a list of lines.

    >>> from terakoya_autograde import source_of
    >>> source_of({"source": ["a = 1\\n", "b = 2"]}) == source_of({"source": "a = 1\\nb = 2"})
    True
    """
    return "".join(cell["source"])


def shown_source(cell: Mapping[str, Any], marks: Marks = NBGRADER) -> str:
    """Return what learners get of a cell of the instructor's version, without stubs.

    Of a solution cell without a solution region it is nothing: all of it is the solution.

    >>> from terakoya_autograde import shown_source
    >>> check = {"metadata": {}, "source": [
    ...     "assert total > 0\\n",
    ...     "### BEGIN HIDDEN TESTS\\n",
    ...     "assert total == 10\\n",
    ...     "### END HIDDEN TESTS",
    ... ]}
    >>> shown_source(check)
    'assert total > 0'
    """
    source, tag = source_of(cell), cell["metadata"].get("nbgrader")
    is_solution = isinstance(tag, Mapping) and bool(tag.get("solution"))
    if is_solution and RegionKind.SOLUTION not in marks.kinds(source):
        return ""
    return marks.released(source)


def read_marks(config: Any) -> Marks:
    """Return the delimiters that a course's configuration sets, as nbgrader itself reads it.

    Raises:
        DelimiterError: they cannot be told apart.
        AssignmentError: nbgrader does not take them.
    """
    if not _speaks_of_marks(config):
        return NBGRADER
    from nbgrader.preprocessors import (  # noqa: PLC0415 - a second, and hardly any course needs it
        ClearHiddenTests,
        ClearMarkScheme,
        ClearSolutions,
    )
    from traitlets import TraitError  # noqa: PLC0415 - comes with it

    try:
        solutions, tests = ClearSolutions(config=config), ClearHiddenTests(config=config)
        schemes = ClearMarkScheme(config=config)
    except TraitError as error:
        raise AssignmentError(f"nbgrader_config.py: {error}") from error
    marks = Marks(
        Pair(solutions.begin_solution_delimeter, solutions.end_solution_delimeter),
        Pair(tests.begin_test_delimeter, tests.end_test_delimeter),
        Pair(schemes.begin_mark_scheme_delimeter, schemes.end_mark_scheme_delimeter),
    )
    _require_distinct(marks)
    return marks


def _speaks_of_marks(config: Mapping[str, object]) -> bool:
    return any(
        key.endswith("_delimeter") or (isinstance(value, Mapping) and _speaks_of_marks(value))
        for key, value in config.items()
    )


def _require_distinct(marks: Marks) -> None:
    """Refuse delimiters of which one is in another: nbgrader would take one line for both."""
    texts = [text for pair in marks.pairs.values() for text in (pair.begin, pair.end)]
    for at, text in enumerate(texts):
        others = texts[:at] + texts[at + 1 :]
        twin = next((other for other in others if text in other or not text.strip()), None)
        if twin is not None or "\n" in text:
            raise DelimiterError(text)
