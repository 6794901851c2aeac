"""Numbers as Excel shows them: the number formats that offices use, and a word for the others."""

from terakoya.sheets.formats.show import Shown, UnknownFormatError, show_number, show_text

__all__ = ["Shown", "UnknownFormatError", "show_number", "show_text"]
