"""Runs of the grader: who started which, when, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from terakoya.model import Event, EventKind, Stamp
from terakoya.records.events import add_events
from terakoya.records.tables import GradingRow, RunRow, VersionRow

__all__ = [
    "Ending",
    "Run",
    "count_gradings",
    "end_run",
    "find_version",
    "keep_version",
    "list_runs",
    "plan_run",
]
__all__ += ["start_run", "unfinished_runs"]


class Ending(StrEnum):
    """How a run ended; empty while it goes on."""

    GOING_ON = ""
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # something could not be graded
    BROKEN_OFF = "broken-off"  # killed, or stopped by a person


@dataclass(frozen=True)
class Run:
    """One run over a cohort, or over one of its assignments.

    Attributes:
        planned: how many submissions were due.
        done: how many have ended, well or badly.
        problems: (assignment, sentence) of each assignment that could not be graded at all.
    """

    id: int
    cohort_id: str
    assignment_id: str | None
    started_by: str
    started_at: datetime
    force: bool
    planned: int = 0
    done: int = 0
    ended_at: datetime | None = None
    ending: Ending = Ending.GOING_ON
    problems: tuple[tuple[str, str], ...] = ()


def start_run(
    session: Session,
    cohort_id: str,
    assignment_id: str | None,
    started_by: str,
    now: datetime,
    *,
    force: bool,
) -> int:
    """Note that a run begins; return its number."""
    row = RunRow(
        cohort_id=cohort_id,
        assignment_id=assignment_id,
        started_by=started_by,
        started_at=now,
        ending=Ending.GOING_ON.value,
        force=force,
        planned=0,
        problems=[],
    )
    session.add(row)
    session.flush()
    _tell(session, row, EventKind.RUN_STARTED, now, force=force)
    return row.id


def plan_run(session: Session, run_id: int, planned: int) -> None:
    """Note how many submissions are due."""
    session.get_one(RunRow, run_id).planned = planned


def end_run(
    session: Session,
    run_id: int,
    ending: Ending,
    now: datetime,
    problems: tuple[tuple[str, str], ...] = (),
) -> None:
    """Note that a run has ended, and how."""
    row = session.get_one(RunRow, run_id)
    row.ending, row.ended_at = ending.value, now
    row.problems = [{"assignment": name, "problem": words} for name, words in problems]
    counting = select(func.count(GradingRow.id)).where(GradingRow.run_id == run_id)
    counts = {"planned": row.planned, "done": session.scalar(counting) or 0}
    _tell(session, row, EventKind.RUN_ENDED, now, ending=ending.value, **counts)


def _tell(session: Session, row: RunRow, kind: EventKind, now: datetime, **data: object) -> None:
    event = Event(kind, row.cohort_id, "", row.assignment_id or "", {"run": row.id, **data})
    add_events(session, Stamp(now, row.started_by), [event])


def unfinished_runs(session: Session, cohort_id: str) -> tuple[Run, ...]:
    """Return the runs without an end, the oldest first.

    Whoever holds the cohort's lock knows that they were killed.
    """
    return tuple(run for run in list_runs(session, cohort_id) if run.ended_at is None)


def list_runs(session: Session, cohort_id: str) -> tuple[Run, ...]:
    """Return every run over a cohort, the oldest first."""
    done = select(func.count(GradingRow.id)).where(GradingRow.run_id == RunRow.id)
    query = select(RunRow, done.scalar_subquery()).where(RunRow.cohort_id == cohort_id)
    return tuple(_run(row, count) for row, count in session.execute(query.order_by(RunRow.id)))


def count_gradings(session: Session) -> dict[str, int]:
    """Return how many gradings there are of each status, of whatever cohort."""
    query = select(GradingRow.status, func.count()).group_by(GradingRow.status)
    return dict(session.execute(query).all())


def keep_version(
    session: Session, assignment_id: str, digest: str, parts: dict[str, str], now: datetime
) -> None:
    """Keep what a version consists of; harmless where it is known."""
    if session.get(VersionRow, (assignment_id, digest)) is None:
        session.add(
            VersionRow(
                assignment_id=assignment_id, digest=digest, parts=dict(parts), first_used_at=now
            )
        )
        session.flush()


def find_version(session: Session, assignment_id: str, digest: str) -> dict[str, str] | None:
    """Return name → SHA-256 (hex) of a version's parts; None where it is not known."""
    row = session.get(VersionRow, (assignment_id, digest))
    return None if row is None else dict(row.parts)


def _run(row: RunRow, done: int) -> Run:
    return Run(
        id=row.id,
        cohort_id=row.cohort_id,
        assignment_id=row.assignment_id,
        started_by=row.started_by,
        started_at=row.started_at,
        force=row.force,
        planned=row.planned,
        done=done,
        ended_at=row.ended_at,
        ending=Ending(row.ending),
        problems=tuple((entry["assignment"], entry["problem"]) for entry in row.problems),
    )
