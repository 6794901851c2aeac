"""Cohorts, their people and dates, the submission store, and collecting what is handed in."""

from terakoya.delivery.cohorts import (
    alter_cohort,
    archive_cohort,
    compare_roster,
    create_cohort,
    enrol_roster,
    keep_courses,
)
from terakoya.delivery.collect import CollectReport, CollectRequest, Taken, collect
from terakoya.delivery.due_dates import DueRequest, change_due_date, require_in_course
from terakoya.delivery.expected import read_expected
from terakoya.delivery.layouts import addressee
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.people import ListedPeople, compare_people, withdraw_learners
from terakoya.delivery.roster import Roster, open_roster, read_roster
from terakoya.delivery.sources import Refused
from terakoya.delivery.store import SubmissionStore
from terakoya.delivery.told_names import HEADINGS as NAME_HEADINGS
from terakoya.delivery.told_names import forget_told, keep_names

__all__ = ["CollectLimits", "CollectReport", "CollectRequest", "Refused", "Roster"]
__all__ += ["DueRequest", "ListedPeople", "alter_cohort", "archive_cohort", "change_due_date"]
__all__ += ["compare_people", "require_in_course", "withdraw_learners"]
__all__ += ["NAME_HEADINGS", "addressee", "forget_told", "keep_names"]
__all__ += ["SubmissionStore", "Taken", "collect", "compare_roster", "create_cohort"]
__all__ += ["enrol_roster", "keep_courses", "open_roster", "read_expected", "read_roster"]
