"""Runs the engine over a cohort, writes the gradebook, the feedback and the summary.

Names are imported when they are first used: whoever reads scores need not wait for nbconvert.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.grading.course_directory import CourseDirectory, open_course_directory
    from terakoya.grading.feedback import PAGE, write_feedback
    from terakoya.grading.flag_words import explain_flags
    from terakoya.grading.grade import CohortGrader, Graded, Job, grade_cohort, plan_grading
    from terakoya.grading.outcome import ItemOutcome, read_decisions
    from terakoya.grading.page_facts import is_out_of_date
    from terakoya.grading.summary import (
        Entry,
        Summary,
        describe_run,
        grade_table,
        item_table,
        summarise,
    )
    from terakoya.grading.words import name_item_state, name_status, sign_of

__all__ = ["PAGE", "CohortGrader", "CourseDirectory", "Entry", "Graded", "ItemOutcome", "Job"]
__all__ += ["Summary", "describe_run", "explain_flags", "grade_cohort", "grade_table"]
__all__ += ["is_out_of_date", "item_table", "name_item_state", "name_status"]
__all__ += ["open_course_directory", "plan_grading", "read_decisions", "sign_of", "summarise"]
__all__ += ["write_feedback"]

__getattr__ = import_when_used(
    __name__,
    {
        "course_directory": "CourseDirectory open_course_directory",
        "feedback": "PAGE write_feedback",
        "flag_words": "explain_flags",
        "grade": "CohortGrader Graded Job grade_cohort plan_grading",
        "outcome": "ItemOutcome read_decisions",
        "page_facts": "is_out_of_date",
        "summary": "Entry Summary describe_run grade_table item_table summarise",
        "words": "name_item_state name_status sign_of",
    },
)
