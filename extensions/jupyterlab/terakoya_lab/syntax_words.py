"""Why Python cannot read a cell, in one plain sentence."""

from __future__ import annotations

import re
import unicodedata

from terakoya.language import gettext as _

__all__ = ["explain_syntax"]

_LETTER = re.compile(r"invalid (?:character|non-printable character)\b.*U\+([0-9A-F]+)")
_CURLED = {"“": '"', "”": '"', "‘": "'", "’": "'"}


def explain_syntax(error: SyntaxError) -> str:
    """Return a sentence for what Python says of a cell that it cannot read."""
    said = error.msg or ""
    if letter := _LETTER.match(said):
        return _explain_letter(chr(int(letter[1], 16)))
    if isinstance(error, IndentationError):
        return _("The indentation does not fit. Lines of one block begin in the same column.")
    for pattern, sentence in _sentences():
        if found := re.search(pattern, said):
            return sentence.format(*found.groups())
    return _(
        "Python cannot read this. Look for a bracket, comma, colon or quotation mark that is "
        "missing here or in the line above."
    )


def _sentences() -> tuple[tuple[str, str], ...]:
    return (
        (r"^'(.)' was never closed", _("The bracket “{}” is not closed.")),
        (r"^unmatched '(.)'", _("There is a “{}” without the bracket that opens it.")),
        (r"^unterminated", _("A quotation mark is opened and not closed.")),
        (r"^expected ':'", _("A colon is missing.")),
        (r"Maybe you meant '=='", _("To compare two values, write == (two signs).")),
    )


def _explain_letter(wide: str) -> str:
    if wide == "\N{IDEOGRAPHIC SPACE}":
        return _("There is a full-width space. Write it in half width.")
    half = _CURLED.get(wide) or unicodedata.normalize("NFKC", wide)
    if half == wide:
        return _("Python cannot read “{letter}” here.").format(letter=wide)
    return _("“{wide}” is in full width. Write {half} in half width.").format(wide=wide, half=half)
