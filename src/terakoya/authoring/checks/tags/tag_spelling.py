"""Tags that are almost one of ours."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.model import Tag
from terakoya.model.face_cells import only_tags

__all__ = ["MisspeltTag"]

_ALMOST = 0.8


class MisspeltTag(Check):
    """A tag is almost one that means something, and means nothing.

    Why:
        The cell is not shown where its author wanted it, and nothing says so. Tags of your own,
        or of other tools, are fine.

    Example:
        `results` or `app_only`, for `result` and `app-only`.

    Remedy:
        Correct the tag, or give yours another name.
    """

    code = "TK201"
    name = "misspelt-tag"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such tag of each cell."""
        known = [*(tag.value for tag in Tag), *only_tags()]
        for cell in subject.cells:
            for tag in sorted(cell.tags - frozenset(known)):
                plain = tag.strip().lower().replace("_", "-")
                close = difflib.get_close_matches(plain, known, 1, _ALMOST)
                if close:
                    what = _("The tag {tag} means nothing; {known} does.")
                    remedy = _("Correct it, or rename yours.")
                    yield Found(cell.place(), what.format(tag=tag, known=close[0]), remedy)
