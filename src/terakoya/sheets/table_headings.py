"""Finding the headings of a table: the rows that have them, whatever else they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from terakoya.sheets.grid import Block, Record

__all__ = ["Band", "Wording", "find_band", "heading_key", "heading_text"]

LINES_ABOVE = 20  # in which the headings are looked for
_TIERS = 3  # rows that the headings of one table take at most
_LONGEST = 60  # characters of a heading that is looked at
_MARKS = "*※＊●○◎◆◇■□▼▽★☆:.。、"
_IN_BRACKETS = re.compile(r"(.+?)[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_CELL = Block(0, 0, 0, 0)
_SEPARATORS = re.compile(r"[/・|,、()\[\]【】〔〕]|または|又は")


@dataclass(frozen=True)
class Wording:
    """What headings are called: other words for each, and remarks that may stand behind them."""

    others: Mapping[str, Collection[str]] = field(default_factory=dict)
    remarks: Collection[str] = ()

    def meaning(self, text: str, wanted: Collection[str]) -> str | None:
        """Return which of the wanted headings a text means; None where it means none.

        Of several words, as in 職名/役職, 氏名（名前） or 氏名Name, all must mean the same.
        """
        if len(text) > _LONGEST:
            return None
        key = self._without_remark(heading_key(text))
        index = {heading_key(heading): heading for heading in wanted}
        index = {
            word: heading for word, heading in self._words.items() if heading in wanted
        } | index
        return index.get(key) or _meaning_of_words(key, index)

    @cached_property
    def _words(self) -> dict[str, str]:
        words = self.others.items()
        return {heading_key(word): heading for heading, known in words for word in known}

    def _without_remark(self, key: str) -> str:
        match = _IN_BRACKETS.fullmatch(key)
        remarks = [heading_key(remark) for remark in self.remarks]
        is_remark = match and any(re.fullmatch(remark, match[2]) for remark in remarks)
        return match[1].strip(_MARKS) if match and is_remark else key


def _meaning_of_words(key: str, index: Mapping[str, str]) -> str | None:
    parts = [part for part in _SEPARATORS.split(key) if part]
    if len(parts) > 1:
        meant = {index.get(part) for part in parts}
        return meant.pop() if len(meant) == 1 else None
    for at in range(1, len(key)):
        first = index.get(key[:at])
        if first and first == index.get(key[at:]):
            return first
    return None


@dataclass(frozen=True)
class Band:
    """Where a table's headings stand: the lines, and which column has which heading.

    `twice` lists headings that more than one column could be, with what is written there; `under`
    the further columns over which a merged heading stands.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    texts: Sequence[str]
    twice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    under: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def has(self, wanted: Collection[str]) -> bool:
        """Tell whether all headings were found, more than once perhaps."""
        return set(wanted) <= set(self.columns)


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """Return a heading as it is compared: NFKC, small, without spaces, breaks and marks around."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(
        letter for letter in plain if not letter.isspace() and unicodedata.category(letter) != "Cc"
    )
    return kept.strip(_MARKS)


def heading_text(text: str) -> str:
    """Return a heading for people: NFKC, its lines joined, without spaces around."""
    return "".join(unicodedata.normalize("NFKC", text).splitlines()).strip()


def find_band(records: Sequence[Record], wanted: Collection[str], wording: Wording) -> Band | None:
    """Return the first row or rows with all headings, or else the row with most; None without any.

    Headings of two tiers stand in up to three rows: 所属 over コード and 名称.
    """
    best: Band | None = None
    for at in range(min(len(records), LINES_ABOVE)):
        for tiers in range(1, _TIERS + 1):
            band = _band(records[at : at + tiers], wanted, wording)
            if band.has(wanted):
                return band
            if tiers == 1 and len(band.columns) > (len(best.columns) if best else 0):
                best = band
    return best


def _band(rows: Sequence[Record], wanted: Collection[str], wording: Wording) -> Band:
    width = max(len(row.values) for row in rows)
    texts = [_text(rows, column) for column in range(width)]
    found: dict[str, list[int]] = {}
    for column, text in enumerate(texts):
        if text and (heading := wording.meaning(text, wanted)):
            found.setdefault(heading, []).append(column)
    columns, twice = {}, {}
    for heading, places in found.items():
        exact = [at for at in places if heading_key(texts[at]) == heading_key(heading)]
        likely = exact or places
        columns[heading] = likely[0]
        if len(likely) > 1:
            twice[heading] = tuple(heading_text(texts[at]) for at in likely)
    begun = [value.block for row in rows for value in row.values if value.block]
    bottoms = [block.bottom for block in begun if block.left - 1 in columns.values()]
    last = max([rows[-1].line, *bottoms])
    return Band(rows[0].line, last, columns, texts, twice, _under(rows, columns.values(), texts))


def _under(
    rows: Sequence[Record], columns: Collection[int], texts: Sequence[str]
) -> dict[int, list[int]]:
    """Return the columns without a heading of their own over which a merged heading stands."""
    spans = {
        column: max((row.at(column).block or _CELL).right for row in rows) for column in columns
    }
    return {
        column: [other for other in range(column + 1, right) if not _own_text(rows, other, texts)]
        for column, right in spans.items()
    }


def _own_text(rows: Sequence[Record], column: int, texts: Sequence[str]) -> bool:
    return len(rows) > 1 or (column < len(texts) and bool(texts[column]))


def _text(rows: Sequence[Record], column: int) -> str:
    """Return what stands over a column; of merged cells once, in one row where they begin."""
    if len(rows) == 1:
        value = rows[0].at(column)
        is_first = value.block is None or value.block.left == column + 1
        return heading_text(value.seen) if is_first else ""
    told: list[str] = []
    blocks = []
    for row in rows:
        value = row.at(column)
        if value.block is None or value.block not in blocks:
            told.append(heading_text(value.seen))
        blocks.append(value.block)
    return "".join(told)
