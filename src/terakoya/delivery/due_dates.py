"""Giving assignments a due date, and single people a later one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.delivery.people import require_learners
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Stamp, local_time, tell_change
from terakoya.records import (
    Database,
    add_events,
    list_learners,
    read_due_dates,
    set_due_date,
    set_extensions,
)
from terakoya.workspace import Workspace, suggest
from terakoya.workspace.cohort_course import course_of

__all__ = ["DueRequest", "change_due_date", "require_change", "require_in_course"]


@dataclass(frozen=True)
class DueRequest:
    """A due date to be set.

    Attributes:
        at: the last moment in time, as `read_due` returns it; None takes the date away.
        learner_ids: for these people only; for all where there is nobody.
    """

    cohort: Cohort
    assignment_id: str
    at: datetime | None
    learner_ids: tuple[str, ...] = ()


def change_due_date(
    database: Database, workspace: Workspace, request: DueRequest, stamp: Stamp
) -> tuple[Event, ...]:
    """Set or take away a due date, for all or for some; return what changed.

    Raises:
        UsageError: no such assignment or learner, or an extension that makes nothing longer.
    """
    require_in_course(workspace, request.cohort, request.assignment_id)
    with database.session() as session:
        events = (
            _extend(session, request) if request.learner_ids else _set_for_all(session, request)
        )
        add_events(session, stamp, events)
    return tuple(events)


def require_change(database: Database, workspace: Workspace, request: DueRequest) -> None:
    """Make sure that `change_due_date` would make a change, as far as can be told before.

    Raises:
        UsageError: as `change_due_date`.
    """
    require_in_course(workspace, request.cohort, request.assignment_id)
    if not request.learner_ids:
        return
    with database.reading() as session:
        enrolled = list_learners(session, request.cohort.id)
        known = read_due_dates(session, request.cohort.id)
    require_learners(enrolled, request.cohort, request.learner_ids)
    if request.at is not None:
        _require_longer(request, known.assignments.get(request.assignment_id), request.at)


def require_in_course(workspace: Workspace, cohort: Cohort, assignment_id: str) -> None:
    """Make sure that a cohort works through an assignment; its course may be gone by now.

    Raises:
        UsageError: it does not.
    """
    course = course_of(workspace, cohort)
    if assignment_id not in course.assignments:
        raise UsageError(
            _("The course {course} has no assignment {id}.").format(
                course=cohort.course_id, id=assignment_id
            ),
            remedy=suggest(assignment_id, course.assignments),
        )


def _set_for_all(session: Session, request: DueRequest) -> list[Event]:
    cohort_id, name = request.cohort.id, request.assignment_id
    before = read_due_dates(session, cohort_id).assignments.get(name)
    if before == request.at:
        return []
    set_due_date(session, cohort_id, name, request.at)
    told = tell_change(_told(before), _told(request.at))
    return [Event(EventKind.DUE, cohort_id, assignment_id=name, data=told)]


def _extend(session: Session, request: DueRequest) -> list[Event]:
    cohort_id, name, at = request.cohort.id, request.assignment_id, request.at
    people = require_learners(
        list_learners(session, cohort_id), request.cohort, request.learner_ids
    )
    known = read_due_dates(session, cohort_id)
    if at is not None:
        _require_longer(request, known.assignments.get(name), at)
    before = {one.id: known.extensions.get((one.id, name)) for one in people}
    changed = [learner for learner in before if before[learner] != at]
    set_extensions(session, cohort_id, name, changed, at)
    return [
        Event(EventKind.EXTENSION, cohort_id, one, name, tell_change(_told(before[one]), _told(at)))
        for one in changed
    ]


def _require_longer(request: DueRequest, due: datetime | None, at: datetime) -> None:
    name = request.assignment_id
    if due is None:
        raise UsageError(
            _("{assignment} has no due date in {cohort}; there is nothing to extend.").format(
                assignment=name, cohort=request.cohort.id
            ),
            where="--for",
            remedy=_(
                "Give all of them one first: terakoya cohort due {cohort} {assignment} DAY"
            ).format(assignment=name, cohort=request.cohort.id),
        )
    if at <= due:
        raise UsageError(
            _("An extension ends later than the due date of all, {due}.").format(
                due=local_time(due)
            ),
            where="--for",
            remedy=_("Write a later day, or change the due date of all."),
        )


def _told(at: datetime | None) -> dict[str, str]:
    """Return a due date as the log holds it: in local time, to the minute."""
    return {} if at is None else {"due": at.astimezone(LOCAL).isoformat(timespec="minutes")}
