"""Giving out: what a cohort is offered, who has fetched it, and feedback; each is told as event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terakoya.model import Event, EventKind, Stamp
from terakoya.records import (
    Database,
    GivenFeedback,
    Offer,
    add_events,
    add_fetch,
    add_offer,
    give_feedback,
    list_fetches,
)

__all__ = ["PageGiven", "give_pages", "note_fetch", "offer_assignment"]


@dataclass(frozen=True)
class PageGiven:
    """A page of feedback, and whose hand-in of what it is about."""

    page: GivenFeedback
    cohort_id: str
    learner_id: str
    assignment_id: str


def offer_assignment(
    database: Database, cohort_id: str, assignment_id: str, offer: Offer, stamp: Stamp
) -> bool:
    """Say what a cohort gets of an assignment from now on; False where that is so already."""
    with database.session() as session:
        if not add_offer(session, cohort_id, assignment_id, offer, stamp.at):
            return False
        kind = EventKind.OFFERED if offer.is_open else EventKind.NOT_OFFERED
        add_events(session, stamp, [Event(kind, cohort_id, "", assignment_id)])
    return True


def note_fetch(
    database: Database, cohort_id: str, learner_id: str, assignment_id: str, stamp: Stamp
) -> None:
    """Keep that a learner has fetched an assignment, the first time."""
    with database.reading() as session:  # nobody waits for a writer to fetch again
        if (learner_id, assignment_id) in list_fetches(session, cohort_id):
            return
    with database.session() as session:
        if add_fetch(session, cohort_id, learner_id, assignment_id, stamp.at):
            event = Event(EventKind.FETCHED, cohort_id, learner_id, assignment_id)
            add_events(session, stamp, [event])


def give_pages(database: Database, pages: Iterable[PageGiven], stamp: Stamp) -> int:
    """Let learners have pages of feedback; return how many are new to them."""
    with database.session() as session:
        new = [each for each in pages if give_feedback(session, each.page, stamp.at)]
        add_events(
            session,
            stamp,
            [
                Event(EventKind.FEEDBACK, each.cohort_id, each.learner_id, each.assignment_id)
                for each in new
            ],
        )
    return len(new)
