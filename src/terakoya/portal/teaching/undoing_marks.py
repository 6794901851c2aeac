"""What answers had before somebody marked them, so that a slip can be put back.

It is kept on the server, as no address shall say what is put back: anybody can write an address,
and comments for learners would stand in logs. In this process only, and of the newest marks.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from terakoya.grading.given_marks import AnswerKey, Mark, MarkChange

__all__ = ["UndoableMarks"]

_MOST = 1000  # marks; with comments of full length, a few megabytes
_Key = tuple[str, str, AnswerKey]


@dataclass(frozen=True)
class UndoableMarks:
    """The last change of each answer by each account; safe in threads."""

    _changes: OrderedDict[_Key, MarkChange] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, by: str, cohort_id: str, key: AnswerKey, change: MarkChange) -> None:
        """Keep what an account has changed; the oldest goes where there are too many."""
        with self._lock:
            self._changes[by, cohort_id, key] = change
            self._changes.move_to_end((by, cohort_id, key))
            if len(self._changes) > _MOST:
                self._changes.popitem(last=False)

    def find(self, by: str, cohort_id: str, key: AnswerKey, current: Mark) -> MarkChange | None:
        """Return what an account changed last; None where the answer has something else by now."""
        with self._lock:
            change = self._changes.get((by, cohort_id, key))
        return change if change is not None and change.now.says_as(current) else None
