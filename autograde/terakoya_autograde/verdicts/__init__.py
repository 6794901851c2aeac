"""What checks have said before, by what they were answered: nothing is checked twice."""

from terakoya_autograde.verdicts.follower import Follower
from terakoya_autograde.verdicts.value_relay import Relay
from terakoya_autograde.verdicts.verdict_tree import Path, Verdict, Verdicts, VerdictsDifferError

__all__ = ["Follower", "Path", "Relay", "Verdict", "Verdicts", "VerdictsDifferError"]
