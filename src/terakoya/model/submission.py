"""A submission: what a learner handed in, addressed by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Submission", "digest_of_files"]


def digest_of_files(files: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) that names a set of files.

    Args:
        files: relative name → SHA-256 (hex) of the content.
    """
    lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Submission:
    """提出物: immutable. `files` maps each relative name to the SHA-256 of its content."""

    id: int
    cohort_id: str
    learner_id: str
    assignment_id: str
    files: Mapping[str, str]
    digest: str
    submitted_at: datetime
    collected_at: datetime
