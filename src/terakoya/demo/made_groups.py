"""The cohorts of the demonstration: one about data, and a smaller one about generative AI."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.demo.demo_roster import make_learners
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, Tier

__all__ = ["DATA_COHORT", "MadeGroup", "made_groups"]

DATA_COHORT = "demo"
"""The id of the first one."""

_SEED = 20261123
_MOST = 5000  # learners of the first cohort; the staff numbers of the second one come after them
_FEWER = 5


@dataclass(frozen=True)
class MadeGroup:
    """People who do not exist, in a cohort that does.

    Attributes:
        cohort: what they are enrolled in.
        learners: how many.
        first: from which one their staff numbers are counted: nobody is in both cohorts.
        tier: of all of them.
        fatal: whether some hand in code that does not run, does not end or dies.
        inbox: the folder that holds their roster and what they hand in.
    """

    cohort: Cohort
    learners: int
    first: int
    tier: Tier
    fatal: bool
    inbox: str

    def people(self) -> tuple[Learner, ...]:
        """Return who they are; the same ones each time."""
        return make_learners(
            self.learners, _SEED + self.first - 1, first=self.first, tier=self.tier
        )


def made_groups(learners: int) -> tuple[MadeGroup, MadeGroup]:
    """Return both groups: `learners` people, and a fifth as many, but one for each of two labs."""
    data = Cohort(DATA_COHORT, "data-practice", _("Demonstration cohort"))
    ai = Cohort("demo-genai", "genai-first-steps", _("Demonstration cohort: generative AI"))
    fewer = max(2, learners // _FEWER)
    return (
        MadeGroup(data, learners, 1, Tier.PRACTITIONER, fatal=True, inbox="inbox"),
        MadeGroup(ai, fewer, _MOST + 1, Tier.GENERAL, fatal=False, inbox="inbox-genai"),
    )
