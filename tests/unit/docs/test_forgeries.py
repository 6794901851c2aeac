"""The page of forgeries tells every case, as its data has it."""

from __future__ import annotations

from tests.forgery import BEGIN, CLASSES, END, read_cases, table
from tests.unit.docs.pages import read_page


def test_forgeries_page_is_the_cases() -> None:
    """The page holds exactly the cases; running `tests.forgery` as a module writes them."""
    page = read_page("docs/reference/forgeries.md")
    assert page.split(BEGIN)[1].split(END)[0].strip() == table(read_cases()).strip()


def test_forgeries_are_in_known_classes() -> None:
    """Every case is in a class that says what it does and what stops it, and none is empty."""
    assert {case.kind for case in read_cases()} == set(CLASSES)
