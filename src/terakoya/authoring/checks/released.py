"""Does the untouched release score nothing, and the reference full marks, in good time?"""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde import ItemStatus, Status

from terakoya.authoring.answers import put_answers
from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every item with the wrong score for an empty and for a perfect submission."""
    full = {
        name: put_answers(notebook, subject.reference)
        for name, notebook in subject.released.items()
    }
    blank, reference = subject.grade([subject.released, full])
    where = f"source/{subject.assignment.id}"
    for entry in blank.items:
        if entry.score > 0:
            what = _("The untouched release scores {score} on {item}.")
            remedy = _("Make the check fail while the answer is missing.")
            yield where, what.format(score=entry.score, item=entry.item.id), remedy
    for entry in reference.items:
        if entry.score < entry.item.points and entry.status is not ItemStatus.MANUAL:
            what = _("The reference solution scores {score} of {points} on {item}: {message}")
            remedy = _("Correct the solution or the check.")
            yield (
                where,
                what.format(
                    score=entry.score,
                    points=entry.item.points,
                    item=entry.item.id,
                    message=entry.message or entry.status.value,
                ),
                remedy,
            )
    if reference.status is not Status.OK:
        what = _("The reference solution does not run to the end ({status}).")
        yield where, what.format(status=reference.status.value), _("Run the notebook from the top.")
