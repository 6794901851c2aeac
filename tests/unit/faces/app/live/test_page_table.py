"""Promises of saving a table that is shown."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from terakoya.errors import ExportError
from terakoya.faces.app.live.page_table import BadTableError, table_file

TABLE = [["町", "人数"], ["本町", "1,234"], ["", "−5.5"], ["0012", "12%"]]


def test_csv_opens_in_excel() -> None:
    """With the mark of UTF-8, and numbers as numbers; a leading zero stays."""
    text = table_file(TABLE, "csv-utf8").decode("utf-8-sig")
    assert text.splitlines() == ["町,人数", "本町,1234", ",-5.5", "0012,12%"]


def test_workbook_holds_numbers() -> None:
    """They can be added up."""
    sheet = load_workbook(io.BytesIO(table_file(TABLE, "xlsx"))).active
    assert sheet["B2"].value == 1234
    assert sheet["A4"].value == "0012"


def test_character_that_a_form_cannot_hold_is_told() -> None:
    """Nothing is replaced silently."""
    with pytest.raises(ExportError):
        table_file([["🐟"]], "csv-cp932")


@pytest.mark.parametrize(
    "rows",
    [None, [], [[]], [["a"], ["b", "c"]], [[1]], "a", [["x" * 40_000]], [["a"] * 501]],
)
def test_what_is_no_table_is_refused(rows: Any) -> None:
    """A page that was tampered with gets nothing."""
    with pytest.raises(BadTableError):
        table_file(rows, "xlsx")


def test_unknown_form_is_refused() -> None:
    """Three forms, and no other."""
    with pytest.raises(BadTableError):
        table_file(TABLE, "pickle")
