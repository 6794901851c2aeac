"""`terakoya cohort due`: until when assignments are to be handed in, by all and by some."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.session import Session
from terakoya.dates import LOCAL
from terakoya.delivery import DueRequest, change_due_date, require_in_course
from terakoya.errors import GradingError, UsageError, WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, Event, Stamp, local_time, read_due
from terakoya.records import list_learners, read_due_dates
from terakoya.workspace.account import account_name
from terakoya.workspace.cohort_course import course_of

__all__ = ["due"]


def due(
    cohort_id: Annotated[str, typer.Argument(metavar="ID", help=_("The cohort's id."))],
    assignment: Annotated[
        str | None, typer.Argument(help=_("Which assignment; all where none is named."))
    ] = None,
    when: Annotated[
        str | None,
        typer.Argument(
            metavar="WHEN",
            help=_("The last day, or the last minute: 2027-05-14 or 2027-05-14T17:00."),
        ),
    ] = None,
    people: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="LEARNER", help=_("An extension for this person only.")),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help=_("Take the due date, or the extension, away."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Show due dates, or set one: for all of a cohort, or for one person."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    _require_sense(assignment, when, people, remove=remove)
    if assignment is None or (when is None and not remove):
        _show(session, cohort, assignment, json=json)
        return
    at = None if when is None else _read_when(when)
    request = DueRequest(cohort, assignment, at, tuple(people or ()))
    stamp = Stamp(datetime.now(UTC), account_name())
    changed = change_due_date(session.database, session.workspace, request, stamp)
    _tell_nbgrader(session, request)
    if json:
        print_json({"cohort": cohort.id, "changed": [_document(entry) for entry in changed]})
    else:
        _say(request, changed)


def _require_sense(
    assignment: str | None, when: str | None, people: list[str] | None, *, remove: bool
) -> None:
    """Refuse what contradicts itself, or would do nothing."""
    if remove and when is not None:
        raise UsageError(
            _("A due date is either given or taken away."),
            where="--remove",
            remedy=_("Leave out one of the two."),
        )
    if remove and assignment is None:
        raise UsageError(_("It is not said of which assignment."), where="--remove")
    if people and when is None and not remove:
        raise UsageError(
            _("It is not said until when."),
            where="--for",
            remedy=_("Write the day behind the assignment, or add --remove."),
        )


def _read_when(text: str) -> datetime:
    try:
        return read_due(text)
    except ValueError:
        what = _("“{value}” is no due date.").format(value=text[:40])
        remedy = _("Write it like 2027-05-14 or 2027-05-14T17:00.")
        raise UsageError(what, remedy=remedy) from None


def _tell_nbgrader(session: Session, request: DueRequest) -> None:
    """Bring nbgrader's own date in step; if it cannot be done now, the next grading does it."""
    from terakoya.grading.late_points import settle_late_points  # noqa: PLC0415 - for a change only

    place = (request.cohort.id, request.assignment_id)
    try:
        settle_late_points(session.workspace, session.database, *place)
    except (GradingError, WorkspaceError) as error:
        what = _("The due date is kept, but nbgrader's own could not be changed: {reason}")
        warn(what.format(reason=error.sentence))


def _say(request: DueRequest, changed: tuple[Event, ...]) -> None:
    name = request.assignment_id
    who = _("{assignment}, for {people}").format(
        assignment=name, people=", ".join(request.learner_ids)
    )
    where = who if request.learner_ids else name
    if request.at is None:
        message = _("{what}: no due date of its own any more.")
    else:
        message = _("{what}: due {due}, Japanese time.")
    if not changed:
        message = _("{what}: unchanged.")
    say(message.format(what=where, due=local_time(request.at)))


def _show(session: Session, cohort: Cohort, assignment: str | None, *, json: bool) -> None:
    if assignment is not None:
        require_in_course(session.workspace, cohort, assignment)
    with session.database.reading() as records:
        dates = read_due_dates(records, cohort.id)
        people = {one.id: one.name for one in list_learners(records, cohort.id)}
    known = dict.fromkeys((*course_of(session.workspace, cohort).assignments, *dates.assignments))
    names = [name for name in known if assignment in (None, name)]
    if json:
        print_json({"cohort": cohort.id} | _dates_document(dates, names))
        return
    rows = []
    for name in names:
        at = dates.assignments.get(name)
        rows.append((name, _("all"), local_time(at) or "–"))
        rows += [
            (name, f"{learner} {people.get(learner, '')}".strip(), local_time(own))
            for (learner, extended), own in sorted(dates.extensions.items())
            if extended == name
        ]
    print_table((_("Assignment"), _("For"), _("Due at")), rows)


def _dates_document(dates: DueDates, names: list[str]) -> dict[str, object]:
    return {
        "due": [
            {"assignment": name, "due_at": _iso(dates.assignments.get(name))} for name in names
        ],
        "extensions": [
            {"assignment": name, "learner": learner, "due_at": _iso(at)}
            for (learner, name), at in sorted(dates.extensions.items())
            if name in names
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(LOCAL).isoformat(timespec="minutes")


def _document(event: Event) -> dict[str, object]:
    return {
        "assignment": event.assignment_id,
        "learner": event.learner_id or None,
        "before": event.before.get("due"),
        "after": event.after.get("due"),
    }
