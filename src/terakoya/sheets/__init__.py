"""Tables as people in city halls keep them: CSV in UTF-8 or cp932, and xlsx; read and written."""

from terakoya.sheets.reading import Row, Table, read_table
from terakoya.sheets.writing import Cell, Form, neutralise, write_table

__all__ = ["Cell", "Form", "Row", "Table", "neutralise", "read_table", "write_table"]
