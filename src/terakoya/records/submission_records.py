"""What was handed in; rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model import Submission, digest_of_files
from terakoya.model.left_out import LeftOut, WhyLeftOut
from terakoya.records.tables import LeftOutRow, SubmissionFileRow, SubmissionRow

__all__ = ["StoredFile", "add_submission", "latest_submissions", "list_submissions"]
__all__ += ["files_before", "list_left_out", "submitted_assignments"]


@dataclass(frozen=True)
class StoredFile:
    """A file that the store holds: SHA-256 (hex) and size in bytes."""

    sha256: str
    size: int


def add_submission(
    session: Session,
    whose: tuple[str, str, str],
    files: Mapping[str, StoredFile],
    submitted_at: datetime,
    now: datetime,
    left_out: Iterable[LeftOut] = (),
) -> tuple[int, bool]:
    """Add a submission of (cohort, learner, assignment); return its id, and whether it is new.

    The same content handed in at the same moment is the same submission; the same content as the
    newest one is no new submission either.
    """
    cohort_id, learner_id, assignment_id = whose
    digest = digest_of_files({name: file.sha256 for name, file in files.items()})
    earlier = _rows_of(session, cohort_id, assignment_id, learner_id)
    for same in earlier:
        if same.digest == digest and same.submitted_at == submitted_at:
            return same.id, False
    if earlier and earlier[-1].digest == digest:
        return earlier[-1].id, False
    row = SubmissionRow(
        cohort_id=cohort_id,
        learner_id=learner_id,
        assignment_id=assignment_id,
        digest=digest,
        submitted_at=submitted_at,
        collected_at=now,
        files=[
            SubmissionFileRow(name=name, sha256=file.sha256, size=file.size)
            for name, file in sorted(files.items())
        ],
    )
    session.add(row)
    session.flush()
    told = {each.name: each.why.value for each in left_out}
    session.add_all(
        LeftOutRow(submission_id=row.id, name=name, reason=why) for name, why in told.items()
    )
    session.flush()
    return row.id, True


def list_left_out(
    session: Session, submission_ids: Iterable[int]
) -> Mapping[int, tuple[LeftOut, ...]]:
    """Return what was left out of these submissions, by their id; none where nothing was."""
    found: dict[int, tuple[LeftOut, ...]] = {}
    query = select(LeftOutRow).where(LeftOutRow.submission_id.in_(list(submission_ids)))
    for row in session.scalars(query.order_by(LeftOutRow.submission_id, LeftOutRow.name)):
        known = found.get(row.submission_id, ())
        found[row.submission_id] = (*known, LeftOut(row.name, WhyLeftOut(row.reason)))
    return found


def files_before(
    session: Session, whose: tuple[str, str, str], moment: datetime
) -> dict[str, StoredFile]:
    """Return the files of the newest submission of (cohort, learner, assignment) before it."""
    cohort_id, learner_id, assignment_id = whose
    rows = _rows_of(session, cohort_id, assignment_id, learner_id)
    before = [row for row in rows if row.submitted_at < moment]
    return (
        {file.name: StoredFile(file.sha256, file.size) for file in before[-1].files}
        if before
        else {}
    )


def list_submissions(
    session: Session,
    cohort_id: str,
    assignment_id: str | None = None,
    learner_id: str | None = None,
) -> tuple[Submission, ...]:
    """Return every submission of a cohort, oldest first; only one learner's where one is named."""
    rows = _rows_of(session, cohort_id, assignment_id, learner_id)
    return tuple(_submission(row) for row in rows)


def submitted_assignments(session: Session, cohort_id: str) -> tuple[str, ...]:
    """Return the assignments of which anything was handed in, sorted."""
    query = select(SubmissionRow.assignment_id).where(SubmissionRow.cohort_id == cohort_id)
    return tuple(session.scalars(query.distinct().order_by(SubmissionRow.assignment_id)))


def latest_submissions(
    session: Session,
    cohort_id: str,
    assignment_id: str | None = None,
    learner_id: str | None = None,
) -> tuple[Submission, ...]:
    """Return each learner's newest submission of each assignment, by learner and assignment."""
    newest: dict[tuple[str, str], Submission] = {}
    for submission in list_submissions(session, cohort_id, assignment_id, learner_id):
        newest[submission.learner_id, submission.assignment_id] = submission
    return tuple(newest[key] for key in sorted(newest))


def _rows_of(
    session: Session,
    cohort_id: str,
    assignment_id: str | None = None,
    learner_id: str | None = None,
) -> list[SubmissionRow]:
    query = select(SubmissionRow).where(SubmissionRow.cohort_id == cohort_id)
    if assignment_id is not None:
        query = query.where(SubmissionRow.assignment_id == assignment_id)
    if learner_id is not None:
        query = query.where(SubmissionRow.learner_id == learner_id)
    return list(session.scalars(query.order_by(SubmissionRow.submitted_at, SubmissionRow.id)))


def _submission(row: SubmissionRow) -> Submission:
    return Submission(
        id=row.id,
        cohort_id=row.cohort_id,
        learner_id=row.learner_id,
        assignment_id=row.assignment_id,
        files={file.name: file.sha256 for file in row.files},
        digest=row.digest,
        submitted_at=row.submitted_at,
        collected_at=row.collected_at,
    )
