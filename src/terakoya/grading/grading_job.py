"""One submission to be graded, as plain data: whatever machine does it needs nothing else.

It names contents by their digests. Who has the store and the workspace can do it: the files are
fetched by their SHA-256, and the version is known by its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from terakoya_autograde import AssignmentVersion, Result, WorkerError, grade_submission
from terakoya_autograde import Submission as EngineSubmission

from terakoya.delivery import SubmissionStore
from terakoya.errors import SubmissionError
from terakoya.model import Limits, Reason, Submission

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


def judge_job(job: Job, version: AssignmentVersion, store: SubmissionStore) -> Result:
    """Let the engine grade a submission; nothing is kept.

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
    return grade_submission(version, handed_in, job.limits)
