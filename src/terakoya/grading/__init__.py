"""Runs the engine over a cohort, writes the gradebook, the feedback and the summary.

Names are imported when they are first used: whoever reads scores need not wait for nbconvert.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.grading.course_directory import CourseDirectory, open_course_directory
    from terakoya.grading.feedback import PAGE, write_feedback
    from terakoya.grading.grade import CohortGrader, Graded, Job, grade_cohort, plan_grading
    from terakoya.grading.outcome import read_decisions
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

__all__ = ["PAGE", "CohortGrader", "CourseDirectory", "Entry", "Graded", "Job", "Summary"]
__all__ += ["describe_run", "grade_cohort", "grade_table", "item_table", "name_item_state"]
__all__ += ["is_out_of_date", "name_status", "open_course_directory", "plan_grading"]
__all__ += ["read_decisions", "sign_of", "summarise", "write_feedback"]

__getattr__ = import_when_used(
    __name__,
    {
        "course_directory": "CourseDirectory open_course_directory",
        "feedback": "PAGE write_feedback",
        "grade": "CohortGrader Graded Job grade_cohort plan_grading",
        "outcome": "read_decisions",
        "page_facts": "is_out_of_date",
        "summary": "Entry Summary describe_run grade_table item_table summarise",
        "words": "name_item_state name_status sign_of",
    },
)
