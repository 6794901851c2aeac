"""Two trials of a release: as learners get it, and filled with the model solution."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya_autograde import Result

from terakoya.authoring.rule import Work
from terakoya.authoring.subject import Subject
from terakoya.authoring.written_answers import put_answers

__all__ = ["TRIAL", "ReleaseTrial"]


@dataclass(frozen=True)
class ReleaseTrial:
    """What the untouched release scores, and what the model solution does."""

    blank: Result
    reference: Result


def _try_release(subject: Subject) -> ReleaseTrial:
    full = {
        name: put_answers(notebook, subject.reference)
        for name, notebook in subject.released.items()
    }
    return ReleaseTrial(*subject.grade([subject.released, full]))


TRIAL = Work(_try_release, lambda _workspace, _assignment: 2)
"""Both trials, graded as submissions are."""
