"""Names of people in kanji: whole names by lists, surnames by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.called_names import find_called_given_name, find_end_of_called_surname
from terakoya.guard.candidates import Candidate
from terakoya.guard.kanji_rows import KANJI, ROW
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_titles import BEFORE_NAME
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.whole_names import find_end_of_usual_name, find_end_of_whole_name

__all__ = ["find_names_in_kanji"]

_LONGEST_BEFORE = 4
# 山 田 太 郎: letters spread over a line of a form.
_SPREAD = rf"[{KANJI}](?: [{KANJI}]){{1,2}}"
_SPACED = re.compile(
    rf"(?<![{KANJI}])(?:{_SPREAD} {{1,3}}|[{KANJI}]{{2,3}} {{1,3}}(?=[{KANJI}] ))"
    rf"(?:{_SPREAD}(?! ?[{KANJI}])|[{KANJI}]{{1,3}}|"
    rf"[\u3041-\u3096]{{2,4}})(?![{KANJI}\u3041-\u3096])"
)


def find_names_in_kanji(text: FoldedText) -> Iterator[Candidate]:
    """Yield names, found in rows of kanji; of each row only the parts that can begin a name."""
    for row in ROW.finditer(text.plain):
        yield from _in_row(text.plain, *row.span())
    for spaced in _SPACED.finditer(text.plain):
        name = spaced[0].replace(" ", "")
        kanji = ROW.match(name)
        if kanji and len(name) > 2 and find_end_of_whole_name(name, 0, kanji.end()) == len(name):
            yield Candidate(Kind.NAME, *spaced.span(), 54)


def _in_row(plain: str, start: int, end: int) -> Iterator[Candidate]:
    taken = start
    for begin in range(start, end):
        if begin < taken:
            continue
        if begin > taken and not _may_begin(plain, taken, begin):
            last = whole = find_end_of_usual_name(plain, begin, end)
        else:
            whole = find_end_of_whole_name(plain, begin, end)
            last = whole or find_end_of_called_surname(plain, begin, end)
        if last is not None:
            taken = last
            yield Candidate(Kind.NAME, begin, last, 52 if whole else 50)
    if taken == start and (place := find_called_given_name(plain, start, end)):
        yield Candidate(Kind.NAME, *place, 45)


def _may_begin(plain: str, taken: int, begin: int) -> bool:
    """Whether a word ends here after which a name may follow without a space: 課長, 長男."""
    return BEFORE_NAME.search(plain[max(taken, begin - _LONGEST_BEFORE) : begin]) is not None
