"""The files below answers/: each has its form, and speaks of cells that there are."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.checks.answers.answer_marks import place_of, read_known
from terakoya.authoring.finding import Found, Place, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.authoring.written_answers import suggest_answers, try_answers
from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["AnswerOfNoCell", "BadAnswerFile", "NoAnswers"]


class BadAnswerFile(Check):
    """A file below `answers/` does not have the form of an answer.

    Why:
        It is not tried, so what its author knows about good and bad answers is not looked at.

    Example:
        `answers/right/total/loop.py`, whose first line is no comment.

    Remedy:
        Begin with a comment that says what this answer is. A wrong answer names what it loses in
        its second line: `# loses: total-check`. Save it as UTF-8.
    """

    code = "TK801"
    name = "bad-answer-file"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        for entry in try_answers(subject.workspace, subject.assignment):
            if isinstance(entry, NotebookError):
                yield Found(Place(entry.where), entry.what, entry.remedy)


class AnswerOfNoCell(Check):
    """An answer is written down for a cell that there is not.

    Why:
        It is not tried.

    Example:
        `answers/right/totl/loop.py`, where the answer cell is called `total`.

    Remedy:
        Rename the folder to the grade_id of the answer cell.
    """

    code = "TK802"
    name = "answer-of-no-cell"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such answer."""
        reference = subject.reference
        for answer in read_known(subject):
            if answer.cell not in reference:
                what = _("There is no answer cell {cell}.").format(cell=answer.cell)
                remedy = _("Rename the folder to the cell's grade_id.")
                yield Found(place_of(subject, answer), what, remedy)


class NoAnswers(Check):
    """No answer at all is written down below `answers/`.

    Why:
        Then only the model solution is tried. Whether a test takes other right answers, and
        whether it finds typical mistakes, nobody knows.

    Example:
        A new assignment.

    Remedy:
        Write other right answers and typical mistakes into `answers/right` and `answers/wrong`.
        See {doc}`../how-to/author-an-assignment`.
    """

    code = "TK811"
    name = "no-answers"
    severity = Severity.HINT

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield one hint where there is none."""
        if hint := suggest_answers(subject.workspace, subject.assignment):
            yield Found(Place(f"{subject.folder}/answers"), hint, "")
