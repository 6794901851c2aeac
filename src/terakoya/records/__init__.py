"""The database: people, cohorts, submissions, gradings."""

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
from terakoya.records.submissions import (
    StoredFile,
    add_submission,
    latest_submissions,
    list_submissions,
)

__all__ = ["Database", "Grading", "StoredFile", "add_cohort", "add_submission", "count_enrolled"]
__all__ += ["database_url", "enrol", "find_cohort", "graded_submissions", "latest_submissions"]
__all__ += ["list_cohorts", "list_learners", "list_submissions", "newest_gradings"]
__all__ += ["open_database", "save_grading"]
