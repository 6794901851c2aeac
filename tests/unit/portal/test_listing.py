"""Promises of every list of the site."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.requests import Request

from terakoya.portal.listing import Column, Wish, choose_rows, give_csv, make_listing, read_wish

ROWS = (("青木", 3), ("Ｂｏｂ", None), ("伊藤 花子", 20))
COLUMNS = (
    Column[tuple[str, int | None]]("name", "Name", lambda row: row[0], lambda row: f"/{row[0]}"),
    Column[tuple[str, int | None]]("number", "Number", lambda row: row[1]),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 3), ("青", 1), ("bob", 1), ("伊藤花", 1), ("20", 1), ("nobody", 0), ("  ", 3)],
)
def test_words_are_found_in_any_column(words: str, found: int) -> None:
    """Whatever the width, the case and the spaces."""
    assert len(choose_rows(COLUMNS, ROWS, Wish(words))) == found


def test_column_of_words_is_sorted_by_what_it_says() -> None:
    """By its share, not by its letters, “12 of 20” is before “5 of 6”; what is not told is last."""
    rows = ((12, 20), (5, 6), (0, 0), (1, 8))
    column = Column[tuple[int, int]](
        "done",
        "Done",
        lambda row: f"{row[0]} of {row[1]}" if row[1] else "under 5",
        order=lambda row: row[0] / row[1] if row[1] else None,
    )
    chosen = choose_rows([column], rows, Wish(sort="done"))
    assert chosen == ((1, 8), (12, 20), (5, 6), (0, 0))


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("number", [3, 20, None]),
        ("-number", [20, 3, None]),
        ("name", [20, 3, None]),
        ("unknown", [3, None, 20]),
    ],
)
def test_rows_without_a_value_come_last(sort: str, numbers: list[int | None]) -> None:
    """Numbers are sorted as numbers; an unknown order changes nothing."""
    assert [row[1] for row in choose_rows(COLUMNS, ROWS, Wish(sort=sort))] == numbers


def test_listing_knows_how_many_there_are_beside_those_shown() -> None:
    """So that a page can say of an empty list whether it is empty, or only narrow."""
    listing = make_listing("people", "People", COLUMNS, ROWS, Wish("nobody"))
    assert (listing.all, listing.lines) == (3, ())
    assert [head[2] for head in listing.heads] == [False, True]


def test_file_holds_the_same_rows_in_the_same_order() -> None:
    """And what looks like a formula is text."""
    rows = (("=1+1", 1), *ROWS)
    answer = give_csv("people.csv", COLUMNS, rows, Wish(sort="-number"))
    table = list(csv.reader(io.StringIO(bytes(answer.body).decode("utf-8-sig"))))
    assert table[0] == ["Name", "Number"]
    assert [row[1] for row in table[1:]] == ["20", "3", "1", ""]
    assert table[3][0] != "=1+1"


def test_address_of_a_list_keeps_words_and_order() -> None:
    """What a heading leads to asks for the same words."""
    scope = {"type": "http", "query_string": b"q=%E9%9D%92&sort=name", "headers": []}
    wish = read_wish(Request(scope))
    assert wish == Wish("青", "name")
    assert wish.address("-name") == "?q=%E9%9D%92&sort=-name"
    assert Wish().address() == "?"
