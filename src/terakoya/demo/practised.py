"""A made-up past for the refreshers of the demonstration: some are due today, some are not."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from terakoya.faces.refresher.items import list_refreshers
from terakoya.model import Cohort, Memory
from terakoya.records import Database, list_learners, save_memory
from terakoya.refresh import Rating, review
from terakoya.refresh.due_practice import recall
from terakoya.workspace import Workspace

__all__ = ["make_refresher_history"]

_PASTS: tuple[tuple[tuple[int, Rating], ...], ...] = (  # (days ago, how it went)
    ((14, Rating.GOOD), (12, Rating.GOOD)),
    ((3, Rating.GOOD), (1, Rating.HARD)),
    ((2, Rating.GOOD), (1, Rating.AGAIN)),
    ((60, Rating.GOOD), (58, Rating.GOOD), (47, Rating.GOOD)),
    ((20, Rating.GOOD), (18, Rating.GOOD), (6, Rating.GOOD)),
)


def make_refresher_history(
    workspace: Workspace, database: Database, cohort: Cohort, now: datetime
) -> int:
    """Give every graded item of a cohort a made-up past; return how many."""
    course = workspace.read_course(cohort.course_id)
    checks = {
        (name, item.id): item.checks
        for name in course.assignments
        for item in list_refreshers(workspace, workspace.read_assignment(name))
    }
    with database.session() as session:
        learners = [learner.id for learner in list_learners(session, cohort.id)]
        _memories, graded = recall(session, cohort.id, learners, checks)
        keys = sorted(graded, key=lambda key: (key.learner_id, key.assignment_id, key.item_id))
        for key, past in zip(keys, itertools.cycle(_PASTS), strict=False):
            save_memory(session, key, _live_through(past, now))
    return len(keys)


def _live_through(past: tuple[tuple[int, Rating], ...], now: datetime) -> Memory:
    memory: Memory | None = None
    for days, rating in past:
        memory = review(memory, rating, now - timedelta(days=days))
    assert memory is not None  # noqa: S101 - no past is empty
    return memory
