"""Workbooks that LibreOffice wrote; they are kept, as it is not on every machine.

`scripts/roster_referee.py --make` writes them from the sources here: flat ODS, or CSV.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.roster_books.book import HEADINGS, PEOPLE, SEEN, Book, changed, keep

__all__ = ["SOURCES"]

SOURCES: dict[str, tuple[str, str]] = {}
"""The form of each source, and its text."""

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
    }.items()
)


def _cell(text: str) -> str:
    begin = '<table:table-cell office:value-type="string">'
    return f"{begin}<text:p>{escape(text)}</text:p></table:table-cell>"


def _table(name: str, rows: Sequence[Sequence[str]], around: str = "") -> str:
    inner = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}"{around}>{inner}</table:table>'


def _flat(tables: str, styles: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document>"
    )


def _rows() -> list[list[str]]:
    return [[_cell(text) for text in row] for row in (HEADINGS, *PEOPLE)]


def _add(name: str, form: str, source: str, **expected: object) -> None:
    SOURCES[name] = (form, source)
    file = SEEN / f"{name}.xlsx"
    keep(Book(name, lambda path: _copy(file, path), **expected))  # type: ignore[arg-type]


def _copy(file: object, path: object) -> None:
    shutil.copyfile(str(file), str(path))


def _with(*cells: tuple[int, int, str]) -> list[list[str]]:
    rows = _rows()
    for line, column, cell in cells:
        rows[line][column] = cell
    return rows


def _number(value: object, style: str) -> str:
    kind = f'office:value-type="float" office:value="{value}"'
    begin = f'<table:table-cell table:style-name="{style}" {kind}>'
    return f"{begin}<text:p>{value}</text:p></table:table-cell>"


def _style(name: str, data: str, kind: str = "number-style", language: str = "") -> str:
    return (
        f'<number:{kind} style:name="N-{name}"{language}>{data}</number:{kind}>'
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:data-style-name="N-{name}"/>'
    )


_PREFIXED = (
    "<number:text>A</number:text>"
    '<number:number number:decimal-places="0" number:min-integer-digits="4"/>'
)
_GENGO = 'number:calendar="gengou"'
_ERA_DAY = (
    f'<number:era number:style="long" {_GENGO}/><number:year {_GENGO}/>'
    "<number:text>年</number:text>"
    "<number:month/><number:text>月</number:text><number:day/><number:text>日</number:text>"
)

_add("libreoffice-plain", "fods", _flat(_table("受講者名簿", _rows())))
_add(
    "libreoffice-prefixed",
    "fods",
    _flat(
        _table("受講者名簿", _with(*((n, 0, _number(100 + n, "p")) for n in (1, 2, 3)))),
        _style("p", _PREFIXED),
    ),
    people=changed(0, "A0101", "A0102", "A0103"),
)
_add(
    "libreoffice-day-of-an-era",
    "fods",
    _flat(
        _table(
            "受講者名簿",
            _with(
                (
                    1,
                    2,
                    '<table:table-cell table:style-name="d" office:value-type="date" '
                    'office:date-value="2026-03-01"><text:p/></table:table-cell>',
                )
            ),
        ),
        _style("d", _ERA_DAY, "date-style", ' number:language="ja" number:country="JP"'),
    ),
    refused="C2",
    says="令和8年3月1日",
)
_add(
    "libreoffice-merged",
    "fods",
    _flat(
        _table(
            "受講者名簿",
            _with(
                (1, 3, _cell("人事課").replace("cell ", 'cell table:number-rows-spanned="3" ', 1)),
                (2, 3, "<table:covered-table-cell/>"),
                (3, 3, "<table:covered-table-cell/>"),
            ),
        )
    ),
    people=changed(3, "人事課", "人事課", "人事課"),
)
_add(
    "libreoffice-hidden-row",
    "fods",
    _flat(
        _table("受講者名簿", _rows()).replace(
            "<table:table-row>" + _cell("00102"),
            '<table:table-row table:visibility="collapse">' + _cell("00102"),
        )
    ),
    people=[PEOPLE[0], PEOPLE[2]],
    notes=["3"],
)
_add(
    "libreoffice-hidden-sheet",
    "fods",
    _flat(
        _table("受講者名簿", _rows()) + _table("昨年度", _rows()[:2], ' table:style-name="h"'),
        '<style:style style:name="h" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>',
    ),
    notes=["昨年度"],
)
_add(
    "libreoffice-lines-in-a-cell",
    "fods",
    _flat(
        _table(
            "受講者名簿",
            _with((1, 3, _cell("総務部").replace("</text:p>", "</text:p><text:p>人事課</text:p>"))),
        )
    ),
    people=changed(3, "総務部 人事課", "総務課", "市民課"),
)
_add(
    "libreoffice-from-csv",
    "csv",
    "\n".join(",".join(row) for row in (HEADINGS, *PEOPLE)) + "\n",
    people=[
        (person[0].lstrip("0"), person[1], person[2].lstrip("0"), *person[3:]) for person in PEOPLE
    ],
)
