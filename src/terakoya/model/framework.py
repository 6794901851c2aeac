"""The training framework: three tiers of staff, four skills, three phases."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Phase", "Skill", "Tier"]


class Tier(StrEnum):
    """階層: for whom a course is, and what is expected of a person."""

    LEADER = "leader"
    PRACTITIONER = "practitioner"
    GENERAL = "general"

    @property
    def japanese(self) -> str:
        """The name that rosters and pages of a city hall use."""
        return _TIERS[self]


class Skill(StrEnum):
    """スキル: what a course trains."""

    FOUNDATION = "foundation"
    DATA = "data"
    TRANSFORM = "transform"
    COCREATE = "cocreate"


class Phase(StrEnum):
    """段階: understand, practise, embed."""

    UNDERSTAND = "understand"
    PRACTISE = "practise"
    EMBED = "embed"


_TIERS = {
    Tier.LEADER: "推進リーダー",
    Tier.PRACTITIONER: "実務リーダー",
    Tier.GENERAL: "一般職員",
}
