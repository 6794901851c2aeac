"""What a learner has to practise, and when: from the cards, and from gradings where there is none.

A card begins with the exercise itself: as soon as an item is graded, it has a date. It is computed
from the grading until the first refresher writes it down, so nothing has to be started by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from terakoya.model import Memory
from terakoya.records import (
    Grading,
    ItemKey,
    counting_submissions,
    gradings_that_count,
    list_memories,
)
from terakoya.refresh.schedule import first_memory
from terakoya.refresh.working_days import next_working_day, tokyo_date

__all__ = ["Decided", "DueItem", "Standing", "list_due", "recall"]


Decided = Mapping[ItemKey, str]
"""A check of a learner → "passed", "partial" or "failed", where a person gave the points."""


class Standing(StrEnum):
    """Where an item stands for a learner."""

    DUE = "due"
    LATER = "later"
    NEW = "new"


@dataclass(frozen=True)
class DueItem:
    """One item of one learner.

    Attributes:
        due_on: FSRS's date in Japan; None for an item that was never practised.
        planned_on: the working day on which to do it: `due_on` or the next one.
        was_graded: whether the learner's exercise was graded.
    """

    key: ItemKey
    standing: Standing
    due_on: date | None = None
    planned_on: date | None = None
    was_graded: bool = False


def list_due(
    session: Session,
    cohort_id: str,
    learner_ids: Sequence[str],
    items: Mapping[tuple[str, str], Iterable[str]],
    now: datetime,
    decided: Decided | None = None,
) -> tuple[DueItem, ...]:
    """Return every item of every learner: what is due first, then by date, then what is new.

    Args:
        session: of the database.
        cohort_id: whose gradings count where there is no card.
        learner_ids: of the cohort.
        items: (assignment, item) → the ids of the item's checks.
        now: the present moment.
        decided: what a person decided of checks; it counts before what the run says.
    """
    memories, graded = recall(session, cohort_id, learner_ids, items, decided)
    keys = [ItemKey(learner, *item) for learner in learner_ids for item in items]
    found = [_stand(key, memories.get(key), key in graded, now) for key in keys]
    return tuple(sorted(found, key=_order))


def recall(
    session: Session,
    cohort_id: str,
    learner_ids: Sequence[str],
    items: Mapping[tuple[str, str], Iterable[str]],
    decided: Decided | None = None,
) -> tuple[dict[ItemKey, Memory], frozenset[ItemKey]]:
    """Return what is remembered (cards, else gradings), and which items were graded."""
    wanted = set(learner_ids)
    newest = {
        entry.id: entry
        for entry in counting_submissions(session, cohort_id)
        if entry.learner_id in wanted
    }
    begun: dict[ItemKey, Memory] = {}
    for submission_id, grading in gradings_that_count(session, newest).items():
        submission = newest[submission_id]
        for (assignment, item), checks in items.items():
            if assignment == submission.assignment_id:
                key = ItemKey(submission.learner_id, assignment, item)
                statuses = tuple(
                    (decided or {}).get(ItemKey(key.learner_id, assignment, check), status)
                    for check, status in _statuses(grading, checks)
                )
                begun[key] = first_memory(statuses, grading.graded_at)
    return begun | list_memories(session, learner_ids), frozenset(begun)


def _statuses(grading: Grading, checks: Iterable[str]) -> list[tuple[str, str]]:
    wanted = set(checks)
    runs = (run for run in grading.items if run.get("item") in wanted)
    return [(run["item"], str(run["status"])) for run in runs]


def _stand(key: ItemKey, memory: Memory | None, graded: bool, now: datetime) -> DueItem:
    if memory is None:
        return DueItem(key, Standing.NEW, was_graded=graded)
    due_on, today = tokyo_date(memory.due), tokyo_date(now)
    standing = Standing.DUE if due_on <= today else Standing.LATER
    planned = next_working_day(max(due_on, today))
    return DueItem(key, standing, due_on, planned, graded)


def _order(entry: DueItem) -> tuple[int, date, str, str, str]:
    rank = list(Standing).index(entry.standing)
    key = entry.key
    return rank, entry.due_on or date.max, key.learner_id, key.assignment_id, key.item_id
