"""A receipt: that something was handed in, when it came, and which content it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Receipt"]


@dataclass(frozen=True)
class Receipt:
    """受領証: of one hand-in over the network; it never changes.

    Attributes:
        number: by which people name it.
        submission_id: what was taken; the one before it where that holds the same.
        digest: SHA-256 (hex) of the submission's files (`digest_of_files`).
        files: name → SHA-256 (hex) of the content.
        received_at: when it had come whole; by this it is in time or late.
    """

    number: int
    cohort_id: str
    learner_id: str
    assignment_id: str
    submission_id: int
    digest: str
    files: Mapping[str, str]
    received_at: datetime
    late: bool
