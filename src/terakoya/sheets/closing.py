"""The rows that close a list and name nobody: totals, “以上”, remarks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from terakoya.sheets.grid import Record

__all__ = ["counted_in", "find_closing", "is_blank"]

_LABEL = re.compile(
    r"集計|(総|合|小|累|人数)?計(\(?(人数|名|人)\)?)?|人数|総数|総人数|合計数|受講者数|対象者数|件数"
    r"|以上|以下余白|以下空白|(以下、?)?余白|-+以上-+|total|subtotal",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\(?計?(\d[\d,]*)(名|人|件)(です|様)?\)?")
_NUMBER = re.compile(r"0|[1-9]\d{0,4}")
_REMARK = re.compile(r"[※*]|(注|備考|注記|注意)[\d)):]")
_AROUND = "()[]【】「」・:.。-ー―~ "


def find_closing(records: Sequence[Record], columns: Sequence[int]) -> list[Record]:
    """Return those of the last rows that close the list.

    Such a row holds nothing but words for a total, counts, and “以上”; or one remark that begins
    with ※ or 注 in one of its cells. Nobody on a list is called so, and a row with anything else in
    one of the `columns`, counted from 0, is no such row. Empty lines of a form may stand between.
    """
    found: list[Record] = []
    for record in reversed(records):
        if _closes(record, columns, most=len(records)):
            found.append(record)
        elif not is_blank(record, columns):
            break
    return found[::-1]


def is_blank(record: Record, columns: Iterable[int]) -> bool:
    """Tell whether nothing stands in any of the columns: an empty line of a form, a word beside."""
    return all(record.own(column).is_blank for column in columns)


def counted_in(record: Record) -> int | None:
    """Return the number of people that a closing row tells, where it tells just one."""
    told = [match for text in _texts(record) for match in re.findall(r"\d[\d,]*", _plain(text))]
    numbers = {int(number.replace(",", "")) for number in told}
    return numbers.pop() if len(numbers) == 1 and not _is_remark(record) else None


def _closes(record: Record, columns: Sequence[int], most: int) -> bool:
    if _is_remark(record):
        return True
    texts = [_plain(record.own(column).seen) for column in columns]
    texts = [text for text in texts if text]
    everywhere = [_plain(text) for text in _texts(record)]
    labels = [text for text in everywhere if _is_label(text)]
    return bool(labels) and all(_is_label(text) or _counts(text, most) for text in texts)


def _counts(text: str, most: int) -> bool:
    """Tell whether a bare number can count rows: a staff number is larger, or has zeros before."""
    return _NUMBER.fullmatch(text) is not None and int(text) <= most


def _is_label(text: str) -> bool:
    bare = text.strip(_AROUND)
    if _LABEL.fullmatch(bare) or _UNIT.fullmatch(text):
        return True
    words = re.fullmatch(rf"({_LABEL.pattern})[:、,]?{_UNIT.pattern}", bare, re.IGNORECASE)
    return words is not None


def _is_remark(record: Record) -> bool:
    texts = _texts(record)
    return len(texts) == 1 and _REMARK.match(_plain(texts[0])) is not None


def _texts(record: Record) -> list[str]:
    """Return what stands in the row's own cells; of merged ones once."""
    own = (record.own(column).seen for column in range(len(record.values)))
    return [text for text in own if text.strip()]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
