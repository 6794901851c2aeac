"""Reading a CSV file: UTF-8 or cp932, with commas, tabs or semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.grid import Record, Value

__all__ = ["csv_records"]

_LINES_TO_GUESS = 20
_SEPARATORS = ",\t;"  # a tab where Excel saves “text”


def csv_records(name: str, content: bytes) -> Iterator[Record]:
    """Yield every row that is not empty, with the number of the line that it starts in.

    Args:
        name: the file's, for messages.
        content: the file.

    Raises:
        UsageError: it is no text in one of the two encodings, or no CSV.
    """
    text = _decode(name, content)
    begin = "".join(islice(io.StringIO(text), _LINES_TO_GUESS))
    separator = max(_SEPARATORS, key=begin.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Record(line, tuple(Value(cell) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        where = _("{file}, line {line}").format(file=name, line=line)
        what = _("The row is not valid CSV: {reason}.").format(reason=error)
        raise UsageError(what, where=where, remedy=_("Check its quotation marks.")) from None


def _decode(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        remedy = _("Save it as “CSV UTF-8”.")
        raise UsageError(_("The file is UTF-16."), where=name, remedy=remedy)
    line = 1  # the one at fault, in the encoding that gets furthest
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = max(line, error.object.count(b"\n", 0, error.start) + 1)
            if content.startswith(b"\xef\xbb\xbf"):
                break
            continue
        if "\x00" in text:
            remedy = _("Save the table as “CSV UTF-8” or .xlsx.")
            raise UsageError(_("The file is not text."), where=name, remedy=remedy)
        return text
    where = _("{file}, line {line}").format(file=name, line=line)
    what = _("The line is neither UTF-8 nor Shift_JIS (cp932).")
    raise UsageError(what, where=where, remedy=_("Save the file again as “CSV UTF-8”."))
