"""Tables that are too large for a screen, in pieces: each with its caption and its headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from bs4 import BeautifulSoup
from bs4.element import Tag

from terakoya.faces.paper.paper_tables import rows_of, span_of
from terakoya.faces.paper.typst_tables import lay_out, least_width

__all__ = ["MOST", "WIDEST", "split_table"]

MOST = 20
"""Rows of a table that a slide has room for, besides its headings."""
WIDEST = 66
"""Letters of a table that a slide has room for beside one another."""


def split_table(html: str) -> tuple[str, ...]:
    """Return an element in as few pieces as its table needs, all about as large.

    Nothing is cut within cells that go over several rows or columns. What is no large table stays
    whole.

    Args:
        html: one element of a document; its first table counts.
    """
    table = _table_of(BeautifulSoup(html, "html.parser"))
    rows = _body(table) if table else []
    if table is None or not rows:
        return (html,)
    wanted = [
        (few, some)
        for some in _column_pieces(table)
        for few in (_pieces(rows) if len(rows) > MOST else [range(len(rows))])
    ]
    if len(wanted) == 1:
        return (html,)
    return tuple(
        _only(html, few, some, f"{number}/{len(wanted)}")
        for number, (few, some) in enumerate(wanted, 1)
    )


def _table_of(tree: BeautifulSoup) -> Tag | None:
    found = tree.find("table")
    return found if isinstance(found, Tag) else None


def _body(table: Tag) -> list[Tag]:
    return [row for row in rows_of(table) if row.find_parent("thead") is None]


def _pieces(rows: Sequence[Tag]) -> Iterator[range]:
    """Yield the rows of each piece."""
    length = ceil(len(rows) / ceil(len(rows) / MOST))
    start = 0
    for cut in _cuts(rows):
        if cut - start >= length or cut == len(rows):
            yield range(start, cut)
            start = cut


def _column_pieces(table: Tag) -> list[frozenset[int]]:
    """Return the columns of each piece; those of the rows' headings are in all of them."""
    columns, rows = lay_out(table)
    width = least_width(rows)
    if width <= WIDEST or any(laid.across + laid.down > 2 for row in rows for laid in row.cells):
        return [frozenset(range(columns))]
    first = next(row.heads for row in rows if not row.in_head)
    fixed = max(1, next((at for at, heads in enumerate(first) if heads != "row"), 1))
    length = max(1, ceil((columns - fixed) / ceil(width / WIDEST)))
    starts = range(fixed, columns, length)
    return [frozenset((*range(fixed), *range(at, min(at + length, columns)))) for at in starts]


def _cuts(rows: Sequence[Tag]) -> Iterator[int]:
    """Yield the places between rows where no cell goes over both; the end is one."""
    reach = 0
    for number, row in enumerate(rows):
        if number and number >= reach:
            yield number
        down = (span_of(cell, "rowspan") for cell in row.find_all(["th", "td"], recursive=False))
        reach = max(reach, number + max(down, default=1))
    yield len(rows)


def _only(html: str, rows: range, columns: frozenset[int], which: str) -> str:
    """Return the element with these rows and columns of its table alone."""
    tree = BeautifulSoup(html, "html.parser")
    table = _table_of(tree)
    assert table is not None  # noqa: S101 - the same text had one
    _total, laid_rows = lay_out(table)
    for laid in (laid for row in laid_rows for laid in row.cells):
        if laid.cell is not None and laid.across == 1 and laid.column not in columns:
            laid.cell.decompose()
    for number, row in enumerate(_body(table)):
        if number not in rows:
            row.decompose()
    caption = table.find("caption", recursive=False)
    if isinstance(caption, Tag):
        caption.append(f" ({which})")
    return str(tree)
