"""Receipts: each hand-in over the network gets one, and it can be shown again at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from terakoya.model import Receipt
from terakoya.records.exchange_tables import ReceiptRow
from terakoya.records.tables import SubmissionRow

__all__ = ["ReceiptKey", "add_receipt", "find_receipt", "find_sent", "list_receipts"]


@dataclass(frozen=True)
class ReceiptKey:
    """Whose hand-in of what it is, and the sender's own name for it."""

    cohort_id: str
    learner_id: str
    assignment_id: str
    token: str

    @property
    def whose(self) -> tuple[str, str, str]:
        """Cohort, learner, assignment."""
        return self.cohort_id, self.learner_id, self.assignment_id


def add_receipt(
    session: Session, key: ReceiptKey, submission_id: int, sent: str, at: datetime, late: bool
) -> Receipt:
    """Keep that a submission was handed in, in the transaction in which it is added or found.

    Args:
        sent: SHA-256 (hex) of what came.
        at: when it had come.
    """
    row = ReceiptRow(
        cohort_id=key.cohort_id,
        learner_id=key.learner_id,
        assignment_id=key.assignment_id,
        token=key.token,
        sent=sent,
        submission_id=submission_id,
        received_at=at,
        late=late,
    )
    session.add(row)
    session.flush()
    return _receipt(row, session.get_one(SubmissionRow, submission_id))


def find_sent(session: Session, key: ReceiptKey) -> tuple[Receipt, str] | None:
    """Return the receipt of a token and the digest of what was sent; None where there is none."""
    query = _query().where(
        ReceiptRow.cohort_id == key.cohort_id,
        ReceiptRow.learner_id == key.learner_id,
        ReceiptRow.assignment_id == key.assignment_id,
        ReceiptRow.token == key.token,
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, submission = found
    return _receipt(row, submission), row.sent


def find_receipt(session: Session, number: int) -> Receipt | None:
    """Return the receipt of that number; None where there is none."""
    found = session.execute(_query().where(ReceiptRow.id == number)).one_or_none()
    if found is None:
        return None
    row, submission = found
    return _receipt(row, submission)


def list_receipts(
    session: Session,
    cohort_id: str,
    *,
    learner_id: str | None = None,
    assignment_id: str | None = None,
) -> tuple[Receipt, ...]:
    """Return a cohort's receipts, the oldest first.

    Args:
        learner_id: only this learner's.
        assignment_id: only of this assignment.
    """
    query = _query().where(ReceiptRow.cohort_id == cohort_id)
    if learner_id is not None:
        query = query.where(ReceiptRow.learner_id == learner_id)
    if assignment_id is not None:
        query = query.where(ReceiptRow.assignment_id == assignment_id)
    found = session.execute(query.order_by(ReceiptRow.id))
    return tuple(_receipt(row, submission) for row, submission in found)


def _query() -> Select[ReceiptRow, SubmissionRow]:
    return select(ReceiptRow, SubmissionRow).join(
        SubmissionRow, SubmissionRow.id == ReceiptRow.submission_id
    )


def _receipt(row: ReceiptRow, submission: SubmissionRow) -> Receipt:
    return Receipt(
        number=row.id,
        cohort_id=row.cohort_id,
        learner_id=row.learner_id,
        assignment_id=row.assignment_id,
        submission_id=row.submission_id,
        digest=submission.digest,
        files={file.name: file.sha256 for file in submission.files},
        received_at=row.received_at,
        late=row.late,
    )
