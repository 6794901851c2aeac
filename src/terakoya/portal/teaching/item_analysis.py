"""How the items of an assignment work: how hard each is, whom it tells apart, what went wrong.

Difficulty is the mean share of the points (the p-value of classical test theory), discrimination
the correlation of an item's points with those of all other items (corrected item-total
correlation). Both are of graded hand-ins of learners who take part.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from terakoya.grading import Entry, ItemOutcome, Summary, name_item_state
from terakoya.grading.outcome import ItemState

__all__ = ["FEWEST_GRADED", "ItemFigures", "analyse_items"]

FEWEST_GRADED = 5
"""Of fewer hand-ins a correlation says nothing."""
_MOST_WORDS = 5


@dataclass(frozen=True)
class ItemFigures:
    """One item over a cohort.

    Attributes:
        key: its notebook and id.
        graded: how many hand-ins it is graded in.
        difficulty: mean share of its points, 0 to 1; None where nothing is graded.
        discrimination: -1 to 1; None where too little is graded, or all have the same points.
        unanswered: in how many nobody wrote anything.
        common: what checks said most often, each with how often.
        states: each state in words, with how often, the commonest first.
    """

    key: tuple[str, str]
    title: str
    points: float
    graded: int
    difficulty: float | None
    discrimination: float | None
    unanswered: int
    common: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]


def analyse_items(summary: Summary, assignment_id: str) -> tuple[ItemFigures, ...]:
    """Return the figures of each item with points, in the order in which learners meet them."""
    graded = [
        summary.outcomes(entry)
        for entry in summary.entries
        if entry.assignment_id == assignment_id and _counts(entry)
    ]
    items = [item for item in summary.outlines[assignment_id] if item.points]
    return (
        tuple(
            _analyse([_find(outcomes, item.key) for outcomes in graded], graded) for item in items
        )
        if graded
        else tuple(
            ItemFigures(item.key, item.title or item.id, item.points, 0, None, None, 0, (), ())
            for item in items
        )
    )


def _counts(entry: Entry) -> bool:
    return not entry.withdrawn and entry.grading is not None and entry.score is not None


def _find(outcomes: Sequence[ItemOutcome], key: tuple[str, str]) -> ItemOutcome:
    return next(one for one in outcomes if one.item.key == key)


def _analyse(
    own: Sequence[ItemOutcome], all_outcomes: Sequence[Sequence[ItemOutcome]]
) -> ItemFigures:
    item = own[0].item
    scores = [one.score or 0.0 for one in own]
    rest = [
        sum(one.score or 0.0 for one in outcomes) - score
        for outcomes, score in zip(all_outcomes, scores, strict=True)
    ]
    told = Counter(one.message for one in own if one.message)
    states = Counter(name_item_state(one.state) for one in own if one.state is not None)
    return ItemFigures(
        key=item.key,
        title=item.title or item.id,
        points=item.points,
        graded=len(own),
        difficulty=statistics.fmean(scores) / item.points,
        discrimination=_correlate(scores, rest),
        unanswered=sum(one.state is ItemState.UNANSWERED for one in own),
        common=tuple(told.most_common(_MOST_WORDS)),
        states=tuple(states.most_common()),
    )


def _correlate(scores: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None where it is not defined, or of too few."""
    if len(scores) < FEWEST_GRADED:
        return None
    try:
        return statistics.correlation(scores, rest)
    except statistics.StatisticsError:  # all the same
        return None
