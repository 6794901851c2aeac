"""nbgrader's BEGIN and END lines, and what only looks like one of them.

A mark that is mistyped hides nothing: nbgrader takes its line for a comment, and what stood behind
it goes out to learners. So a line that is almost a mark is never let pass.

Format: https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["REGIONS", "BadMark", "Fault", "Region", "find_bad_marks", "read_regions"]

REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
_MARK = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_FORMS = {"TEST": "HIDDEN TESTS", "TESTS": "HIDDEN TESTS", "HIDDEN": "HIDDEN TESTS"}
_NAMES = {name.replace(" ", ""): name for name in REGIONS} | _SHORT_FORMS
_LONGEST = 5  # words; a sentence about solutions is longer than a mark
_FILLERS = frozenset({"OF", "THE"})
_ENDS = frozenset(
    {"END", "ENDS", "ENDE", "ENND", "EDN", "EN"}
)  # too short to compare: “and”, “send”
_BEGIN, _NAME = 0.7, 0.78  # how alike


class Fault(StrEnum):
    """What is wrong with a mark."""

    MISSPELT = "misspelt"
    UNPAIRED = "unpaired"


@dataclass(frozen=True)
class BadMark:
    """A line that hides nothing though it was meant to: its number from 1, and what it says.

    Attributes:
        meant: the mark that is nearest to a misspelt one.
    """

    line: int
    text: str
    fault: Fault
    meant: str = ""


@dataclass(frozen=True)
class Region:
    """What stands between a BEGIN and its END: the region's name, and its lines."""

    name: str
    lines: tuple[str, ...]


def find_bad_marks(source: str) -> tuple[BadMark, ...]:
    """Return the misspelt marks of a cell; where there are none, the first without partner."""
    lines = source.splitlines()
    misspelt = tuple(
        BadMark(number, line.strip(), Fault.MISSPELT, meant)
        for number, line in enumerate(lines, 1)
        if (meant := _nearest_mark(line))
    )
    return misspelt or tuple(_find_unpaired(lines))


def read_regions(source: str) -> tuple[Region, ...]:
    """Return what the marks of a cell enclose; the text around them is of the region “”."""
    regions: list[Region] = []
    name, kept = "", []
    for line in source.splitlines():
        mark = _MARK.search(line)
        if mark is None:
            kept.append(line)
            continue
        regions.append(Region(name, tuple(kept)))
        name, kept = (mark[2] if mark[1] == "BEGIN" else ""), []
    return (*regions, Region(name, tuple(kept)))


def _find_unpaired(lines: list[str]) -> Iterator[BadMark]:
    region, begun = "", 0
    for number, line in enumerate(lines, 1):
        mark = _MARK.search(line)
        if mark is None:
            continue
        begins = mark[1] == "BEGIN"
        if begins == bool(region) or (not begins and mark[2] != region):
            yield BadMark(number, line.strip(), Fault.UNPAIRED)
            return
        region, begun = (mark[2] if begins else ""), number
    if region:
        yield BadMark(begun, lines[begun - 1].strip(), Fault.UNPAIRED)


def _nearest_mark(line: str) -> str:
    """Return the mark that a line was meant to be; “” if it is a mark, or nothing like one."""
    if _MARK.search(line):
        return ""
    text = unicodedata.normalize("NFKC", line).strip()  # full-width letters are a slip too
    comment = text[text.index("#") :] if "#" in text else text
    if not comment or comment[0].isalnum():
        return ""  # prose, or code without a comment
    words = [word for word in _WORD.findall(comment.upper()) if word not in _FILLERS]
    if not words or len(words) > _LONGEST:
        return ""
    found = (_read_words(words[at:]) for at in range(len(words)))
    return next((mark for mark in found if mark), "") or _read_words([words[-1], *words[:-1]])


def _read_words(words: list[str]) -> str:
    """Read words that begin with BEGIN or END, parted from the rest or not."""
    first, rest = words[0], words[1:4]
    for verb in ("BEGIN", "END"):
        if first.startswith(verb) and first != verb:
            rest, first = [first.removeprefix(verb), *words[1:3]], verb
            break
    verb = "END" if first in _ENDS else _alike(first, ("BEGIN",), _BEGIN)
    for many in range(1, len(rest) + 1) if verb else ():
        if name := _alike("".join(rest[:many]), tuple(_NAMES), _NAME):
            return f"{verb} {_NAMES[name]}"
    return ""


def _alike(word: str, known: tuple[str, ...], cutoff: float) -> str:
    return next(iter(difflib.get_close_matches(word, known, 1, cutoff)), "")
