"""Under which name each learner's newest hand-in of an assignment came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model.origin import Origin
from terakoya.records.tables import OriginRow

__all__ = ["keep_origin", "list_origins"]


def keep_origin(
    session: Session, whose: tuple[str, str, str], origin: Origin, submitted_at: datetime
) -> None:
    """Keep under which name (cohort, learner, assignment) came, unless a newer one is known."""
    known = session.get(OriginRow, whose)
    if known is not None and known.submitted_at > submitted_at:
        return
    cohort_id, learner_id, assignment_id = whose
    session.merge(
        OriginRow(
            cohort_id=cohort_id,
            learner_id=learner_id,
            assignment_id=assignment_id,
            name=origin.text,
            is_folder=origin.is_folder,
            submitted_at=submitted_at,
        )
    )
    session.flush()


def list_origins(session: Session, cohort_id: str) -> Mapping[tuple[str, str], Origin]:
    """Return what is known of a cohort's hand-ins: (learner, assignment) → its name."""
    rows = session.scalars(select(OriginRow).where(OriginRow.cohort_id == cohort_id))
    return {(row.learner_id, row.assignment_id): Origin(row.name, row.is_folder) for row in rows}
