"""Runs the engine over a cohort, writes the gradebook, the feedback and the summary.

Names are imported when they are first used: whoever reads scores need not wait for nbconvert.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.grading.changes import change_table
    from terakoya.grading.cohort_run import AssignmentRun, CohortRun, Graded
    from terakoya.grading.course_directory import CourseDirectory, open_course_directory
    from terakoya.grading.due_dates_in_gradebook import write_due_dates
    from terakoya.grading.feedback_pages import PAGE, write_feedback
    from terakoya.grading.flag_words import explain_flags
    from terakoya.grading.giving_back import GoingBack, Parcel, pack_feedback, plan_parcel
    from terakoya.grading.grade_tables import grade_table, item_table
    from terakoya.grading.grade_workbook import grade_sheets
    from terakoya.grading.grader import CohortGrader, identify
    from terakoya.grading.grading_job import Job, read_job, write_job
    from terakoya.grading.opening import open_run, open_trial
    from terakoya.grading.outcome import ItemOutcome, read_decisions
    from terakoya.grading.page_facts import is_out_of_date
    from terakoya.grading.reason_words import describe_part, explain_reason
    from terakoya.grading.summary import (
        Entry,
        Summary,
        describe_run,
        list_notes,
        local_time,
        summarise,
    )
    from terakoya.grading.words import (
        name_item_state,
        name_late,
        name_standing,
        name_status,
        sign_of,
    )

__all__ = ["PAGE", "AssignmentRun", "CohortGrader", "CohortRun", "CourseDirectory", "Entry"]
__all__ += [
    "GoingBack",
    "Graded",
    "ItemOutcome",
    "Job",
    "Parcel",
    "Summary",
    "change_table",
    "describe_part",
    "describe_run",
]
__all__ += [
    "explain_flags",
    "explain_reason",
    "grade_sheets",
    "grade_table",
    "identify",
    "is_out_of_date",
    "item_table",
]
__all__ += [
    "list_notes",
    "local_time",
    "name_item_state",
    "name_standing",
    "name_status",
    "open_course_directory",
    "open_run",
    "open_trial",
    "pack_feedback",
    "plan_parcel",
]
__all__ += ["read_decisions", "read_job", "sign_of", "summarise", "write_feedback", "write_job"]
__all__ += ["name_late", "write_due_dates"]

__getattr__ = import_when_used(
    __name__,
    {
        "grade_workbook": "grade_sheets",
        "changes": "change_table",
        "due_dates_in_gradebook": "write_due_dates",
        "course_directory": "CourseDirectory open_course_directory",
        "feedback_pages": "PAGE write_feedback",
        "flag_words": "explain_flags",
        "giving_back": "GoingBack Parcel pack_feedback plan_parcel",
        "grader": "CohortGrader identify",
        "grading_job": "Job read_job write_job",
        "reason_words": "describe_part explain_reason",
        "cohort_run": "AssignmentRun CohortRun Graded",
        "opening": "open_run open_trial",
        "outcome": "ItemOutcome read_decisions",
        "page_facts": "is_out_of_date",
        "summary": "Entry Summary describe_run list_notes local_time summarise",
        "grade_tables": "grade_table item_table",
        "words": "name_item_state name_late name_standing name_status sign_of",
    },
)
