"""Tables as people in city halls keep them: CSV in UTF-8 or cp932, and xlsx; read and written."""

from terakoya.sheets.filed_sheet import Cell, Sheet
from terakoya.sheets.formulas import neutralise
from terakoya.sheets.reading_tables import read_table
from terakoya.sheets.table import Choice, Passed, Reading, Row, Table
from terakoya.sheets.table_headings import Wording, heading_key
from terakoya.sheets.text_lines import text_lines
from terakoya.sheets.writing import Form, make_book, make_csv, write_book, write_table

__all__ = ["Cell", "Choice", "Form", "Passed", "Reading", "Row", "Table", "Wording", "heading_key"]
__all__ += [
    "Sheet",
    "make_book",
    "make_csv",
    "neutralise",
    "read_table",
    "text_lines",
    "write_book",
    "write_table",
]
