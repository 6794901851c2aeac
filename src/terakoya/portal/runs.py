"""What the site says of runs of the grader, and of the scores that they have changed."""

from __future__ import annotations

from terakoya.grading import explain_reason, local_time
from terakoya.language import gettext as _
from terakoya.portal.site import ChangeRow, RunRow
from terakoya.records import Database, Ending, Run, list_learners, list_runs, list_score_changes

__all__ = ["list_change_rows", "list_run_rows"]

_MOST_RUNS = 10
_MOST_CHANGES = 50


def list_run_rows(database: Database, cohort_id: str) -> tuple[RunRow, ...]:
    """Return the newest runs over a cohort, the newest first; those with nothing to do left out."""
    with database.reading() as session:
        runs = list_runs(session, cohort_id)
    told = [run for run in reversed(runs) if run.planned or run.problems or run.ended_at is None]
    return tuple(
        RunRow(
            started_at=local_time(run.started_at),
            started_by=run.started_by,
            what=run.assignment_id or _("all assignments"),
            done=run.done,
            planned=run.planned,
            ending=_name_ending(run),
            problems=tuple(words for _assignment, words in run.problems),
        )
        for run in told[:_MOST_RUNS]
    )


def list_change_rows(database: Database, cohort_id: str) -> tuple[ChangeRow, ...]:
    """Return the newest changes of scores in a cohort, the newest first."""
    with database.reading() as session:
        found = list_score_changes(session, cohort_id)
        names = {entry.id: entry.name for entry in list_learners(session, cohort_id)}
    return tuple(
        ChangeRow(
            at=local_time(entry.at),
            learner_id=entry.learner_id,
            name=names.get(entry.learner_id, ""),
            assignment=entry.assignment_id,
            before=entry.before,
            after=entry.after,
            why=explain_reason(entry.reason),
        )
        for entry in found[: -_MOST_CHANGES - 1 : -1]
    )


def _name_ending(run: Run) -> str:
    return {
        Ending.GOING_ON: _("Not ended: it goes on, or was broken off"),
        Ending.COMPLETE: _("Complete"),
        Ending.INCOMPLETE: _("Ended; some could not be graded"),
        Ending.BROKEN_OFF: _("Broken off; the next run goes on with it"),
    }[run.ending]
