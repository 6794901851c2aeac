"""The database: people, cohorts, dates, submissions, runs and gradings, refreshers, AI."""

from terakoya.records.ai_asks import AskLedger, list_asked
from terakoya.records.application_records import find_opening, list_applications
from terakoya.records.cohort_records import (
    add_cohort,
    change_cohort,
    count_enrolled,
    enrol,
    find_cohort,
    find_learner,
    list_cohorts,
    list_learners,
    list_withdrawn,
    set_archived,
    set_withdrawn,
)
from terakoya.records.database import Database, database_url, open_database
from terakoya.records.due_date_records import read_due_dates, set_due_date, set_extensions
from terakoya.records.events import (
    add_events,
    has_happened,
    list_events,
    list_events_after,
    newest_event,
)
from terakoya.records.feedback_records import GivenFeedback, give_feedback, list_given_feedback
from terakoya.records.gradings import (
    CurrentGrading,
    Grading,
    ScoreChange,
    any_asked,
    ask_again,
    begin_grading,
    current_gradings,
    gradings_that_count,
    list_gradings,
    list_gradings_of,
    list_score_changes,
    save_beaten,
    save_failure,
    save_grading,
)
from terakoya.records.kept_courses import keep_course
from terakoya.records.notice_records import add_notices, list_notices
from terakoya.records.offers import (
    Offer,
    add_fetch,
    add_offer,
    list_fetches,
    list_offers,
)
from terakoya.records.origins import keep_origin, list_origins
from terakoya.records.receipts import (
    ReceiptKey,
    add_receipt,
    find_receipt,
    find_sent,
    list_receipts,
)
from terakoya.records.refresher_records import (
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
from terakoya.records.rule_records import (
    counting_submissions,
    keep_automatic,
    list_checked,
    read_automatic,
    read_rules,
    set_rules,
)
from terakoya.records.run_records import (
    Ending,
    Run,
    count_gradings,
    end_run,
    find_version,
    keep_version,
    list_runs,
    plan_run,
    start_run,
    unfinished_runs,
)
from terakoya.records.submission_records import (
    StoredFile,
    add_submission,
    files_before,
    latest_submissions,
    list_left_out,
    list_submissions,
    submitted_assignments,
)
from terakoya.records.told_name_records import ToldName, forget_name, list_told_names, tell_names

__all__ = [
    "AskLedger",
    "Attempt",
    "CurrentGrading",
    "Database",
    "Ending",
    "Grading",
    "ItemKey",
    "Run",
]
__all__ += [
    "ToldName",
    "files_before",
    "forget_name",
    "list_asked",
    "list_told_names",
    "tell_names",
]
__all__ += ["add_events", "change_cohort", "has_happened", "list_events"]
__all__ += ["count_gradings", "list_withdrawn", "read_due_dates"]
__all__ += ["set_archived", "set_due_date", "set_extensions", "set_withdrawn"]
__all__ += ["ScoreChange", "StoredFile", "add_cohort", "add_submission", "answer_attempt"]
__all__ += [
    "any_asked",
    "ask_again",
    "begin_attempt",
    "begin_grading",
    "count_enrolled",
    "current_gradings",
]
__all__ += ["database_url", "end_run", "enrol", "find_calendar_owner", "find_cohort"]
__all__ += ["find_learner", "find_version", "gradings_that_count", "keep_course"]
__all__ += ["keep_origin", "keep_version", "latest_submissions", "list_origins"]
__all__ += ["list_cohorts", "list_learners", "list_memories", "list_runs", "list_score_changes"]
__all__ += [
    "list_left_out",
    "list_submissions",
    "newest_attempt",
    "open_database",
    "open_hint",
    "plan_run",
]
__all__ += ["read_calendar_issue", "save_failure", "save_grading", "save_memory"]
__all__ += ["set_calendar_issue", "start_run", "submitted_assignments", "unfinished_runs"]
__all__ += ["add_notices", "find_opening", "list_applications", "list_notices"]
__all__ += ["GivenFeedback", "Offer", "ReceiptKey", "add_fetch", "add_offer", "add_receipt"]
__all__ += ["find_receipt", "find_sent", "give_feedback", "list_events_after", "list_fetches"]
__all__ += [
    "list_given_feedback",
    "list_gradings",
    "list_gradings_of",
    "list_offers",
    "list_receipts",
    "newest_event",
]
__all__ += ["counting_submissions", "read_automatic", "read_rules", "save_beaten", "set_rules"]
__all__ += ["keep_automatic", "list_checked"]
