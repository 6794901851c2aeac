"""Who is no longer in a cohort: told from a roster, withdrawn by a person, brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terakoya.delivery.enrolling.seats import cancel_places, place_applicants
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp
from terakoya.records import (
    Database,
    add_events,
    list_learners,
    list_withdrawn,
    set_withdrawn,
)
from terakoya.workspace import suggest

__all__ = ["ListedPeople", "compare_people", "require_learners", "withdraw_learners"]


@dataclass(frozen=True)
class ListedPeople:
    """What a roster says of those who are in the cohort already.

    Attributes:
        not_listed: who takes part and is not on the roster: they may have left, or be on another.
        withdrawn: who withdrew and is on the roster.
    """

    not_listed: tuple[Learner, ...]
    withdrawn: tuple[Learner, ...]


def compare_people(database: Database, cohort: Cohort, listed: Sequence[Learner]) -> ListedPeople:
    """Compare a roster with who is in a cohort; nobody is withdrawn or brought back by it."""
    with database.reading() as session:
        known = list_learners(session, cohort.id)
        gone = list_withdrawn(session, cohort.id)
    here = {learner.id for learner in listed}
    return ListedPeople(
        tuple(one for one in known if one.id not in here and one.id not in gone),
        tuple(one for one in known if one.id in here and one.id in gone),
    )


def withdraw_learners(
    database: Database,
    cohort: Cohort,
    learner_ids: Sequence[str],
    stamp: Stamp,
    *,
    withdrawn: bool = True,
) -> tuple[tuple[Learner, ...], tuple[Learner, ...]]:
    """Withdraw learners, or bring them back: all or nobody.

    What they handed in and scored stays as it is. Seats go to those who wait for one; who is
    brought back waits no more.

    Returns:
        Those who are changed, and those who were so already.

    Raises:
        UsageError: one of them is not enrolled.
    """
    with database.session() as session:
        people = require_learners(list_learners(session, cohort.id), cohort, learner_ids)
        gone = list_withdrawn(session, cohort.id)
        changed = tuple(one for one in people if (one.id in gone) is not withdrawn)
        ids = [one.id for one in changed]
        set_withdrawn(session, cohort.id, ids, stamp.at if withdrawn else None)
        kind = EventKind.WITHDRAWN if withdrawn else EventKind.REINSTATED
        add_events(session, stamp, [Event(kind, cohort.id, one) for one in ids])
        if withdrawn:
            cancel_places(session, cohort.id, ids, stamp)
        else:
            place_applicants(session, cohort.id, ids, stamp)
    return changed, tuple(one for one in people if one not in changed)


def require_learners(
    enrolled: Sequence[Learner], cohort: Cohort, learner_ids: Sequence[str]
) -> tuple[Learner, ...]:
    """Return the learners of these staff numbers, each once.

    Raises:
        UsageError: one of them is not enrolled in the cohort.
    """
    known = {learner.id: learner for learner in enrolled}
    for learner_id in learner_ids:
        if learner_id not in known:
            raise UsageError(
                _("{learner} is not enrolled in {cohort}.").format(
                    learner=learner_id, cohort=cohort.id
                ),
                remedy=_suggest(learner_id, known),
            )
    return tuple(known[learner_id] for learner_id in dict.fromkeys(learner_ids))


def _suggest(wanted: str, known: dict[str, Learner]) -> str:
    """Name whom somebody may mean: by name, without lost zeros, else who there is."""
    plain = "".join(wanted.split())
    likely = [
        one.id
        for one in known.values()
        if "".join(one.name.split()) == plain or one.id.lstrip("0") == wanted.lstrip("0")
    ]
    return suggest(wanted, tuple(known)[:10]) if not likely else _did_you_mean(likely)


def _did_you_mean(likely: list[str]) -> str:
    return _("Did you mean {id}?").format(id=", ".join(likely[:10]))
