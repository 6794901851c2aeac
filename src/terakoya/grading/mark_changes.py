"""Marks that grading again has changed, as their learners are told: what, and why.

Nothing of it is a message that could get lost: it is told from the gradings, and from the event
with which an instructor said why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.errors import UsageError
from terakoya.grading.reason_words import explain_reason
from terakoya.language import gettext as _
from terakoya.model import Cause, Event, EventKind, Stamp
from terakoya.records import (
    Database,
    Grading,
    ScoreChange,
    add_events,
    list_events,
    list_gradings_of,
    list_score_changes,
)

__all__ = ["LONGEST_WHY", "MarkChange", "list_mark_changes", "note_regrade", "read_why"]
__all__ += ["tell_mark_change"]

LONGEST_WHY = 500
"""Characters."""
_AGAIN = frozenset({Cause.VERSION, Cause.ASKED, Cause.LOST, Cause.RULES})
"""Why a mark changes though its learner has handed in nothing new."""

ItemKey = tuple[str, str]


@dataclass(frozen=True)
class MarkChange:
    """One change of a learner's mark.

    Attributes:
        why: what an instructor said, or what is known of why it was graded again.
        items: the items whose check came to another end.
    """

    before: float
    after: float
    at: datetime
    why: str
    items: tuple[ItemKey, ...] = ()


def read_why(text: str) -> str:
    """Return what an instructor says to those whose marks change.

    Raises:
        UsageError: it is too long.
    """
    said = text.strip()
    if len(said) > LONGEST_WHY:
        what = _("What is said to learners is longer than {n} characters.").format(n=LONGEST_WHY)
        raise UsageError(what, remedy=_("Shorten it."))
    return said


def note_regrade(
    database: Database, whose: tuple[str, str], run_id: int, why: str, stamp: Stamp
) -> None:
    """Note that an assignment of a cohort, `whose`, is graded again for good, and why, once."""
    event = Event(EventKind.REGRADED, whose[0], "", whose[1], {"run": run_id, "why": why})
    with database.session() as session:
        known = list_events(session, whose[0], kinds=(event.kind,))
        if all(each.data["run"] != run_id for _at, each in known):
            add_events(session, stamp, [event])


def tell_mark_change(session: Session, cohort_id: str, learner_id: str) -> dict[str, MarkChange]:
    """Return assignment → the newest change of this learner's mark by grading again."""
    changes = list_score_changes(session, cohort_id, learner_id=learner_id)
    newest = {one.assignment_id: one for one in changes if one.reason.cause in _AGAIN}
    if not newest:
        return {}
    said = _read_whys(session, cohort_id)
    return {name: _of_change(one, said) for name, one in newest.items()}


def list_mark_changes(
    session: Session, cohort_id: str, learner_id: str, assignment_id: str
) -> tuple[MarkChange, ...]:
    """Return every change of one mark by grading again, with its items; the newest first."""
    gradings = list_gradings_of(session, (cohort_id, learner_id, assignment_id))
    said = _read_whys(session, cohort_id) if gradings else {}
    return tuple(_compare(gradings, said))[::-1]


def _compare(gradings: Sequence[Grading], said: Mapping[int, str]) -> Iterable[MarkChange]:
    earlier: dict[int, Grading] = {}
    for one in gradings:
        before, after = one.score_before, one.score_after
        is_changed = before is not None and after is not None and before != after
        if before is not None and after is not None and is_changed and one.reason.cause in _AGAIN:
            why = said.get(one.run_id or 0) or explain_reason(one.reason)
            items = _other_items(earlier.get(one.submission_id), one)
            yield MarkChange(before, after, one.graded_at, why, items)
        earlier[one.submission_id] = one


def _other_items(before: Grading | None, after: Grading) -> tuple[ItemKey, ...]:
    """Return the items that have another status; none where nobody knows what it was."""
    if before is None:
        return ()
    known = {(run["notebook"], run["item"]): run["status"] for run in before.items}
    return tuple(
        key
        for run in after.items
        if known.get(key := (run["notebook"], run["item"])) != run["status"]
    )


def _of_change(change: ScoreChange, said: Mapping[int, str]) -> MarkChange:
    why = said.get(change.run_id or 0) or explain_reason(change.reason)
    return MarkChange(change.before, change.after, change.at, why)


def _read_whys(session: Session, cohort_id: str) -> dict[int, str]:
    """Return run → what was said."""
    told = list_events(session, cohort_id, kinds=(EventKind.REGRADED,))
    return {event.data["run"]: event.data["why"] for _at, event in told if event.data["why"]}
