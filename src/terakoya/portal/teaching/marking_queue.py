"""The answers of a cohort that a person marks, as they wait one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.grading.given_marks import Answer, AnswerKey
from terakoya.language import gettext as _

__all__ = ["AnswerQueue", "AnswerRow"]


@dataclass(frozen=True)
class AnswerRow:
    """One answer in the list: whose, what, and where its page is."""

    answer: Answer
    name: str
    assignment: str
    item: str
    address: str

    @property
    def words(self) -> str:
        """Whether somebody has to look."""
        mark = self.answer.mark
        if mark.waits:
            return _("To be looked at again") if mark.points is not None else _("Waits")
        return _("Marked")


@dataclass(frozen=True)
class AnswerQueue:
    """All answers of a cohort that a person marks, and where one of them stands in it."""

    rows: tuple[AnswerRow, ...]

    @property
    def waiting(self) -> tuple[AnswerRow, ...]:
        """Those that wait."""
        return tuple(row for row in self.rows if row.answer.mark.waits)

    def after(self, key: AnswerKey) -> AnswerRow | None:
        """Return the next that waits; from the beginning again where none comes after."""
        others = [row for row in self.waiting if row.answer.key != key]
        place = _place(key)
        later = [row for row in others if _place(row.answer.key) > place]
        return next(iter(later or others), None)

    def neighbour(self, key: AnswerKey, step: int) -> AnswerRow | None:
        """Return the one before or after in the list, waiting or not; None at its ends."""
        keys = [row.answer.key for row in self.rows]
        at = keys.index(key) + step if key in keys else -1
        return self.rows[at] if 0 <= at < len(keys) else None


def _place(key: AnswerKey) -> tuple[str, str, str, str]:
    return key.assignment_id, key.notebook, key.item, key.learner_id
