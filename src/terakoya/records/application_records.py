"""Openings and applications: rows in and out. Which step may be taken, `model.application` says."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from terakoya.model import Stamp
from terakoya.model.application import LIVE, Application, Opening, State, Way
from terakoya.model.posting import Period
from terakoya.records.application_tables import ApplicationRow, OpeningRow

__all__ = ["add_application", "find_application", "find_live_application", "find_opening"]
__all__ += ["list_applications", "list_openings", "put_opening", "return_application"]
__all__ += ["set_application_state"]


def find_opening(session: Session, cohort_id: str) -> Opening | None:
    """Return how a cohort may be applied for; None where it may not."""
    row = session.get(OpeningRow, cohort_id)
    return None if row is None else _opening(row)


def list_openings(session: Session) -> tuple[Opening, ...]:
    """Return every opening, by cohort."""
    rows = session.scalars(select(OpeningRow).order_by(OpeningRow.cohort_id))
    return tuple(_opening(row) for row in rows)


def put_opening(session: Session, opening: Opening) -> None:
    """Let a cohort be applied for so."""
    row = session.get(OpeningRow, opening.cohort_id) or OpeningRow(cohort_id=opening.cohort_id)
    row.seats = opening.seats
    row.from_on, row.until_on = opening.period.first, opening.period.last
    session.add(row)
    session.flush()


def add_application(
    session: Session, cohort_id: str, person_id: str, way: Way, stamp: Stamp
) -> Application:
    """Add an application of a person who has no live one for that cohort."""
    row = ApplicationRow(
        cohort_id=cohort_id,
        person_id=person_id,
        state=State.APPLIED.value,
        is_live=True,
        way=way.value,
        applied_at=stamp.at,
        applied_by=stamp.by,
        state_at=stamp.at,
        decided_by="",
        reason="",
    )
    session.add(row)
    session.flush()
    return _application(row)


def set_application_state(
    session: Session,
    application_id: int,
    state: State,
    stamp: Stamp,
    *,
    reason: str = "",
    decides: bool = False,
) -> Application:
    """Note the state that an application has come to; `decides`: by a superior's decision."""
    row = session.get_one(ApplicationRow, application_id)
    row.state, row.state_at = state.value, stamp.at
    row.is_live = True if state in LIVE else None
    row.reason = reason or row.reason
    if state is State.WAITING:
        row.queued_at = stamp.at
    if decides:
        row.decided_at, row.decided_by = stamp.at, stamp.by
    session.flush()
    return _application(row)


def return_application(
    session: Session, application_id: int, state: State, stamp: Stamp
) -> Application:
    """Note that a live application is again in a live state that it was in; its turn stays."""
    row = session.get_one(ApplicationRow, application_id)
    row.state, row.state_at = state.value, stamp.at
    session.flush()
    return _application(row)


def find_application(session: Session, application_id: int) -> Application | None:
    """Return an application, or None."""
    row = session.get(ApplicationRow, application_id)
    return None if row is None else _application(row)


def find_live_application(session: Session, cohort_id: str, person_id: str) -> Application | None:
    """Return the one application of a person for a cohort that is not over, or None."""
    found = list_applications(session, cohort_id=cohort_id, person_ids=[person_id], states=LIVE)
    return found[0] if found else None


def list_applications(
    session: Session,
    *,
    cohort_id: str | None = None,
    person_ids: Iterable[str] | Select[str] | None = None,
    states: Collection[State] = (),
) -> tuple[Application, ...]:
    """Return applications: those who wait in their order first, then the others as they came.

    Args:
        person_ids: only of these people, or of those whom a query finds.
    """
    query = select(ApplicationRow).order_by(
        ApplicationRow.queued_at.is_(None), ApplicationRow.queued_at, ApplicationRow.id
    )
    if cohort_id is not None:
        query = query.where(ApplicationRow.cohort_id == cohort_id)
    if person_ids is not None:
        people = person_ids if isinstance(person_ids, Select) else [*person_ids]
        query = query.where(ApplicationRow.person_id.in_(people))
    if states:
        query = query.where(ApplicationRow.state.in_([one.value for one in states]))
    return tuple(_application(row) for row in session.scalars(query))


def _opening(row: OpeningRow) -> Opening:
    return Opening(row.cohort_id, row.seats, Period(row.from_on, row.until_on))


def _application(row: ApplicationRow) -> Application:
    return Application(
        id=row.id,
        cohort_id=row.cohort_id,
        person_id=row.person_id,
        state=State(row.state),
        way=Way(row.way),
        applied_at=row.applied_at,
        applied_by=row.applied_by,
        state_at=row.state_at,
        queued_at=row.queued_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
