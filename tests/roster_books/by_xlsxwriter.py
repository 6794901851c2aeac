"""Workbooks that XlsxWriter writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.roster_books.book import HEADINGS, PEOPLE, Book, changed, keep

__all__ = ["start_book"]


def start_book(path: Path, change: Callable[[Any, Any], None], **options: Any) -> None:
    """Write the plain roster, changed."""
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("受講者名簿")
        for line, row in enumerate((HEADINGS, *PEOPLE)):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
        change(book, sheet)


def _book(
    options: dict[str, Any] | None = None, **expected: Any
) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    def add(change: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        name = "xlsxwriter-" + change.__name__.strip("_").replace("_", "-")
        keep(Book(name, lambda path: start_book(path, change, **(options or {})), **expected))
        return change

    return add


@_book()
def _plain(book: Any, sheet: Any) -> None:
    pass


@_book({"constant_memory": True})
def _texts_in_the_cells(book: Any, sheet: Any) -> None:
    pass


@_book()
def _name_in_two_fonts(book: Any, sheet: Any) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    sheet.write_rich_string("B3", bold, "髙橋", red, "　一郎")


@_book(people=changed(3, "市民課", "市民課", "市民課"))
def _merged_department(book: Any, sheet: Any) -> None:
    sheet.merge_range("D2:D4", "市民課", book.add_format({"valign": "vcenter"}))


@_book(people=[PEOPLE[0], PEOPLE[2]], notes=["3"])
def _filtered_rows(book: Any, sheet: Any) -> None:
    sheet.autofilter("A1:G4")
    sheet.filter_column("E", "x == 主事 or x == 課長")
    sheet.set_row(2, options={"hidden": True})


@_book(people=[PEOPLE[0], PEOPLE[1]], notes=["4"])
def _collapsed_rows(book: Any, sheet: Any) -> None:
    sheet.set_row(3, None, None, {"level": 1, "hidden": True})
    sheet.set_row(4, None, None, {"collapsed": True})


@_book(notes=["H (マイナンバー)"])
def _hidden_column_of_others(book: Any, sheet: Any) -> None:
    sheet.write("H1", "マイナンバー")
    sheet.write("H2", "000000000000")
    sheet.set_column("H:H", None, None, {"hidden": True})


@_book()
def _table(book: Any, sheet: Any) -> None:
    columns = [{"header": heading} for heading in HEADINGS]
    sheet.add_table("A1:G4", {"columns": columns, "style": "Table Style Medium 2"})


@_book(people=changed(0, "S-00101", "S-00102", "S-00103"))
def _prefix(book: Any, sheet: Any) -> None:
    shown = book.add_format({"num_format": '"S-"00000'})
    for line in (1, 2, 3):
        sheet.write_number(line, 0, 100 + line, shown)


@_book(people=changed(0, "00101", "00102", "00103"))
def _zeros_for_positive_numbers_only(book: Any, sheet: Any) -> None:
    shown = book.add_format({"num_format": "00000;[Red]-00000;;@"})
    for line in (1, 2, 3):
        sheet.write_number(line, 0, 100 + line, shown)


@_book(people=changed(2, "1,001", "1,002", "1,003"))
def _thousands(book: Any, sheet: Any) -> None:
    shown = book.add_format({"num_format": "#,##0"})
    for line in (1, 2, 3):
        sheet.write_number(line, 2, 1000 + line, shown)


@_book(people=changed(2, "1.50", "2.50", "3.50"))
def _decimals(book: Any, sheet: Any) -> None:
    shown = book.add_format({"num_format": "0.00"})
    for line in (1, 2, 3):
        sheet.write_number(line, 2, line + 0.5, shown)


@_book(refused="C4", says="1-Mar")
def _english_day(book: Any, sheet: Any) -> None:
    sheet.write_datetime("C4", date(2026, 3, 1), book.add_format({"num_format": "[$-409]d-mmm"}))


@_book({"date_1904": True}, refused="C2", says="2026年3月1日")
def _day_of_1904(book: Any, sheet: Any) -> None:
    shown = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write_datetime("C2", date(2026, 3, 1), shown)


@_book(notes=["合計 3名"])
def _total_worked_out(book: Any, sheet: Any) -> None:
    sheet.write("A5", "合計")
    sheet.write_formula("B5", '=COUNTA(B2:B4)&"名"', None, "3名")


@_book(refused="D4", says="VLOOKUP")
def _looked_up(book: Any, sheet: Any) -> None:
    sheet.write_formula("D4", '=VLOOKUP(C4,{"0203","市民課"},2,FALSE)', None, "市民課")


@_book()
def _protected_with_lists(book: Any, sheet: Any) -> None:
    sheet.data_validation("F2:F4", {"validate": "list", "source": ["一般職員", "実務リーダー"]})
    sheet.conditional_format("A2:G4", {"type": "blanks", "format": book.add_format({"bold": True})})
    sheet.write_comment("A1", "5桁で")
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"select_locked_cells": True})


@_book(notes=["名簿（旧）"])
def _very_hidden_sheet_first(book: Any, sheet: Any) -> None:
    old = book.add_worksheet("名簿（旧）")
    for column, heading in enumerate(HEADINGS):
        old.write(0, column, heading)
    old.very_hidden()


@_book(notes=["集計"])
def _chart_sheet(book: Any, sheet: Any) -> None:
    summary = book.add_worksheet("集計")
    summary.write_row("A1", ["課", "人数"])
    summary.write_row("A2", ["総務課", 2])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=集計!$B$2:$B$2"})
    book.add_chartsheet("図").set_chart(chart)


@_book(refused="A2", says="cannot be known")
def _format_under_a_condition(book: Any, sheet: Any) -> None:
    for line in (1, 2, 3):
        sheet.write_number(line, 0, 100 + line)
    shown = book.add_format({"num_format": '"A"0000'})
    rule = {"type": "cell", "criteria": ">", "value": 100, "format": shown}
    sheet.conditional_format("A2:A4", rule)


@_book(notes=["集計"])
def _table_with_its_total(book: Any, sheet: Any) -> None:
    columns: list[dict[str, str]] = [{"header": heading} for heading in HEADINGS]
    columns[0]["total_string"] = "集計"
    columns[6]["total_function"] = "count"
    columns[6]["total_value"] = "3"
    sheet.add_table("A1:G5", {"columns": columns, "total_row": True})
