"""Cohorts, rosters, the submission store, and collecting what learners hand in."""

from terakoya.delivery.cohorts import (
    compare_roster,
    create_cohort,
    enrol_roster,
    keep_courses,
)
from terakoya.delivery.collect import CollectReport, CollectRequest, Taken, collect
from terakoya.delivery.expected import read_expected
from terakoya.delivery.layouts import addressee
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.roster import Roster, open_roster, read_roster
from terakoya.delivery.sources import Refused
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.told_names import HEADINGS as NAME_HEADINGS
from terakoya.delivery.told_names import forget_told, keep_names

__all__ = ["CollectLimits", "CollectReport", "CollectRequest", "Refused", "Roster"]
__all__ += ["NAME_HEADINGS", "addressee", "forget_told", "keep_names"]
__all__ += ["SubmissionStore", "Taken", "collect", "compare_roster", "create_cohort"]
__all__ += ["enrol_roster", "keep_courses", "open_roster", "read_expected", "read_roster"]
