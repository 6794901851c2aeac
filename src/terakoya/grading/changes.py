"""The log of scores that grading again has changed, as a table."""

from __future__ import annotations

from terakoya.grading.reason_words import explain_reason
from terakoya.grading.summary import local_time
from terakoya.language import gettext as _
from terakoya.records import Database, list_learners, list_runs, list_score_changes

__all__ = ["change_table"]


def change_table(database: Database, cohort_id: str) -> tuple[list[str], list[list[object]]]:
    """Return the header and the rows: one row a changed score, the newest first."""
    with database.reading() as session:
        found = list_score_changes(session, cohort_id)
        names = {entry.id: entry.name for entry in list_learners(session, cohort_id)}
        by = {run.id: run.started_by for run in list_runs(session, cohort_id)}
    header = [_("Changed at"), _("Staff number"), _("Name"), _("Assignment"), _("Score before")]
    header += [_("Score after"), _("Why"), _("Run"), _("Started by")]
    return header, [
        [
            local_time(entry.at),
            entry.learner_id,
            names.get(entry.learner_id, ""),
            entry.assignment_id,
            entry.before,
            entry.after,
            explain_reason(entry.reason),
            entry.run_id,
            by.get(entry.run_id or 0, ""),
        ]
        for entry in reversed(found)
    ]
