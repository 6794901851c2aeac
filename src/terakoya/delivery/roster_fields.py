"""What of a learner stands below which heading of a roster."""

from __future__ import annotations

from terakoya.delivery.roster import COLUMNS

__all__ = ["FIELDS", "name_field"]

FIELDS = ("id", "name", "department_code", "department", "position", "tier", "email")


def name_field(name: str) -> str:
    """Return the heading under which a roster has something of a learner."""
    return COLUMNS[FIELDS.index(name)]
