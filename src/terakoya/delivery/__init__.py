"""Cohorts, their people and dates, the submission store, and collecting what is handed in.

Names are imported when they are first used: who grades need not wait for what reads workbooks.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.delivery.cohorts import (
        alter_cohort,
        archive_cohort,
        compare_roster,
        create_cohort,
        enrol_roster,
        keep_courses,
    )
    from terakoya.delivery.collecting import CollectReport, CollectRequest, Taken, collect
    from terakoya.delivery.due_dates import (
        DueRequest,
        change_due_date,
        require_change,
        require_in_course,
    )
    from terakoya.delivery.entries import Refused
    from terakoya.delivery.expected import read_expected
    from terakoya.delivery.layouts import addressee
    from terakoya.delivery.limits import CollectLimits
    from terakoya.delivery.people import ListedPeople, compare_people, withdraw_learners
    from terakoya.delivery.roster import Roster, open_roster, read_roster
    from terakoya.delivery.store import SubmissionStore
    from terakoya.delivery.told_names import NAME_HEADINGS, forget_told, keep_names

__all__ = ["CollectLimits", "CollectReport", "CollectRequest", "Refused", "Roster"]
__all__ += ["DueRequest", "ListedPeople", "alter_cohort", "archive_cohort", "change_due_date"]
__all__ += ["compare_people", "require_change", "require_in_course", "withdraw_learners"]
__all__ += ["NAME_HEADINGS", "addressee", "forget_told", "keep_names"]
__all__ += ["SubmissionStore", "Taken", "collect", "compare_roster", "create_cohort"]
__all__ += ["enrol_roster", "keep_courses", "open_roster", "read_expected", "read_roster"]

__getattr__ = import_when_used(
    __name__,
    {
        "cohorts": (
            "alter_cohort archive_cohort compare_roster create_cohort enrol_roster keep_courses"
        ),
        "collecting": "CollectReport CollectRequest Taken collect",
        "due_dates": "DueRequest change_due_date require_change require_in_course",
        "expected": "read_expected",
        "layouts": "addressee",
        "limits": "CollectLimits",
        "people": "ListedPeople compare_people withdraw_learners",
        "roster": "Roster open_roster read_roster",
        "entries": "Refused",
        "store": "SubmissionStore",
        "told_names": "NAME_HEADINGS forget_told keep_names",
    },
)
