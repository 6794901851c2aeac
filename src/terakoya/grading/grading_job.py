"""One submission to be graded, as plain data: whatever machine does it needs nothing else.

It names contents by their digests. Who has the store and the workspace can do it: the files are
fetched by their SHA-256, and the version is known by its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from terakoya_autograde import (
    AssignmentVersion,
    Result,
    WorkerError,
    grade_submission,
    with_line,
)
from terakoya_autograde import Submission as EngineSubmission

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError
from terakoya.model import Limits, Reason, Submission
from terakoya.model.ai_ask import Asker, AskPlace

if TYPE_CHECKING:  # the guard and more, for those only who let a model be asked
    from terakoya.ai.broker import Broker

__all__ = ["Job", "judge_job", "read_job", "write_job"]


@dataclass(frozen=True)
class Job:
    """One submission, the digest of the version that it is graded against, limits, and why.

    `run_id` is the run that wants it; 0 in a trial, which keeps nothing.
    """

    run_id: int
    submission: Submission
    version: str
    reason: Reason
    limits: Limits = field(default_factory=Limits)


def write_job(job: Job) -> bytes:
    """Return a job as JSON."""
    return msgspec.json.encode(job)


def read_job(text: bytes) -> Job:
    """Return a job from its JSON.

    Raises:
        msgspec.ValidationError: it is none.
    """
    return msgspec.json.decode(text, type=Job)


def judge_job(
    job: Job,
    version: AssignmentVersion,
    store: SubmissionStore,
    live_model: Broker | None = None,
) -> Result:
    """Let the engine grade a submission; nothing is kept.

    Args:
        live_model: what the learner's code may ask, on the learner's budget.

    Raises:
        WorkerError: a stored file is damaged, the version is another one, or the grader failed.
    """
    if version.digest != job.version:
        raise WorkerError(f"{version.id} has been changed since the run was planned")
    files = {name: store.path(sha) for name, sha in job.submission.files.items()}
    try:
        for sha in job.submission.files.values():
            store.read(sha)  # a damaged file is found here, not graded
    except SubmissionError as error:
        raise WorkerError(error.sentence) from error
    handed_in = EngineSubmission(files=files, digest=job.submission.digest)
    if live_model is not None:
        from terakoya.ai.line_serving import open_line  # noqa: PLC0415 - as above

        version = with_line(version, partial(open_line, live_model, _asker(job.submission)))
    return grade_submission(version, handed_in, job.limits)


def _asker(submission: Submission) -> Asker:
    learner, cohort = submission.learner_id, submission.cohort_id
    return Asker(AskPlace.GRADING, learner, cohort, submission.assignment_id)
