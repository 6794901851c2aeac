"""Tables that can be read out: each heading is one, and says what it heads.

pandas, hand-written HTML and other libraries write the same table in many ways. What reads a table
aloud needs one: heads in a `thead`, and `th` with a scope for rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

__all__ = ["mend_table", "rows_of", "span_of"]

_NUMBER = re.compile(r"[-+−△▲]?[\d,.]+\s?[%％]?")
_MOST_SPAN = 1000  # as in browsers
_CELLS = ["th", "td"]


def mend_table(table: Tag) -> None:
    """Say of each heading what it heads; no empty headings; numbers to the right."""
    for name in ("border", "class"):
        del table[name]
    _find_head(table)
    _make_caption(table)
    _join_names(table)
    for row in rows_of(table):
        in_head = _is_head(row)
        for cell in _cells(row):
            _name_heading(cell, in_head=in_head)
            text = _text(cell)
            if _NUMBER.fullmatch(text) or text == "NaN":
                cell["class"] = "number"
    _align_heads(table)


def _align_heads(table: Tag) -> None:
    """Put the head of a column of numbers to the right, above them; not where cells span."""
    rows = rows_of(table)
    heads, body = [row for row in rows if _is_head(row)], [row for row in rows if not _is_head(row)]
    cells = [_cells(row) for row in (*heads[-1:], *body)]
    if (
        not heads
        or len({len(row) for row in cells}) > 1
        or any(_spans(c) for r in cells for c in r)
    ):
        return
    for head, *column in zip(*cells, strict=True):
        if _are_numbers(column) and head.get("class") != "number":
            head["class"] = "over-numbers"


def _spans(cell: Tag) -> bool:
    return any(span_of(cell, name) > 1 for name in ("colspan", "rowspan"))


def rows_of(table: Tag) -> list[Tag]:
    """Return a table's own rows, without those of tables in its cells."""
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def span_of(cell: Tag, name: str) -> int:
    """Return how many columns (``colspan``) or rows (``rowspan``) a cell takes."""
    value = str(cell.get(name, "1"))
    return max(1, min(int(value), _MOST_SPAN)) if value.isdecimal() else 1


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(_CELLS, recursive=False)


def _is_head(row: Tag) -> bool:
    return isinstance(row.parent, Tag) and row.parent.name == "thead"


def _text(cell: Tag) -> str:
    return cell.get_text().strip()


def _name_heading(cell: Tag, *, in_head: bool) -> None:
    """Give a heading its scope; one without text heads nothing."""
    text = _text(cell)
    if not text and cell.find("img") is None:
        cell.name = "td"
        del cell["scope"]
    elif in_head:
        cell.name = "th"
        cell["scope"] = "colgroup" if span_of(cell, "colspan") > 1 else "col"
    elif cell.name == "th" and cell.get("scope") not in ("col", "colgroup"):
        cell["scope"] = "rowgroup" if span_of(cell, "rowspan") > 1 else "row"


def _find_head(table: Tag) -> None:
    """Put heads that stand in the first rows into a head of the table."""
    rows = rows_of(table)
    if any(map(_is_head, rows)):
        return
    filled = [row for row in rows if _cells(row)]
    count = _heading_rows(filled)
    if not count and not table.find("th") and _looks_like_head(filled):
        count = 1
    if not 0 < count < len(filled):
        return
    head = BeautifulSoup("", "html.parser").new_tag("thead")
    place = table.find(["tbody", "tr"])
    assert isinstance(place, Tag)  # noqa: S101 - there are rows
    place.insert_before(head)
    for row in filled[:count]:
        head.append(row.extract())


def _make_caption(table: Tag) -> None:
    """Make a caption of the titles in a head: a row of one cell as wide as the table heads none."""
    rows = [row for row in rows_of(table) if _is_head(row)]
    width = max((sum(span_of(cell, "colspan") for cell in _cells(row)) for row in rows), default=0)
    titles = list(takewhile(lambda row: _is_title(row, width), rows[:-1]))
    if not titles or table.find("caption") is not None:
        return
    caption = BeautifulSoup("", "html.parser").new_tag("caption")
    caption.string = " – ".join(filter(None, map(_text, titles)))
    table.insert(0, caption)
    for row in titles:
        row.decompose()


def _is_title(row: Tag, width: int) -> bool:
    cells = _cells(row)
    return len(cells) == 1 and span_of(cells[0], "colspan") == width > 1


def _heading_rows(rows: Sequence[Tag]) -> int:
    """Count the first rows that hold headings only, but for empty cells."""
    for count, row in enumerate(rows):
        cells = _cells(row)
        full = [cell for cell in cells if _text(cell)]
        alone = len(cells) == 1 and span_of(cells[0], "colspan") == 1
        if not full or alone or any(cell.name == "td" for cell in full):
            return count
    return 0  # headings only, in every row: nothing says which of them head


def _looks_like_head(rows: Sequence[Tag]) -> bool:
    """Tell whether plain cells in the first row head what is below: bold, or words over numbers."""
    if len(rows) < 2:
        return False
    first, rest = _cells(rows[0]), [_cells(row) for row in rows[1:]]
    if len(first) < 2 or not all(map(_text, first)) or any(len(row) != len(first) for row in rest):
        return False
    if all(map(_is_bold, first)):
        return not all(_is_bold(cell) for row in rest for cell in row)
    if any(_NUMBER.fullmatch(_text(cell)) for cell in first):
        return False
    return any(_are_numbers(column) for column in zip(*rest, strict=True))


def _are_numbers(cells: Iterable[Tag]) -> bool:
    texts = [text for cell in cells if (text := _text(cell))]
    return bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)


def _is_bold(cell: Tag) -> bool:
    """Tell whether all that a cell says is set in bold."""
    if re.search(r"font-weight:\s*(bold|[6-9]00)", str(cell.get("style", ""))):
        return True
    texts = [text for text in cell.descendants if type(text) is NavigableString and text.strip()]
    return bool(texts) and all(text.find_parent(["b", "strong"]) is not None for text in texts)


def _join_names(table: Tag) -> None:
    """Put pandas' last heading row, which holds only the index's names, into the one above."""
    rows = [row for row in rows_of(table) if _is_head(row)]
    if len(rows) < 2:
        return
    above, below = _cells(rows[-2]), _cells(rows[-1])
    names = [_text(cell) for cell in below]
    count = next((at for at, name in enumerate(names) if not name), len(names))
    if not count or count == len(names) or any(names[count:]) or len(above) != len(below):
        return
    if any(map(_spans, above)):
        return
    for cell, name in zip(above[:count], names, strict=False):
        said = _text(cell)
        cell.string = f"{name} / {said}" if said else name
    rows[-1].decompose()
