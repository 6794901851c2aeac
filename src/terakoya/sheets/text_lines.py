"""Reading a plain text, line by line: UTF-8, cp932, or UTF-16 that says so."""

from __future__ import annotations

import re

from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["text_lines"]

_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_END_OF_LINE = re.compile(r"\r\n|\r|\n")  # no other: editors count lines by these


def text_lines(name: str, content: bytes) -> list[str]:
    """Return the lines of a text, without their ends.

    Args:
        name: the file's, for messages.
        content: the file.

    Raises:
        UsageError: it is no text in one of these encodings.
    """
    lines = _END_OF_LINE.split(_decoded(name, content))
    return lines[:-1] if lines[-1] == "" else lines


def _decoded(name: str, content: bytes) -> str:
    encodings = [one for mark, one in _MARKED.items() if content.startswith(mark)]
    for encoding in encodings or ("utf-8", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
        break
    else:
        what = _("The file is not text in UTF-8, Shift_JIS (cp932) or UTF-16.")
        raise UsageError(what, where=name, remedy=_("Save it again as UTF-8."))
    raise UsageError(_("The file is not text."), where=name, remedy=_("Save it again as UTF-8."))
