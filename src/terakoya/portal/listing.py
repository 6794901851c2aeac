"""Lists of the site: each can be searched and sorted, says when it is empty, and goes as CSV.

A page says what its columns are and what its rows hold; the order, the words that are looked for
and the file are told here, the same for all lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from terakoya.portal.choosing_learners import plain_text
from terakoya.sheets import Form, make_csv

__all__ = ["Column", "Line", "Listing", "Wish", "give_csv", "make_listing"]
__all__ += ["moment_order", "read_wish"]

Row = TypeVar("Row")
Value = str | int | float | None
_LONGEST = 200


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        key: its name in addresses.
        words: its heading.
        value: what a row holds; None where there is nothing. Numbers are sorted as such.
        link: where the cell leads within the site; nowhere where it is empty.
        order: by what its rows are sorted, where that is not the value.
        share: how much of a whole it is, 0 to 1, shown as a bar; None where that is not told.
        is_text: whether it stands at the left, though it is sorted by a number: a moment, say.
    """

    key: str
    words: str
    value: Callable[[Row], Value]
    link: Callable[[Row], str] | None = None
    order: Callable[[Row], Value] | None = None
    share: Callable[[Row], float | None] | None = None
    is_text: bool = False

    def place(self, row: Row) -> Value:
        """Return by what a row is sorted."""
        return (self.order or self.value)(row)


@dataclass(frozen=True)
class Wish:
    """What the address of a list asks for: words to be found, the order, and which page of it.

    Attributes:
        page: (name, value) in the address of a page; the first page has none.
    """

    words: str = ""
    sort: str = ""
    page: tuple[str, str] = ("", "")

    def address(self, sort: str | None = None) -> str:
        """Return the query of the same list, in another order where one is named."""
        asked = {"q": self.words, "sort": self.sort if sort is None else sort}
        asked |= dict([self.page])
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: (value, where it leads, how much of a whole) for each column."""

    cells: tuple[tuple[Value, str, float | None], ...]


@dataclass(frozen=True)
class Listing:
    """A list as the page shows it.

    Attributes:
        heads: (key, words, whether it holds numbers) of each column.
        all: how many rows there are, though not all are asked for.
        csv: the path of the same list as a file; empty where it has none.
    """

    id: str
    caption: str
    heads: tuple[tuple[str, str, bool], ...]
    lines: tuple[Line, ...]
    all: int
    wish: Wish
    csv: str = ""


def read_wish(request: Request) -> Wish:
    """Return what the address of a list asks for."""
    asked = request.query_params
    return Wish(asked.get("q", "")[:_LONGEST], asked.get("sort", "")[:_LONGEST])


def choose_rows(columns: Sequence[Column[Row]], rows: Sequence[Row], wish: Wish) -> tuple[Row, ...]:
    """Return the rows with the words in any column, in the order that is asked for.

    Rows without a value come last either way; an unknown order leaves the rows as they stand.
    """
    words = plain_text(wish.words)
    found = [
        row
        for row in rows
        if not words or any(words in plain_text(_text(each.value(row))) for each in columns)
    ]
    key, backwards = wish.sort.removeprefix("-"), wish.sort.startswith("-")
    column = next((each for each in columns if each.key == key), None)
    if column is None:
        return tuple(found)
    full = [row for row in found if column.place(row) not in (None, "")]
    empty = [row for row in found if column.place(row) in (None, "")]
    full.sort(key=lambda row: _order(column.place(row)), reverse=backwards)
    return (*full, *empty)


def make_listing(
    id: str,  # noqa: A002 - as in HTML
    caption: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    wish: Wish,
    csv: str = "",
) -> Listing:
    """Return a list as its page shows it."""
    chosen = choose_rows(columns, rows, wish)
    lines = tuple(Line(tuple(_cell(each, row) for each in columns)) for row in chosen)
    heads = tuple(
        (each.key, each.words, not each.is_text and any(_is_number(each, row) for row in rows))
        for each in columns
    )
    return Listing(id, caption, heads, lines, len(rows), wish, csv)


def give_csv(
    name: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    wish: Wish = Wish(),
    form: Form = "csv-utf8",
) -> Response:
    """Return the rows that are asked for as a file that Excel opens.

    Raises:
        ExportError: a character cannot be written in this form.
    """
    chosen = choose_rows(columns, rows, wish)
    content = make_csv(
        [each.words for each in columns],
        [[each.value(row) for each in columns] for row in chosen],
        form,
    )
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, 200, headers, "text/csv; charset=utf-8")


def moment_order(moment: datetime | None) -> float | None:
    """Return by what a moment is sorted, in whatever form it is written; None for none."""
    return moment.timestamp() if moment is not None else None


def _is_number(column: Column[Row], row: Row) -> bool:
    return isinstance(column.place(row), int | float)


def _cell(column: Column[Row], row: Row) -> tuple[Value, str, float | None]:
    link = column.link(row) if column.link is not None else ""
    return column.value(row), link, column.share(row) if column.share is not None else None


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _order(value: Value) -> tuple[int, float, str]:
    """Return how a value is sorted: numbers before texts."""
    return (0, value, "") if isinstance(value, int | float) else (1, 0.0, _text(value))
