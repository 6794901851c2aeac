"""How each submission's run went, against which version of the assignment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.records.tables import GradingRow

__all__ = ["Grading", "graded_submissions", "newest_gradings", "save_grading"]


@dataclass(frozen=True)
class Grading:
    """One run: what was graded, with what, and how it ended; `items` as plain data."""

    submission_id: int
    assignment_digest: str
    engine: str
    environment_digest: str
    sandbox: str
    status: str
    seconds: float
    graded_at: datetime
    items: tuple[Mapping[str, Any], ...]


def save_grading(session: Session, grading: Grading) -> None:
    """Keep a grading, in place of an earlier one of the same submission and version."""
    row = session.scalar(
        select(GradingRow).where(
            GradingRow.submission_id == grading.submission_id,
            GradingRow.assignment_digest == grading.assignment_digest,
        )
    )
    if row is None:
        row = GradingRow(
            submission_id=grading.submission_id, assignment_digest=grading.assignment_digest
        )
        session.add(row)
    row.engine = grading.engine
    row.environment_digest = grading.environment_digest
    row.sandbox = grading.sandbox
    row.status = grading.status
    row.seconds = grading.seconds
    row.graded_at = grading.graded_at
    row.items = [dict(item) for item in grading.items]
    session.flush()


def graded_submissions(session: Session, assignment_digest: str) -> frozenset[int]:
    """Return the ids of the submissions graded against this version of an assignment."""
    query = select(GradingRow.submission_id).where(
        GradingRow.assignment_digest == assignment_digest
    )
    return frozenset(session.scalars(query))


def newest_gradings(session: Session, submission_ids: Iterable[int]) -> dict[int, Grading]:
    """Return submission id → its newest grading."""
    query = (
        select(GradingRow)
        .where(GradingRow.submission_id.in_(list(submission_ids)))
        .order_by(GradingRow.graded_at, GradingRow.id)
    )
    return {row.submission_id: _grading(row) for row in session.scalars(query)}


def _grading(row: GradingRow) -> Grading:
    return Grading(
        submission_id=row.submission_id,
        assignment_digest=row.assignment_digest,
        engine=row.engine,
        environment_digest=row.environment_digest,
        sandbox=row.sandbox,
        status=row.status,
        seconds=row.seconds,
        graded_at=row.graded_at,
        items=tuple(row.items),
    )
