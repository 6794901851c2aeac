"""Which names are allowed for courses, assignments, cohorts and staff numbers."""

from __future__ import annotations

import re

__all__ = ["ID_RULE", "LEARNER_ID_RULE", "is_id", "is_learner_id"]

ID_RULE = r"^[a-z0-9][a-z0-9-]{0,63}$"
LEARNER_ID_RULE = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,31}$"


def is_id(text: str) -> bool:
    """Tell whether `text` can name a course, an assignment or a cohort."""
    return re.fullmatch(ID_RULE, text) is not None


def is_learner_id(text: str) -> bool:
    """Tell whether `text` can be a staff number: half-width letters, digits, ``-`` and ``_``."""
    return re.fullmatch(LEARNER_ID_RULE, text) is not None
