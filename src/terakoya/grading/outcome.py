"""What became of one item: the one answer that tables, pages and refreshers give.

The gradebook decides: whether a person has to look, whether a person has decided, how many points
count. The engine's run only says why automatic points are what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terakoya_autograde import ItemStatus

from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook
from terakoya.grading.scores import ItemScore, read_given
from terakoya.records import ItemKey
from terakoya.workspace import Workspace
from terakoya.workspace.outline import OutlineItem

__all__ = ["ItemOutcome", "ItemState", "judge_item", "read_decisions"]


class ItemState(StrEnum):
    """Where one item stands; up to `MANUAL` the engine's words, then what people add."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"
    NOT_RUN = "not-run"
    MISSING = "missing"
    MANUAL = "manual"
    UNANSWERED = "unanswered"
    BY_PERSON = "by-person"


@dataclass(frozen=True)
class ItemOutcome:
    """One item of one learner, as everybody is told it.

    Attributes:
        state: None while nothing of it is graded.
        score: the points that count; None while nothing of it is graded.
        message: what the check says to the learner, in its own words; empty where nothing.
        check: where it ran: "clean-room", "in-kernel", or empty.
        flags: what was unusual about its cells: each a kind, a cell and a detail.
        earlier: whether the points were given for an earlier version, and wait for another look.
    """

    item: OutlineItem
    state: ItemState | None = None
    score: float | None = None
    message: str = ""
    check: str = ""
    flags: tuple[Mapping[str, str], ...] = ()
    earlier: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing left to gain and nobody left to ask."""
        full = self.score is not None and self.score >= self.item.points
        return full and self.state is not ItemState.MANUAL


def judge_item(
    item: OutlineItem,
    score: ItemScore | None,
    run: Mapping[str, Any],
    blank: Collection[tuple[str, str]] = (),
) -> ItemOutcome:
    """Return the outcome of an item.

    Args:
        score: the gradebook's row; None where there is none.
        run: what the engine noted of it; empty where the newest submission is not graded.
        blank: the answer cells (notebook, cell) in which nobody wrote anything.
    """
    if score is None:
        return ItemOutcome(item)
    status = str(run.get("status", ""))
    state = _state(score, status)
    answers = {(item.notebook, answer) for answer in item.answers}
    if state in _WITHOUT_POINTS and answers and answers <= set(blank) and not run.get("flags"):
        state = ItemState.UNANSWERED  # whatever its check said; not where an answer was displaced
    silent = (ItemState.MANUAL, ItemState.UNANSWERED, ItemState.PASSED)
    lost = state not in silent and score.score < score.points
    return ItemOutcome(
        item,
        state,
        score.score,
        message=str(run.get("message", "")) if lost else "",
        check="" if status == ItemStatus.MANUAL else str(run.get("check", "")),
        flags=tuple(run.get("flags", ())),
        earlier=score.needs_manual_grade and score.manual_score is not None,
    )


def read_decisions(workspace: Workspace, cohort_id: str) -> dict[ItemKey, str]:
    """Return what a person decided, in the engine's words for a check; empty without a gradebook.

    Points above nothing and below all are "partial".
    """
    directory = CourseDirectory(workspace.cohort(cohort_id))
    with existing_gradebook(directory) as session:
        given = {} if session is None else read_given(session)
    return {ItemKey(*key): _state_of(points, full).value for key, (points, full) in given.items()}


def _state(score: ItemScore, status: str) -> ItemState:
    if score.needs_manual_grade:
        return ItemState.MANUAL
    if score.manual_score is not None:
        return ItemState.BY_PERSON
    automatic = score.score - score.extra_credit
    if status == ItemStatus.MANUAL and automatic == 0:
        return ItemState.UNANSWERED
    derived = _state_of(automatic, score.points)
    if derived is not ItemState.FAILED or status not in _WORTH_NOTHING:
        return ItemState.PASSED if status == ItemStatus.PASSED and score.points == 0 else derived
    return ItemState(status)


_WITHOUT_POINTS = frozenset({ItemState.FAILED, ItemState.ERROR, ItemState.NOT_RUN})
_WORTH_NOTHING = frozenset({"failed", "error", "not-run", "missing"})


def _state_of(points: float, full: float) -> ItemState:
    if points >= full > 0:
        return ItemState.PASSED
    return ItemState.PARTIAL if points > 0 else ItemState.FAILED
