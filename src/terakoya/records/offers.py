"""Which assignments a cohort is offered, and who has fetched them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from terakoya.records.exchange_tables import FetchRow, OfferRow
from terakoya.records.submission_records import StoredFile

__all__ = ["Offer", "add_fetch", "add_offer", "find_last_open_offer", "list_fetches", "list_offers"]


@dataclass(frozen=True)
class Offer:
    """What a cohort is offered of an assignment.

    Attributes:
        is_open: whether learners get it now.
        files: what they get, by name; None for what the workspace releases.
    """

    is_open: bool
    files: Mapping[str, StoredFile] | None = None


def add_offer(
    session: Session, cohort_id: str, assignment_id: str, offer: Offer, now: datetime
) -> bool:
    """Keep what is offered from now on; False where it is offered so already."""
    if list_offers(session, cohort_id).get(assignment_id) == offer:
        return False
    files = None
    if offer.files is not None:
        files = {name: [each.sha256, each.size] for name, each in sorted(offer.files.items())}
    row = OfferRow(
        cohort_id=cohort_id,
        assignment_id=assignment_id,
        at=now,
        is_open=offer.is_open,
        files=files,
    )
    session.add(row)
    session.flush()
    return True


def list_offers(session: Session, cohort_id: str) -> dict[str, Offer]:
    """Return assignment → what is offered; of the others, nobody has said anything."""
    newest = select(func.max(OfferRow.id)).where(OfferRow.cohort_id == cohort_id)
    query = select(OfferRow).where(OfferRow.id.in_(newest.group_by(OfferRow.assignment_id)))
    return {row.assignment_id: _offer(row) for row in session.scalars(query)}


def find_last_open_offer(session: Session, cohort_id: str, assignment_id: str) -> Offer | None:
    """Return what learners got when they got it last; None where nobody has said anything then."""
    query = select(OfferRow).where(
        OfferRow.cohort_id == cohort_id,
        OfferRow.assignment_id == assignment_id,
        OfferRow.is_open.is_(True),
    )
    row = session.scalars(query.order_by(OfferRow.id.desc()).limit(1)).first()
    return None if row is None else _offer(row)


def add_fetch(
    session: Session, cohort_id: str, learner_id: str, assignment_id: str, now: datetime
) -> bool:
    """Keep that a learner has fetched an assignment; False where that is known already."""
    key = (cohort_id, learner_id, assignment_id)
    if session.get(FetchRow, key) is not None:
        return False
    session.add(
        FetchRow(cohort_id=cohort_id, learner_id=learner_id, assignment_id=assignment_id, at=now)
    )
    session.flush()
    return True


def list_fetches(session: Session, cohort_id: str) -> dict[tuple[str, str], datetime]:
    """Return (learner, assignment) → when it was fetched first."""
    query = select(FetchRow).where(FetchRow.cohort_id == cohort_id)
    return {(row.learner_id, row.assignment_id): row.at for row in session.scalars(query)}


def _offer(row: OfferRow) -> Offer:
    if row.files is None:
        return Offer(row.is_open)
    return Offer(row.is_open, {name: StoredFile(*each) for name, each in row.files.items()})
