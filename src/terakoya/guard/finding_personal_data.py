"""Finding personal data in a text, and putting labels in its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from terakoya.guard.addresses_in_english import find_addresses_in_english
from terakoya.guard.birth_dates import find_birth_dates
from terakoya.guard.birth_dates_in_english import find_birth_dates_in_english
from terakoya.guard.candidates import Candidate, choose
from terakoya.guard.headed_columns import find_cells_of_columns
from terakoya.guard.identity_numbers import find_identity_numbers
from terakoya.guard.insurance_numbers import find_insurance_numbers
from terakoya.guard.kinds_of_data import LABELS, Kind
from terakoya.guard.mail_addresses import find_mail_addresses
from terakoya.guard.names_after_offices import find_names_after_offices
from terakoya.guard.names_in_fields import find_names_in_fields
from terakoya.guard.names_in_kanji import find_names_in_kanji
from terakoya.guard.names_in_letters import find_names_in_letters
from terakoya.guard.names_in_lists import find_names_in_lists
from terakoya.guard.payment_numbers import find_payment_numbers
from terakoya.guard.pension_numbers import find_pension_numbers
from terakoya.guard.phones import find_phones
from terakoya.guard.street_addresses import find_street_addresses
from terakoya.guard.text_folding import FoldedText, fold_text

__all__ = ["Finding", "SearchedLine", "find_personal_data", "mask", "search_lines"]

_Search = Callable[[FoldedText], Iterable[Candidate]]
_SEARCHES: tuple[_Search, ...] = (
    find_identity_numbers,
    find_pension_numbers,
    find_insurance_numbers,
    find_payment_numbers,
    find_phones,
    find_mail_addresses,
    find_street_addresses,
    find_addresses_in_english,
    find_birth_dates,
    find_birth_dates_in_english,
    find_names_in_kanji,
    find_names_in_fields,
    find_names_in_letters,
    find_names_in_lists,
    find_names_after_offices,
    find_cells_of_columns,
)
_ROUNDS = 40  # a label can give what stands beside it a new meaning, but hardly ever twice


@dataclass(frozen=True)
class Finding:
    """A place in a text that is personal data.

    Attributes:
        kind: what it is.
        start, end: where, in letters of the given text as Python counts them (`text[start:end]`).
    """

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class SearchedLine:
    """A line of a file, with what is personal in it.

    Attributes:
        findings: the places in the line, in their order.
        masked: the line with a label in each of these places.
    """

    findings: tuple[Finding, ...]
    masked: str


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """Return the places of personal data in a text, in their order; no two of them overlap."""
    return _search(text)[0]


def mask(text: str) -> str:
    """Return the text with a label such as 〔氏名〕 in each place of personal data.

    What is masked has no findings, so that masking it again changes nothing.
    """
    return _search(text)[1]


def search_lines(lines: Sequence[str]) -> tuple[SearchedLine, ...]:
    """Search each line of a file as a text of its own, but for the headings of its tables.

    What a column holds is told in another line than its cells are.
    """
    text = fold_text("\n".join(lines))
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    cells: dict[int, list[Finding]] = {}
    for one in choose(find_cells_of_columns(text)):
        start, end = text.place(one.start, one.end)
        number = bisect_right(starts, start) - 1
        shift = starts[number]
        cells.setdefault(number, []).append(Finding(one.kind, start - shift, end - shift))
    return tuple(
        SearchedLine(*_search(line, cells.get(number, ()))) for number, line in enumerate(lines)
    )


def _search(text: str, known: Iterable[Finding] = ()) -> tuple[tuple[Finding, ...], str]:
    """Search, mask and search again until nothing is found: a mask may leave nothing behind."""
    found = list(known)
    masked = _put_labels(text, found)
    for _round in range(_ROUNDS):
        new = _search_once(masked)
        if not new:
            break
        found = sorted([*found, *_in_the_original(new, found)], key=_place)
        masked = _put_labels(text, found)
    return tuple(found), masked


def _search_once(text: str) -> list[Finding]:
    folded = fold_text(text)
    chosen = choose(one for search in _SEARCHES for one in search(folded))
    findings: list[Finding] = []
    for one in chosen:
        start, end = folded.place(one.start, one.end)
        if findings and start < findings[-1].end:  # one letter of the original, as ㍿, in two
            start = findings[-1].end
        if start < end:
            findings.append(Finding(one.kind, start, end))
    return findings


def _in_the_original(new: list[Finding], found: list[Finding]) -> Iterator[Finding]:
    """Yield where the findings in a masked text stand in the text before."""
    starts, shift, shifts = [], 0, [0]
    for one in found:
        starts.append(one.start + shift)
        shift += len(LABELS[one.kind]) - (one.end - one.start)
        shifts.append(shift)
    for one in new:
        shift = shifts[bisect_right(starts, one.start)]
        yield Finding(one.kind, one.start - shift, one.end - shift)


def _place(finding: Finding) -> int:
    return finding.start


def _put_labels(text: str, found: Iterable[Finding]) -> str:
    pieces, end = [], 0
    for one in found:
        pieces += [text[end : one.start], LABELS[one.kind]]
        end = one.end
    return "".join([*pieces, text[end:]])
