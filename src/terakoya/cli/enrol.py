"""`terakoya enrol`: seats, applications and the waiting list, for offices that write scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from terakoya.cli.cohort_changes import read_day
from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.dates import LOCAL, write_day
from terakoya.delivery.enrolling.applying import Applied, apply, cancel, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort, read_open_cohorts
from terakoya.language import gettext as _
from terakoya.model import Stamp, local_time
from terakoya.model.application import Application, Opening, Way
from terakoya.model.posting import Period
from terakoya.portal.enrolment.application_rows import ApplicationLine, name_state, read_lines
from terakoya.records import list_applications
from terakoya.workspace.account import account_name as who

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

CohortId = Annotated[str, typer.Argument(metavar="cohort", help=_("The cohort's id."))]
PersonIds = Annotated[list[str], typer.Argument(metavar="ID", help=_("Staff numbers."))]
Numbers = Annotated[
    list[int], typer.Argument(metavar="N", help=_("Numbers of applications, from the list."))
]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(name="open", help=_("Let people apply for a cohort: seats, and the days of applying."))
def open_for(
    cohort_id: CohortId,
    seats: Annotated[
        int | None, typer.Option(metavar="N", help=_("How many seats; without it, no bound."))
    ] = None,
    start: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help=_("The first day of applying."))
    ] = "",
    end: Annotated[
        str, typer.Option("--until", metavar="YYYY-MM-DD", help=_("The last day of applying."))
    ] = "",
    json: Json = False,
) -> None:
    """Open a cohort, or change how it is open; free seats go to those who wait."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    period = Period(
        read_day("--from", start) if start else None, read_day("--until", end) if end else None
    )
    given = open_cohort(session.database, Opening(cohort.id, seats, period), _stamp())
    if json:
        seated = [one.person_id for one in given]
        print_json({"cohort": cohort.id, "seats": seats, "seated": seated})
        return
    say(_("People can apply for {id}.").format(id=cohort.id))
    if given:
        people = ", ".join(one.person_id for one in given)
        say(_("A seat went to: {people}.").format(people=people))


@app.command(name="list", help=_("List what can be applied for, or the applications of a cohort."))
def list_all(
    cohort_id: Annotated[
        str | None, typer.Argument(metavar="cohort", help=_("The cohort's id."))
    ] = None,
    json: Json = False,
) -> None:
    """List openings, or everybody who has applied for a cohort."""
    session = Session.here()
    if cohort_id is None:
        _list_openings(session, json=json)
        return
    cohort = session.require_cohort(cohort_id)
    today = datetime.now(LOCAL).date()
    with session.database.reading() as records:
        lines = read_lines(records, today, list_applications(records, cohort_id=cohort.id))
    if json:
        print_json([_document(one.application) | {"place": one.place} for one in lines])
        return
    if not lines:
        say(_("Nobody has applied for this cohort yet."))
        return
    headings = [_("Number"), _("Staff number"), _("Name"), _("Department"), _("Status")]
    headings += (_("Applied by"), _("Applied at"), _("Who decides"))
    print_table(headings, (_row(one) for one in lines))


@app.command(name="apply", help=_("Apply for people, or nominate them as their superior does."))
def apply_for(
    cohort_id: CohortId,
    people: PersonIds,
    nominate: Annotated[
        bool, typer.Option("--nominate", help=_("The superior has agreed by it."))
    ] = False,
    json: Json = False,
) -> None:
    """Apply for people, one after the other; the same again is harmless."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    way = Way.NOMINATION if nominate else Way.PROXY
    done = [apply(session.database, cohort.id, one, way, _stamp()) for one in people]
    _say(done, json=json)


@app.command(help=_("Agree to applications, in the place of the superior."))
def agree(numbers: Numbers, json: Json = False) -> None:
    """Agree; who gets no seat waits."""
    session = Session.here()
    done = [decide(session.database, one, _stamp(), agree=True) for one in numbers]
    _say(done, json=json)


@app.command(help=_("Refuse applications, in the place of the superior."))
def refuse(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help=_("The reason, which the person reads."))],
    json: Json = False,
) -> None:
    """Refuse, with a reason."""
    session = Session.here()
    done = [decide(session.database, one, _stamp(), agree=False, reason=reason) for one in numbers]
    _say(done, json=json)


@app.command(name="cancel", help=_("Cancel applications; a seat that is free goes to the next."))
def cancel_some(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help=_("The reason; it may stay empty."))] = "",
    json: Json = False,
) -> None:
    """Cancel applications, and the places that they led to."""
    session = Session.here()
    _say([cancel(session.database, one, _stamp(), reason) for one in numbers], json=json)


def _list_openings(session: Session, *, json: bool) -> None:
    with session.database.reading() as records:
        found = read_open_cohorts(records, datetime.now(LOCAL).date())
    if json:
        print_json(
            [
                {
                    "cohort": one.cohort.id,
                    "seats": one.opening.seats,
                    "taken": one.taken,
                    "waiting": one.waiting,
                    "open": one.is_open,
                }
                for one in found
            ]
        )
        return
    if not found:
        say(_("No cohort can be applied for. Open one with: terakoya enrol open COHORT"))
        return
    headings = [_("Cohort"), _("Seats"), _("Taking part"), _("Waiting"), _("First day")]
    headings += (_("Last day"), _("Open today"))
    print_table(
        headings,
        (
            (
                one.cohort.id,
                "–" if one.opening.seats is None else one.opening.seats,
                one.taken,
                one.waiting,
                write_day(one.opening.period.first) if one.opening.period.first else "–",
                write_day(one.opening.period.last) if one.opening.period.last else "–",
                _("yes") if one.is_open else _("no"),
            )
            for one in found
        ),
    )


def _say(done: list[Applied], *, json: bool) -> None:
    if json:
        print_json([_document(one.application) | {"changed": one.changed} for one in done])
        return
    for one in done:
        message = _("{person}, now: {state}") if one.changed else _("{person}: {state}, as before")
        state = name_state(one.application.state)
        say(message.format(person=one.application.person_id, state=state))


def _row(line: ApplicationLine) -> tuple[object, ...]:
    one = line.application
    return (
        one.id,
        line.person.id,
        line.person.name,
        line.department_words,
        line.state_words,
        line.way_words,
        local_time(one.applied_at),
        line.superiors or "–",
    )


def _document(one: Application) -> dict[str, object]:
    return {
        "number": one.id,
        "cohort": one.cohort_id,
        "person": one.person_id,
        "state": one.state.value,
        "way": one.way.value,
        "applied_by": one.applied_by or None,
        "decided_by": one.decided_by or None,
        "reason": one.reason or None,
    }


def _stamp() -> Stamp:
    return Stamp(datetime.now(UTC), who())
