"""Checks of the city's training office."""

from collections.abc import Iterator

from terakoya.authoring import Check, CheckGroup, Found, Severity, Subject
from terakoya.model import Text

WHAT = Text(ja="下書きのメモが残っています。", en="A note of the author's is left in the text.")
REMEDY = Text(ja="直すか、メモを消してください。", en="Do it, or take the note out.")


class DraftNote(Check):
    """A text still holds a note of its author's.

    Why:
        Learners read it.

    Example:
        TODO: a better picture

    Remedy:
        Do it, or take the note out.
    """

    code = "CITY101"
    name = "draft-note"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each note, with its line."""
        for cell in subject.cells:
            for number, line in enumerate(cell.source.splitlines(), 1):
                if not cell.is_code and ("TODO" in line or "要修正" in line):
                    yield Found(cell.place(number), WHAT, REMEDY)


CHECKS = CheckGroup("city", "CITY", (DraftNote,))
