"""The database: people, cohorts, submissions, gradings, refreshers."""

from terakoya.records.cohorts import (
    add_cohort,
    count_enrolled,
    enrol,
    find_cohort,
    list_cohorts,
    list_learners,
)
from terakoya.records.database import Database, database_url, open_database
from terakoya.records.gradings import Grading, graded_submissions, newest_gradings, save_grading
from terakoya.records.refreshers import (
    Attempt,
    ItemKey,
    answer_attempt,
    begin_attempt,
    find_calendar_owner,
    list_memories,
    newest_attempt,
    open_hint,
    read_calendar_issue,
    save_memory,
    set_calendar_issue,
)
from terakoya.records.submissions import (
    StoredFile,
    add_submission,
    latest_submissions,
    list_submissions,
)

__all__ = ["Attempt", "Database", "Grading", "ItemKey", "StoredFile", "add_cohort"]
__all__ += ["add_submission", "answer_attempt", "begin_attempt", "count_enrolled"]
__all__ += ["find_calendar_owner", "list_memories", "newest_attempt", "open_hint"]
__all__ += ["read_calendar_issue", "save_memory", "set_calendar_issue"]
__all__ += ["database_url", "enrol", "find_cohort", "graded_submissions", "latest_submissions"]
__all__ += ["list_cohorts", "list_learners", "list_submissions", "newest_gradings"]
__all__ += ["open_database", "save_grading"]
