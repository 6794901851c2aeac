"""The cells of a workbook's sheet, each as a person sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, iterparse

from openpyxl.cell.text import Text
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from terakoya.sheets.builtin import BUILTIN_FORMATS
from terakoya.sheets.formats import UnknownFormatError, show_number, show_text
from terakoya.sheets.grid import Value

__all__ = ["Look", "SheetParser", "read_changing", "read_formats", "read_strings", "read_struck"]

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Look:
    """How a workbook shows its cells: the format code of each style, and its first day."""

    formats: Sequence[str | None]
    is_1904: bool = False
    changing: frozenset[int] = frozenset()  # conditional looks that have a number format
    struck: frozenset[int] = frozenset()  # styles with a line through the text

    def value(self, cell: Mapping[str, Any]) -> Value:
        """Return one cell of the parser as the text that a person sees in it."""
        value = self._value(cell)
        is_struck = cell["style_id"] in self.struck and bool(value.text)
        return replace(value, is_struck=True) if is_struck else value

    def _value(self, cell: Mapping[str, Any]) -> Value:
        content, code = cell["value"], self._code(cell["style_id"])
        if cell["data_type"] == "f":
            seen = self._show(cell["cached"], cell["cached_type"], code)
            is_empty = cell["cached_type"] == "str" and not cell["cached"]
            return Value(str(content), "formula", shown=seen.text, is_empty=is_empty)
        return self._show(content, cell["data_type"], code)

    def _code(self, style: int) -> str | None:
        return self.formats[style] if style < len(self.formats) else "General"

    def _show(self, content: object, data_type: str, code: str | None) -> Value:
        if content is None:
            return Value("")
        if data_type == "e":
            return Value(str(content), "unknown", reason="error")
        if isinstance(content, bool):
            return Value("TRUE" if content else "FALSE")
        is_1904 = self.is_1904
        if isinstance(content, (date, datetime, time, timedelta)):  # written out, as strict ones do
            content, is_1904 = _serial(content), False
        try:
            if code is None:
                raise UnknownFormatError
            if isinstance(content, (int, float)):
                return _show_number(content, code, is_1904)
            text = decode(str(content))
            shown = show_text(text, code)
        except UnknownFormatError:
            return Value(str(content), "unknown", reason="format")
        return _unless_hidden(Value(shown), text)


def _show_number(number: float, code: str, is_1904: bool) -> Value:
    shown = show_number(number, code, is_1904=is_1904)
    if shown.is_date:
        return Value(shown.text, "date", is_number=True)
    is_bare = not float(number).is_integer() or shown.text == str(int(number))
    value = Value(shown.text, "number" if is_bare else "text", is_number=True)
    return _unless_hidden(value, str(number))


def _serial(moment: date | time | timedelta) -> float:
    convert: Any = to_excel
    return float(convert(moment))


def decode(text: str) -> str:
    """Return a text without the escapes of Open XML: ``_x000D_`` is a carriage return."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # Letters beyond U+FFFF are written as two.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unless_hidden(value: Value, content: str) -> Value:
    """A format may show nothing where something is: ``;;;``."""
    if content.strip() and not value.text.strip():
        return Value(content, "unknown", reason="hidden")
    return value


class SheetParser(WorkSheetParser):
    """openpyxl's reader of a sheet, with numbers as they are kept and what formulas last gave."""

    def parse_cell(self, element: Element) -> dict[str, object]:
        """Return a cell; of a formula also what was worked out."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["data_type"] == "f":
            cell["cached"], cell["cached_type"] = _cached(element)
        return cell

    def parse_formula(self, formula_cell: Element) -> str:
        """Return a formula as it stands there; one that is shared only says that it is one."""
        return "=" + (formula_cell.findtext(f"{_MAIN}f") or "")


def _cached(element: Element) -> tuple[object, str]:
    content, kind = element.findtext(f"{_MAIN}v"), element.get("t", "n")
    if not content:
        return None, kind
    if kind == "b":
        return content == "1", "b"
    return (float(content), "n") if kind == "n" else (content, kind)


def read_strings(file: IO[bytes]) -> list[str]:
    """Read a workbook's table of texts, without readings above kanji.

    openpyxl's own reader drops every ``x005F_``, which stands for an underscore.
    """
    strings = []
    for _event, node in iterparse(file):  # noqa: S314 - document types are refused first
        if node.tag == f"{_MAIN}si":
            text: Any = Text.from_tree(cast(Any, node))
            strings.append(text.content)
            node.clear()
    return strings


def read_changing(styles: Element) -> frozenset[int]:
    """Return which of the conditional looks show numbers in another format."""
    looks = styles.findall(f"{_MAIN}dxfs/{_MAIN}dxf")
    return frozenset(at for at, look in enumerate(looks) if look.find(f"{_MAIN}numFmt") is not None)


def read_struck(styles: Element) -> frozenset[int]:
    """Return which styles have a line through the text."""
    fonts = [font.find(f"{_MAIN}strike") for font in styles.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    struck = {at for at, line in enumerate(fonts) if line is not None and _is_on(line)}
    cells = enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"))
    return frozenset(at for at, style in cells if int(style.get("fontId", "0")) in struck)


def _is_on(flag: Element) -> bool:
    return flag.get("val", "1") in ("1", "true", "on")


def read_formats(styles: Element) -> list[str | None]:
    """Return the format code of each style; None where the workbook does not say it."""
    own = {
        int(entry.get("numFmtId", "-1")): entry.get("formatCode", "")
        for entry in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    codes = BUILTIN_FORMATS | own
    return [
        codes.get(int(entry.get("numFmtId", "0")))
        for entry in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    ]
