"""Slips in nbgrader's BEGIN and END lines: what only looks like one of them, or has no partner.

A mark that is mistyped hides nothing: nbgrader takes its line for a comment, and what stood behind
it goes out to learners. So a line that is almost a mark is never let pass. What is a mark, and what
it encloses, says `terakoya_autograde.Marks`.

Format: https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from terakoya_autograde import NBGRADER, Line, Marks, RegionKind

__all__ = ["BadMark", "Fault", "find_bad_marks"]

_WORD = re.compile(r"[^\W\d_]+")
_SHORT_FORMS = {"TEST": "HIDDEN TESTS", "TESTS": "HIDDEN TESTS", "HIDDEN": "HIDDEN TESTS"}
_NAMES = {kind.value.replace(" ", ""): kind.value for kind in RegionKind} | _SHORT_FORMS
# in capitals these words are meant as a mark wherever they stand, however long the line is
_CAPITALS = re.compile(
    r"(?<![A-Z0-9_])(BEGIN|END)[\W_]*(SOLUTION|HIDDEN[\W_]*TEST|MARK[\W_]*SCHEME)S?(?![A-Z0-9_])"
)
_LONGEST = 5  # words; a sentence about solutions is longer than a mark
_FILLERS = frozenset({"OF", "THE"})
_ENDS = frozenset(
    {"END", "ENDS", "ENDE", "ENND", "EDN", "EN"}
)  # too short to compare: “and”, “send”
_BEGIN, _NAME = 0.7, 0.78  # how alike
_OWN = 0.85  # how alike a line is to a delimiter that a course has chosen


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


def find_bad_marks(source: str, marks: Marks = NBGRADER) -> tuple[BadMark, ...]:
    """Return the misspelt marks of a cell; where there are none, the first without partner."""
    lines = marks.read(source)
    misspelt = tuple(
        BadMark(number, line.text.strip(), Fault.MISSPELT, meant)
        for number, line in enumerate(lines, 1)
        if (meant := _nearest_mark(line, marks))
    )
    return misspelt or tuple(_find_unpaired(lines))


def _find_unpaired(lines: tuple[Line, ...]) -> Iterator[BadMark]:
    region: RegionKind | None = None
    begun = 0
    for number, line in enumerate(lines, 1):
        if not line.is_mark:
            continue
        kind = next(iter(line.begins | line.ends))
        alone = len(line.begins) + len(line.ends) == 1
        if not alone or bool(line.begins) == bool(region) or (line.ends and kind != region):
            yield BadMark(number, line.text.strip(), Fault.UNPAIRED)
            return
        region, begun = (kind if line.begins else None), number
    if region:
        yield BadMark(begun, lines[begun - 1].text.strip(), Fault.UNPAIRED)


def _nearest_mark(line: Line, marks: Marks) -> str:
    """Return the mark that a line was meant to be; “” if it is a mark, or nothing like one."""
    if line.is_mark:
        return _run_together(line, marks)
    text = unicodedata.normalize("NFKC", line.text).strip()  # full-width letters are a slip too
    if meant := _in_capitals(text) or _read_comment(text):
        return _delimiter(meant, marks)
    return _nearest_own(text, marks)


def _run_together(line: Line, marks: Marks) -> str:
    """Return the mark of which a line holds more letters, as in “BEGIN SOLUTIONS”."""
    for kind in line.begins | line.ends:
        delimiter = marks.pairs[kind].begin if kind in line.begins else marks.pairs[kind].end
        before, _found, behind = line.text.partition(delimiter)
        if _joins(before[-1:], delimiter[0]) or _joins(delimiter[-1], behind[:1]):
            return delimiter
    return ""


def _joins(left: str, right: str) -> bool:
    """Tell whether two characters belong to one word."""
    return re.fullmatch(r"\w\w", left + right) is not None


def _in_capitals(text: str) -> str:
    found = _CAPITALS.search(text)
    if found is None or ("#" not in text[: found.start()] and not re.search(r"\s", found[0])):
        return ""  # a name in code: END_SOLUTION
    name = re.sub(r"[\W_]", "", found[2])
    return f"{found[1]} {_NAMES.get(name, 'HIDDEN TESTS')}"


def _read_comment(text: str) -> str:
    """Read a short comment that may be meant as a mark; “” for prose and code."""
    comment = text[text.index("#") :] if "#" in text else text
    if not comment or (comment[0].isalnum() and not _is_shouted(comment)):
        return ""  # prose, or code without a comment
    words = [word for word in _WORD.findall(comment.upper()) if word not in _FILLERS]
    if not words or len(words) > _LONGEST:
        return ""
    found = (_read_words(words[at:]) for at in range(len(words)))
    return next((mark for mark in found if mark), "") or _read_words([words[-1], *words[:-1]])


def _is_shouted(text: str) -> bool:
    """Tell whether a line is a few words in capitals, as a mark in a text is."""
    return re.fullmatch(r"[A-Z]+(\s+[A-Z]+){1,2}", text) is not None


def _delimiter(meant: str, marks: Marks) -> str:
    verb, _space, name = meant.partition(" ")
    pair = marks.pairs[RegionKind(name)]
    return pair.begin if verb == "BEGIN" else pair.end


def _nearest_own(text: str, marks: Marks) -> str:
    """Compare a line with the delimiters that the course has chosen in place of nbgrader's."""
    if marks == NBGRADER or not (letters := _letters(text)):
        return ""
    own = [text for pair in marks.pairs.values() for text in (pair.begin, pair.end)]
    by_letters = {_letters(delimiter): delimiter for delimiter in own}
    return by_letters.get(_alike(letters, tuple(by_letters), _OWN), "")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


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
