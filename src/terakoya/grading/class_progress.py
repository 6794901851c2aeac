"""Where a class stands: who has fetched, started and handed in, and who is stuck at which item.

All of it is told from what the office keeps anyway: when an assignment was fetched, what was handed
in, and how each hand-in was graded, item by item. Nobody is watched while they work, so only a
hand-in can tell that somebody has started: one in which items are still empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from terakoya.grading.outcome import ItemOutcome, ItemState
from terakoya.grading.summary import Entry, Summary
from terakoya.language import gettext as _
from terakoya.records import (
    Database,
    Grading,
    list_fetches,
    list_gradings,
    list_submissions,
)
from terakoya.workspace.outline import OutlineItem

__all__ = ["AGAIN", "Place", "Progress", "Stuck", "find_stuck", "name_progress", "read_places"]

AGAIN = 2
"""Hand-ins in a row after which an item that still lost points is one that somebody is stuck at."""
_WITHOUT_POINTS = frozenset({"failed", "error", "partial", "not-run", "missing"})
_LOSING = frozenset(ItemState(status) for status in _WITHOUT_POINTS)


class Progress(StrEnum):
    """How far somebody is with an assignment.

    Started is who has handed in with items that are still empty; stuck is told by `find_stuck`.
    """

    NOT_FETCHED = "not-fetched"
    FETCHED = "fetched"
    STARTED = "started"
    HANDED_IN = "handed-in"
    STUCK = "stuck"
    DONE = "done"


@dataclass(frozen=True)
class Stuck:
    """An item that lost points in each of the newest hand-ins, though it was answered.

    Attributes:
        times: in how many hand-ins in a row, the newest among them.
    """

    item: OutlineItem
    times: int


@dataclass(frozen=True)
class Place:
    """Where one learner stands with one assignment.

    Attributes:
        stuck: at what, the longest first; empty where nobody can tell so.
        hand_ins: how many different ones there are.
        last: when anything of it happened last; None where nothing has.
    """

    entry: Entry
    progress: Progress
    stuck: tuple[Stuck, ...] = ()
    hand_ins: int = 0
    last: datetime | None = None


def name_progress(progress: Progress) -> str:
    """Return what people call it."""
    return {
        Progress.NOT_FETCHED: _("Not fetched"),
        Progress.FETCHED: _("Fetched"),
        Progress.STARTED: _("Started"),
        Progress.HANDED_IN: _("Handed in"),
        Progress.STUCK: _("Stuck"),
        Progress.DONE: _("All items done"),
    }[progress]


def read_places(database: Database, summary: Summary) -> tuple[Place, ...]:
    """Return the place of every learner who takes part, in the order of the summary's entries."""
    cohort_id = summary.cohort.id
    with database.reading() as session:
        fetched = list_fetches(session, cohort_id)
        handed_in: dict[tuple[str, str], list[int]] = {}
        times: dict[tuple[str, str], datetime] = {}
        for one in list_submissions(session, cohort_id):
            key = one.learner_id, one.assignment_id
            handed_in.setdefault(key, []).append(one.id)
            times[key] = one.submitted_at
        often = [one for ids in handed_in.values() if len(ids) >= AGAIN for one in ids]
        gradings = list_gradings(session, often)
    places = []
    for entry in summary.entries:
        if entry.withdrawn:
            continue
        key = entry.learner.id, entry.assignment_id
        ids = handed_in.get(key, [])
        history = [gradings[one] for one in ids if one in gradings]
        signs = (fetched.get(key), times.get(key))
        place = Place(
            entry,
            Progress.FETCHED if key in fetched else Progress.NOT_FETCHED,
            hand_ins=len(ids),
            last=max((at for at in signs if at is not None), default=None),
        )
        places.append(_place(place, summary.outcomes(entry), history))
    return tuple(places)


def find_stuck(outcomes: Sequence[ItemOutcome], history: Sequence[Grading]) -> tuple[Stuck, ...]:
    """Return the items that somebody is stuck at, the longest first.

    Args:
        outcomes: of what counts now: what a person has decided, and what nobody answered, is none.
        history: how each hand-in was graded last, the oldest first.
    """
    runs = [{(run["notebook"], run["item"]): run for run in each.items} for each in history]
    found = []
    for outcome in outcomes:
        if outcome.state not in _LOSING or not outcome.item.points:
            continue
        times = _count_in_a_row(outcome.item, runs)
        if times >= AGAIN:
            found.append(Stuck(outcome.item, times))
    return tuple(sorted(found, key=lambda stuck: -stuck.times))


def _count_in_a_row(
    item: OutlineItem, runs: Sequence[Mapping[tuple[str, str], Mapping[str, object]]]
) -> int:
    times = 0
    for known in reversed(runs):
        run = known.get(item.key, {})
        blank = run.get("blank", ())
        left_out = bool(item.answers) and isinstance(blank, list) and {*item.answers} <= {*blank}
        if run.get("status") not in _WITHOUT_POINTS or left_out:
            break
        times += 1
    return times


def _place(place: Place, outcomes: Sequence[ItemOutcome], history: Sequence[Grading]) -> Place:
    if not place.hand_ins:
        return place
    stuck = find_stuck(outcomes, history) if place.entry.grading is not None else ()
    if stuck:
        return replace(place, progress=Progress.STUCK, stuck=stuck)
    counted = [outcome for outcome in outcomes if outcome.item.points]
    if counted and all(outcome.is_whole for outcome in counted):
        return replace(place, progress=Progress.DONE)
    is_begun = any(outcome.state is ItemState.UNANSWERED for outcome in counted)
    return replace(place, progress=Progress.STARTED if is_begun else Progress.HANDED_IN)
