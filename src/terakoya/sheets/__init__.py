"""Tables as people in city halls keep them: CSV in UTF-8 or cp932, and xlsx; read and written."""

from terakoya.sheets.headings import Wording, heading_key
from terakoya.sheets.reading import read_table
from terakoya.sheets.table import Choice, Passed, Reading, Row, Table
from terakoya.sheets.writing import Cell, Form, neutralise, write_table

__all__ = ["Cell", "Choice", "Form", "Passed", "Reading", "Row", "Table", "Wording", "heading_key"]
__all__ += ["neutralise", "read_table", "write_table"]
