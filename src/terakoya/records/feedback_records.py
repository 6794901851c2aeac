"""Which feedback on a submission its learner may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.records.exchange_tables import FeedbackRow

__all__ = ["GivenFeedback", "give_feedback", "list_given_feedback"]


@dataclass(frozen=True)
class GivenFeedback:
    """One page: on which submission, of which notebook (all, where empty), and its SHA-256."""

    submission_id: int
    notebook: str
    sha256: str


def give_feedback(session: Session, given: GivenFeedback, now: datetime) -> bool:
    """Keep that a learner may have this page now; False where they had the very same before."""
    row = session.get(FeedbackRow, (given.submission_id, given.notebook))
    if row is not None and row.sha256 == given.sha256:
        return False
    if row is None:
        row = FeedbackRow(submission_id=given.submission_id, notebook=given.notebook)
        session.add(row)
    row.sha256, row.at = given.sha256, now
    session.flush()
    return True


def list_given_feedback(
    session: Session, submission_ids: Iterable[int]
) -> dict[int, tuple[GivenFeedback, ...]]:
    """Return submission id → the pages on it, by notebook."""
    query = select(FeedbackRow).where(FeedbackRow.submission_id.in_(list(submission_ids)))
    found: dict[int, tuple[GivenFeedback, ...]] = {}
    for row in session.scalars(query.order_by(FeedbackRow.submission_id, FeedbackRow.notebook)):
        given = GivenFeedback(row.submission_id, row.notebook, row.sha256)
        found[row.submission_id] = (*found.get(row.submission_id, ()), given)
    return found
