"""Workbooks written part by part: what only Excel, or another program, writes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from tests.roster_books.book import HEADINGS, PEOPLE, Book, changed, keep

__all__ = ["strict_copy"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, str]


def _cell(reference: str, text: str) -> str:
    kept = f'<t xml:space="preserve">{escape(text)}</t>'
    return f'<c r="{reference}" t="inlineStr"><is>{kept}</is></c>'


def _rows(cells: Mapping[str, str] | None = None) -> str:
    """Return the plain roster's rows, with some cells written otherwise."""
    made = []
    for line, row in enumerate((HEADINGS, *PEOPLE), 1):
        references = [(f"{'ABCDEFG'[column]}{line}", text) for column, text in enumerate(row)]
        inner = "".join((cells or {}).get(ref) or _cell(ref, text) for ref, text in references)
        made.append(f'<row r="{line}">{inner}</row>')
    return "".join(made)


def _parts(rows: str, before: str = "", after: str = "", xf: str = "") -> Parts:
    formats = f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{xf}'
    main, own = f'xmlns="{_MAIN}"', f'xmlns:r="{_RELATIONS}"'
    parts = f"{_PACKAGE}/relationships"
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_FORM}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_FORM}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_FORM}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_FORM}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{parts}"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"{_HEAD}<workbook {main} {own}><sheets>"
        '<sheet name="受講者名簿" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{parts}">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f"{_HEAD}<styleSheet {main}>"
        '<fonts count="1"><font><sz val="11"/><name val="Yu Gothic"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs>{formats}</cellXfs><cellStyles count="1">'
        '<cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/sharedStrings.xml": f"{_HEAD}<sst {main}/>",
        _SHEET: f"{_HEAD}<worksheet {main} {own}>{before}<sheetData>{rows}</sheetData>{after}"
        "</worksheet>",
    }


def _write(path: Path, parts: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _strings(parts: Parts, *items: str) -> Parts:
    shared = f'{_HEAD}<sst xmlns="{_MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'
    return parts | {"xl/sharedStrings.xml": shared}


def _shared(reference: str, index: int) -> str:
    return f'<c r="{reference}" t="s"><v>{index}</v></c>'


def _number(reference: str, number: object, style: int = 1) -> str:
    return f'<c r="{reference}" s="{style}"><v>{number}</v></c>'


def strict_copy(path: Path, parts: Mapping[str, str]) -> None:
    """Write a workbook under the names of Strict Open XML (ECMA-376, part 1)."""
    renamed = {
        name: re.sub(
            r"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument)/2006/",
            r"http://purl.oclc.org/ooxml/\1/",
            text,
        )
        for name, text in parts.items()
    }
    book = renamed["xl/workbook.xml"].replace("<workbook ", '<workbook conformance="strict" ')
    _write(path, renamed | {"xl/workbook.xml": book})


def _book(make: Callable[[], Parts], **expected: object) -> None:
    name = "by-hand-" + make.__name__.strip("_").replace("_", "-")
    keep(Book(name, lambda path: _write(path, make()), **expected))  # type: ignore[arg-type]


def _of_excel(code: int, number: object = 46082) -> Callable[[], Parts]:
    """A cell in one of the formats that a workbook names by their number only."""

    def make() -> Parts:
        xf = f'<xf numFmtId="{code}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        return _parts(_rows({"C2": _number("C2", number)}), xf=xf)

    make.__name__ = f"built_in_{code}"
    return make


_book(_of_excel(14), refused="C2", says="2026/3/1")
_book(_of_excel(22, 46082.4375), refused="C2", says="2026/3/1 10:30")
_book(_of_excel(27), refused="C2", says="R8.3.1")
_book(_of_excel(28), refused="C2", says="令和8年3月1日")
_book(_of_excel(31), refused="C2", says="2026年3月1日")
_book(_of_excel(55), refused="C2", says="2026年3月")
_book(_of_excel(56), refused="C2", says="3月1日")
_book(_of_excel(57, 43585), refused="C2", says="H31.4.30")
_book(_of_excel(81, 101), refused="C2", says="cannot be known")


def _strict() -> Parts:
    return _parts(_rows())


keep(Book("by-hand-strict", lambda path: strict_copy(path, _strict())))


def _strict_day() -> Parts:
    xf = '<xf numFmtId="56" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    return _parts(_rows({"C2": '<c r="C2" s="1" t="d"><v>2026-03-01</v></c>'}), xf=xf)


keep(
    Book(
        "by-hand-strict-day",
        lambda path: strict_copy(path, _strict_day()),
        refused="C2",
        says="3月1日",
    )
)


def _carriage_return_in_names() -> Parts:
    """Excel keeps a carriage return as an escape."""
    parts = _parts(_rows({"B2": _shared("B2", 0), "D3": _shared("D3", 1)}))
    return _strings(parts, "<t>佐藤 花子_x000D_</t>", "<t>総務部_x000D_\n人事課</t>")


_book(_carriage_return_in_names, people=changed(3, "総務課", "総務部 人事課", "市民課"))


def _escape_that_was_typed() -> Parts:
    """What looks like an escape and was typed is written with one more."""
    return _strings(_parts(_rows({"D2": _shared("D2", 0)})), "<t>_x005F_x000D_課</t>")


_book(_escape_that_was_typed, people=changed(3, "_x000D_課", "総務課", "市民課"))


def _readings_above_kanji() -> Parts:
    item = '<t>佐藤 花子</t><rPh sb="0" eb="2"><t>サトウ</t></rPh><phoneticPr fontId="0"/>'
    return _strings(_parts(_rows({"B2": _shared("B2", 0)})), item)


_book(_readings_above_kanji)


def _runs_with_readings() -> Parts:
    item = '<r><t>佐藤</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 花子</t></r>'
    item += '<rPh sb="0" eb="2"><t>サトウ</t></rPh>'
    return _strings(_parts(_rows({"B2": _shared("B2", 0)})), item)


_book(_runs_with_readings)


def _cells_without_references() -> Parts:
    return _parts(re.sub(r' r="[A-Z]*\d+"', "", _rows()))


_book(_cells_without_references)


def _names_with_prefixes() -> Parts:
    """As the Open XML SDK writes: every name of the main namespace with x: before it."""
    parts = _parts(_rows())
    changed_parts = {}
    for name in (_SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", parts[name].removeprefix(_HEAD))
        changed_parts[name] = _HEAD + text.replace(f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"')
    return parts | changed_parts


_book(_names_with_prefixes)


def _wrong_dimension() -> Parts:
    return _parts(_rows(), before='<dimension ref="A1:B2"/>')


_book(_wrong_dimension)


def _row_without_height() -> Parts:
    return _parts(_rows().replace('<row r="3">', '<row r="3" ht="0" customHeight="1">'))


_book(_row_without_height, people=[PEOPLE[0], PEOPLE[2]], notes=["3"])


def _column_without_width() -> Parts:
    return _parts(_rows(), before='<cols><col min="6" max="6" width="0" customWidth="1"/></cols>')


_book(_column_without_width, refused="階層", says="F (階層)")


def _overlapping_merges() -> Parts:
    merged = '<mergeCells><mergeCell ref="D2:D3"/><mergeCell ref="D3:D4"/></mergeCells>'
    return _parts(_rows(), after=merged)


_book(_overlapping_merges, refused="", says="damaged")


def _large_merge_below() -> Parts:
    return _parts(_rows(), after='<mergeCells><mergeCell ref="A9:T900"/></mergeCells>')


_book(_large_merge_below)


def _error_with_formula() -> Parts:
    return _parts(_rows({"E3": '<c r="E3" t="e"><f>VLOOKUP(A3,X:Y,2)</f><v>#N/A</v></c>'}))


_book(_error_with_formula, refused="E3", says="VLOOKUP")


def _shared_formula() -> Parts:
    first = (
        '<c r="A2" t="str"><f t="shared" ref="A2:A4" si="0">TEXT(H2,"00000")</f><v>00101</v></c>'
    )
    second = '<c r="A3" t="str"><f t="shared" si="0"/><v>00102</v></c>'
    return _parts(_rows({"A2": first, "A3": second}))


_book(_shared_formula, refused="A2", says="TEXT")


def _text_result_without_formula() -> Parts:
    return _parts(_rows({"A2": '<c r="A2" t="str"><v>00101</v></c>'}))


_book(_text_result_without_formula)


def _broken_properties() -> Parts:
    """Systems that write lists by themselves often fill in the document's properties wrongly."""
    core = (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dcterms:created>令和8年3月1日</dcterms:created></cp:coreProperties>"
    )
    return _parts(_rows()) | {"docProps/core.xml": core}


_book(_broken_properties)


def _number_as_text_marked() -> Parts:
    xf = '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    return _parts(_rows({"A2": _shared("A2", 0)}), xf=xf) | {
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}"><si><t>00101</t></si></sst>'
    }


_book(_number_as_text_marked)


def _formulas_that_show_nothing() -> Parts:
    """A form's lines, filled with formulas that show "" until somebody writes there."""
    lines = (
        f'<row r="{n}"><c r="A{n}" t="str"><f>IF(H{n}="","",H{n})</f><v></v></c>'
        f'<c r="D{n}" t="str"><f>IF(A{n}="","",VLOOKUP(A{n},X:Y,2))</f><v/></c></row>'
        for n in range(5, 9)
    )
    return _parts(_rows() + "".join(lines))


_book(_formulas_that_show_nothing)


def _formula_never_worked_out() -> Parts:
    return _parts(_rows() + '<row r="5"><c r="A5"><f>VLOOKUP(H5,X:Y,2)</f></c></row>')


_book(_formula_never_worked_out, refused="A5", says="VLOOKUP")
