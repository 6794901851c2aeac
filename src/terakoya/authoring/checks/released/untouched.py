"""What learners get for a release that they hand in untouched: nothing."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.checks.released.release_trial import TRIAL
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["UntouchedScores"]


class UntouchedScores(Check):
    """The release scores points before anybody has done anything.

    Why:
        Whoever hands in nothing gets them, too.

    Example:
        assert total is None or total == 10

    Remedy:
        Make the test fail while the answer is missing.
    """

    code = "TK701"
    name = "untouched-scores"
    work = TRIAL

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item that does."""
        for entry in subject.once(TRIAL).blank.items:
            if entry.score > 0:
                what = _("The untouched release scores {score} on {item}.")
                remedy = _("Make the check fail while the answer is missing.")
                known = subject.place_of(entry.item.notebook, entry.item.id)
                place = Place(known.path, known.cell, item=known.item, words=subject.folder)
                said = what.format(score=entry.score, item=entry.item.id)
                yield Found(place, said, remedy)
