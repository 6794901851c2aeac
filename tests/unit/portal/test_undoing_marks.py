"""Promises of what is kept to put a mark back."""

from __future__ import annotations

from terakoya.grading.given_marks import AnswerKey, Mark, MarkChange
from terakoya.portal.teaching import undoing_marks
from terakoya.portal.teaching.undoing_marks import UndoableMarks

CHANGE = MarkChange(Mark(waits=True), Mark(2.0, "A"))


def key(learner: str) -> AnswerKey:
    """An answer of that learner."""
    return AnswerKey("tiny", learner, "tiny", "thought")


def test_change_is_found_by_who_made_it_while_it_stands() -> None:
    """Not by others, for another cohort or answer, nor when it has another mark since."""
    marks = UndoableMarks()
    marks.keep("sensei", "spring", key("1"), CHANGE)
    assert marks.find("sensei", "spring", key("1"), Mark(2.0, "A")) == CHANGE
    assert marks.find("sensei", "spring", key("1"), Mark(1.0, "A")) is None
    assert marks.find("other", "spring", key("1"), Mark(2.0, "A")) is None
    assert marks.find("sensei", "autumn", key("1"), Mark(2.0, "A")) is None
    assert marks.find("sensei", "spring", key("2"), Mark(2.0, "A")) is None


def test_newest_changes_are_kept() -> None:
    """A server that runs for months keeps so many and no more."""
    marks = UndoableMarks()
    for number in range(undoing_marks._MOST + 1):
        marks.keep("sensei", "spring", key(str(number)), CHANGE)
    assert marks.find("sensei", "spring", key("0"), CHANGE.now) is None
    assert marks.find("sensei", "spring", key("1"), CHANGE.now) == CHANGE
