"""Do right answers that the author wrote down keep their marks, and wrong ones lose them?"""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde import ItemStatus, Result

from terakoya.authoring.answers import Answer, put_answers, try_answers
from terakoya.authoring.quality import Subject
from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every answer whose marks are not what the author says."""
    reference = subject.reference
    answers: list[Answer] = []
    for entry in try_answers(subject.workspace, subject.assignment):
        if isinstance(entry, NotebookError):
            yield entry.where, entry.what, entry.remedy
        else:
            answers.append(entry)
    for answer in answers:
        if answer.cell not in reference:
            what = _("There is no answer cell {cell}.").format(cell=answer.cell)
            yield _place(subject, answer), what, _("Rename the folder to the cell's grade_id.")
    known = [answer for answer in answers if answer.cell in reference]
    trials = [
        {
            name: put_answers(notebook, reference | {answer.cell: answer.source})
            for name, notebook in subject.released.items()
        }
        for answer in known
    ]
    for answer, result in zip(known, subject.grade(trials), strict=True):
        yield from _judge(subject, answer, result)


def _judge(subject: Subject, answer: Answer, result: Result) -> Iterator[tuple[str, str, str]]:
    lost = {
        entry.item.id
        for entry in result.items
        if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL
    }
    where = _place(subject, answer)
    if unknown := answer.loses - {entry.item.id for entry in result.items}:
        what = _("There is no graded cell {items}.").format(items=", ".join(sorted(unknown)))
        yield where, what, _("Correct the line “# loses:”.")
    elif answer.right and lost:
        what = _("A right answer loses {items}.").format(items=", ".join(sorted(lost)))
        yield where, what, _("Make the check accept it.")
    elif kept := answer.loses - lost:
        what = _("A wrong answer keeps {items}.").format(items=", ".join(sorted(kept)))
        yield where, what, _("Make the check stronger.")
    elif not answer.right and (more := lost - answer.loses):
        what = _("A wrong answer also loses {items}.").format(items=", ".join(sorted(more)))
        yield where, what, _("Name them in its line “# loses:”, or make the check independent.")


def _place(subject: Subject, answer: Answer) -> str:
    kind = "right" if answer.right else "wrong"
    return f"source/{subject.assignment.id}/answers/{kind}/{answer.cell}/{answer.name}.py"
