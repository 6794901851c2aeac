"""Cohorts, rosters, the submission store, and collecting what learners hand in."""

from terakoya.delivery.cohorts import create_cohort, enrol_roster, keep_courses
from terakoya.delivery.collect import CollectReport, CollectRequest, Taken, collect
from terakoya.delivery.expected import read_expected
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.roster import read_roster
from terakoya.delivery.sources import Refused
from terakoya.delivery.store import SubmissionStore

__all__ = ["CollectLimits", "CollectReport", "CollectRequest", "Refused", "SubmissionStore"]
__all__ += ["Taken", "collect", "create_cohort", "enrol_roster", "keep_courses", "read_expected"]
__all__ += ["read_roster"]
