"""Words for pictures that cells draw: for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.model import Tag
from terakoya.model.cell_choice import only_tag
from terakoya.model.face_cells import cell_choices
from terakoya.model.shows import alternative_text, draws_picture

__all__ = ["WordlessPicture"]


class WordlessPicture(Check):
    """A cell that is shown draws a picture, and nothing says what it shows.

    Why:
        People who cannot see it learn nothing from the app or the handout.

    Example:
        A cell tagged `result`:

        plt.plot(years, waits)

    Remedy:
        Add a comment: `# alt: Waits fall from {first} to {last} minutes`. Values in braces are
        filled in.
    """

    code = "TK221"
    name = "wordless-picture"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell; that of the parameters is never shown."""
        shows = _tags_that_show()
        for cell in subject.cells:
            shown = cell.is_code and cell.tags & shows and Tag.PARAMETERS not in cell.tags
            if shown and draws_picture(cell.source) and not alternative_text(cell.source):
                what = _("This cell draws a picture, and nothing says what it shows.")
                remedy = _("Add a comment: # alt: what the picture shows, with {values}.")
                yield Found(cell.place(), what, remedy)


def _tags_that_show() -> frozenset[str]:
    """Return the tags of code whose result people look at, in whichever face."""
    looked_at = {face for face, choice in cell_choices().items() if not choice.is_to_solve}
    return frozenset({Tag.RESULT, Tag.APP, *map(only_tag, looked_at)})
