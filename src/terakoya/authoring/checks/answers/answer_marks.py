"""The marks of answers that the author wrote down: what each keeps and loses, as it says."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde import ItemStatus, Result

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check, Work
from terakoya.authoring.subject import Subject
from terakoya.authoring.written_answers import Answer, put_answers, try_answers
from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = [
    "LosesUnknownItem",
    "RightAnswerLoses",
    "WrongAnswerKeeps",
    "WrongAnswerLosesMore",
    "place_of",
    "read_known",
]


def _grade_answers(subject: Subject) -> tuple[tuple[Answer, Result], ...]:
    reference = subject.reference
    known = [answer for answer in read_known(subject) if answer.cell in reference]
    trials = [
        {
            name: put_answers(notebook, reference | {answer.cell: answer.source})
            for name, notebook in subject.released.items()
        }
        for answer in known
    ]
    graded = tuple(zip(known, subject.grade(trials), strict=True)) if known else ()
    right = [result for answer, result in graded if answer.right]
    subject.figures["right_answers"] = len(right)
    subject.figures["right_kept"] = sum(not _lost(result) for result in right)
    return graded


def _count(workspace: Workspace, assignment: Assignment) -> int:
    answers = try_answers(workspace, assignment)
    return sum(not isinstance(entry, NotebookError) for entry in answers)


GRADED = Work(_grade_answers, _count)
"""Each answer that can be tried, with what it was given."""


class LosesUnknownItem(Check):
    """A wrong answer says that it loses an item that there is not.

    Why:
        What it says cannot be looked at.

    Example:
        `# loses: total-chek`

    Remedy:
        Correct the line `# loses:` of the answer.
    """

    code = "TK803"
    name = "loses-unknown-item"
    work = GRADED

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such answer."""
        for answer, result in subject.once(GRADED):
            if unknown := _unknown(answer, result):
                what = _("There is no graded cell {items}.").format(items=_listed(unknown))
                yield Found(place_of(subject, answer), what, _("Correct the line “# loses:”."))


class RightAnswerLoses(Check):
    """A right answer loses points.

    Why:
        A learner who answers like that is right and is told otherwise.

    Example:
        A test that asks for a list, where the task does not say so, and an answer with a tuple.

    Remedy:
        Make the test accept it.
    """

    code = "TK804"
    name = "right-answer-loses"
    work = GRADED

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such answer, and what it loses."""
        for answer, result in subject.once(GRADED):
            lost = _lost(result)
            if answer.right and lost:
                what = _("A right answer loses {items}.").format(items=_listed(lost))
                yield Found(place_of(subject, answer), what, _("Make the check accept it."))


class WrongAnswerKeeps(Check):
    """A wrong answer keeps points that it should lose.

    Why:
        A learner with a typical mistake is told that all is well.

    Example:
        A test that looks at the sign of a result, and an answer that is twice too large.

    Remedy:
        Make the test stronger.
    """

    code = "TK805"
    name = "wrong-answer-keeps"
    work = GRADED

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such answer, and what it keeps."""
        for answer, result in subject.once(GRADED):
            kept = answer.loses - _lost(result)
            if kept and not _unknown(answer, result):
                what = _("A wrong answer keeps {items}.").format(items=_listed(kept))
                yield Found(place_of(subject, answer), what, _("Make the check stronger."))


class WrongAnswerLosesMore(Check):
    """A wrong answer loses more items than its author says.

    Why:
        One mistake costs points twice, which nobody may have meant.

    Example:
        `# loses: total-check`, and the next item's test reads `total`, too.

    Remedy:
        Name them in the answer's line `# loses:`, or make the test independent.
    """

    code = "TK806"
    name = "wrong-answer-loses-more"
    work = GRADED

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such answer, and what else it loses."""
        for answer, result in subject.once(GRADED):
            lost = _lost(result)
            told = answer.loses <= lost and not _unknown(answer, result)
            if not answer.right and told and (more := lost - answer.loses):
                what = _("A wrong answer also loses {items}.").format(items=_listed(more))
                remedy = _("Name them in its line “# loses:”, or make the check independent.")
                yield Found(place_of(subject, answer), what, remedy)


def read_known(subject: Subject) -> list[Answer]:
    """Return the answers of an assignment that have the form of one."""
    entries = try_answers(subject.workspace, subject.assignment)
    return [entry for entry in entries if not isinstance(entry, NotebookError)]


def place_of(subject: Subject, answer: Answer) -> Place:
    """Return where an answer is written down."""
    kind = "right" if answer.right else "wrong"
    path = f"{subject.folder}/answers/{kind}/{answer.cell}/{answer.name}.py"
    return Place(path, item=answer.cell)


def _lost(result: Result) -> frozenset[str]:
    return frozenset(
        entry.item.id
        for entry in result.items
        if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL
    )


def _unknown(answer: Answer, result: Result) -> frozenset[str]:
    return answer.loses - {entry.item.id for entry in result.items}


def _listed(items: frozenset[str]) -> str:
    return ", ".join(sorted(items))
