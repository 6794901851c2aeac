"""Texts of the template that wait for their author."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Place, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["TemplateText"]

_SIGN = "✎"


class TemplateText(Check):
    """A text still begins with the sign ✎ of the template of a lab.

    Why:
        Learners would read what was written for its author.

    Example:
        ✎ Say in a sentence why this number is needed.

    Remedy:
        Write your own text there, and take the sign out.
    """

    code = "TK104"
    name = "template-text"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such line of the notebooks and of the manifest."""
        remedy = _("Write your own text there, and take the sign out.")
        manifest = subject.workspace.source(subject.assignment.id) / "assignment.toml"
        lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
        for number, line in enumerate(lines, 1):
            if _SIGN in line:
                place = Place(f"{subject.folder}/assignment.toml", line=number)
                yield Found(place, _what(line), remedy)
        for cell in subject.cells:
            for number, line in enumerate(cell.source.splitlines(), 1):
                if _SIGN in line:
                    yield Found(cell.place(number), _what(line), remedy)


def _what(line: str) -> str:
    text = line.partition(_SIGN)[2].strip().strip('"')
    return _("This is still to be written: {text}").format(text=text[:60])
