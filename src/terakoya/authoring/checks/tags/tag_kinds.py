"""Tags on cells for which they are not meant."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import AuthorCell, Subject
from terakoya.language import gettext as _
from terakoya.model import Tag
from terakoya.model.cell_choice import only_tag

__all__ = ["ContradictoryTags", "MisplacedTag"]

_EXERCISE_ONLY, _APP_ONLY = only_tag("exercise"), only_tag("app")


class MisplacedTag(Check):
    """A tag stands on a kind of cell for which it has no meaning.

    Why:
        No face takes notice of it, so the cell is not shown where its author wanted it.

    Example:
        `result` on a text cell, or `refresher` on a cell that is no answer.

    Remedy:
        Move the tag to the cell that is meant, or remove it; see {doc}`cell-tags`.
    """

    code = "TK202"
    name = "misplaced-tag"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such tag of each cell."""
        remedy = _("The page “Cell tags” of the documentation says what each tag is for.")
        for cell in subject.cells:
            for tag in sorted(cell.tags & _meaningless(cell)):
                what = _("The tag {tag} has no meaning on this kind of cell.")
                yield Found(cell.place(), what.format(tag=tag), remedy)


class ContradictoryTags(Check):
    """A cell is kept to the exercise, and another tag shows it in an app or a handout.

    Why:
        Only one of the two can be meant.

    Example:
        `exercise-only` and `result` on one cell.

    Remedy:
        Remove one of the tags.
    """

    code = "TK203"
    name = "contradictory-tags"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in subject.cells:
            if _EXERCISE_ONLY in cell.tags and cell.tags & {Tag.APP, Tag.RESULT, Tag.PARAMETERS}:
                what = _("The cell is kept to the exercise, and also meant for another face.")
                yield Found(cell.place(), what, _("Remove one of the tags."))


def _meaningless(cell: AuthorCell) -> frozenset[str]:
    is_test = cell.nbgrader.get("grade") and not cell.nbgrader.get("solution")
    answers = cell.is_code and cell.nbgrader.get("solution")
    wrong: set[str] = {Tag.NARRATIVE} if cell.is_code else {Tag.RESULT, Tag.PARAMETERS}
    if not answers:
        wrong.add(Tag.REFRESHER)
    if is_test or answers:
        wrong.add(Tag.PARAMETERS)
    if is_test:
        wrong |= {Tag.RESULT, Tag.APP, _APP_ONLY}
    return frozenset(wrong)
