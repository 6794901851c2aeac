"""`terakoya person`: what is kept of a person, transfers, and the tree of departments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli import person_list, person_places
from terakoya.cli.consent import Yes, require_consent
from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.session import Session
from terakoya.dates import LOCAL, write_day
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.model.posting import Period, Posting
from terakoya.privacy import (
    Erasure,
    erase_person,
    export_person,
    find_expired,
    plan_erasure,
)
from terakoya.privacy.exporting import read_person
from terakoya.records import find_learner
from terakoya.records.account_records import account_of_person, list_roles
from terakoya.records.additional_postings import list_additional
from terakoya.records.cohort_records import list_enrolments
from terakoya.records.posting_records import list_postings, today_of
from terakoya.workspace.account import account_name as who
from terakoya.workspace.settings import read_settings

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

PersonId = Annotated[str, typer.Argument(metavar="ID", help=_("The staff number."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(help=_("Show who somebody is: where they work and worked, account, roles, cohorts."))
def show(person_id: PersonId, json: Json = False) -> None:
    """Show what the records have of a person, and how much."""
    session = Session.here()
    rows = read_person(session.database, person_id)
    with session.database.reading() as records:
        person = find_learner(records, person_id)
        postings = (*list_postings(records, person_id), *list_additional(records, person_id))
        account = account_of_person(records, person_id)
        today = today_of(records)
        roles = list(list_roles(records, account.name)) if account else []
        cohorts = list_enrolments(records, person_id)
    assert person is not None  # noqa: S101 - `read_person` has found them
    held = [one for one in roles if one.holds_on(today)]
    counts = {name: len(some) for name, some in rows.items()}
    if json:
        print_json(
            {
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "tier": person.tier.value,
                "account": account.name if account else None,
                "postings": [_posting_document(one) for one in postings],
                "roles": [{"role": one.role, "place": one.place or None} for one in held],
                "cohorts": list(cohorts),
                "rows": counts,
            }
        )
        return
    say(f"{person.id} {person.name} {person.email}")
    none = "–"
    say(_("Account: {account}").format(account=account.name if account else none))
    told = ", ".join(" ".join(filter(None, (one.role, one.place))) for one in held)
    say(_("Roles: {roles}").format(roles=told or none))
    say(_("Learner of: {cohorts}").format(cohorts=", ".join(cohorts) or none))
    headings = [_("First day"), _("Last day"), _("Code"), _("Department"), _("Position")]
    headings.append(_("Kind"))
    print_table(headings, (_posting_row(one) for one in postings))
    kept = ", ".join(f"{name} {count}" for name, count in counts.items())
    say(_("Rows kept: {rows}").format(rows=kept))


def _posting_row(posting: Posting) -> tuple[str, ...]:
    first, last = (_day(day) for day in (posting.period.first, posting.period.last))
    kind = _("additional posting") if posting.is_additional else _("main posting")
    return first, last, posting.department_code, posting.department, posting.position, kind


def _day(day: date | None) -> str:
    return write_day(day) if day else "–"


def _posting_document(posting: Posting) -> dict[str, object]:
    period: Period = posting.period
    return {
        "from": period.first.isoformat() if period.first else None,
        "until": period.last.isoformat() if period.last else None,
        "department_code": posting.department_code,
        "department": posting.department,
        "position": posting.position,
        "additional": posting.is_additional,
    }


@app.command(help=_("Write all that is kept of a person into one zip that they can read."))
def export(
    person_id: PersonId,
    to: Annotated[Path, typer.Option(help=_("The zip to write; it must be a new one."))],
    json: Json = False,
) -> None:
    """Export a person: rows as JSON, what was handed in, feedback, points and comments."""
    session = Session.here()
    stamp = Stamp(datetime.now(UTC), who())
    place = session.workspace, session.database
    try:
        count, lost = export_person(*place, person_id, to, stamp)
    except FileExistsError:
        raise UsageError(
            _("There is a file already."), where=str(to), remedy=_("Name another one.")
        ) from None
    if json:
        print_json({"file": str(to), "files": count, "not_readable": list(lost)})
        return
    say(_("Written: {file}").format(file=to))
    for name in lost:
        warn(_("Could not be read: {name}").format(name=name))


@app.command(help=_("Erase a person: it is told first what goes, and what must stay and why."))
def erase(person_id: PersonId, yes: Yes = False, json: Json = False) -> None:
    """Erase a person, after a question; figures keep a pseudonym."""
    session = Session.here()
    plan = plan_erasure(session.workspace, session.database, person_id)
    if not json:
        _say_plan(plan)
    question = _("Erase {id} {name} for good? It cannot be undone.")
    require_consent(question.format(id=plan.person_id, name=plan.name), yes=yes)
    stamp = Stamp(datetime.now(UTC), who())
    pseudonym = erase_person(session.workspace, session.database, person_id, stamp)
    if json:
        told = {"going": dict(plan.going), "staying": dict(plan.staying), "files": plan.files}
        print_json({"pseudonym": pseudonym} | told)
        return
    say(_("Erased. What stays goes by {pseudonym}.").format(pseudonym=pseudonym))


def _say_plan(plan: Erasure) -> None:
    if plan.is_begun:
        say(_("This was begun and stopped; it will go on with the files that are left."))
        return
    say(_("Goes: name, address, places of work, account, roles, practice, hand-ins, feedback."))
    going = ", ".join(f"{name} {count}" for name, count in plan.going.items())
    say(_("Rows: {rows}. Files and folders: {files}.").format(rows=going or "0", files=plan.files))
    say(_("Stays under a pseudonym: points, gradings, times and the log, for figures of cohorts."))
    say(", ".join(f"{name} {count}" for name, count in plan.staying.items()))
    say(_("Stays with the name: what the person did for others as instructor or admin (the log)."))
    say(_("Stays until they are deleted: backups, and files that were exported."))


@app.command(help=_("Show whose records are older than the settings keep them, and erase them."))
def expire(
    years: Annotated[
        int | None,
        typer.Option(min=1, max=100, metavar="N", help=_("Years, in place of the setting.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only show who it would be."))
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase everybody of whom nothing has happened for the years of [retention] people_years."""
    session = Session.here()
    now = datetime.now(UTC)
    kept = read_settings(session.workspace.root).retention.people_years if years is None else years
    if kept == 0:
        raise UsageError(
            _("The settings keep people for good."),
            remedy=_("Write people_years under [retention], or add --years N."),
        )
    found = find_expired(session.database, now.astimezone(LOCAL).date(), kept)
    if found and not json:
        headings = (_("Staff number"), _("Name"), _("Last day"))
        print_table(
            headings, ((one.person.id, one.person.name, write_day(one.last_day)) for one in found)
        )
    if found and not dry_run:
        question = _("Erase these people for good? It cannot be undone. People: {count}.")
        require_consent(question.format(count=len(found)), yes=yes)
        for one in found:
            stamp = Stamp(datetime.now(UTC), who())
            erase_person(session.workspace, session.database, one.person.id, stamp)
    if json:
        people = [{"id": one.person.id, "last_day": one.last_day.isoformat()} for one in found]
        print_json({"years": kept, "people": people, "erased": bool(found) and not dry_run})
    elif not found:
        say(_("Nobody: of everybody something has happened in the last {n} years.").format(n=kept))
    elif not dry_run:
        say(_("Erased: {count}.").format(count=len(found)))


for _command, _help in (
    (person_places.transfer, _("Move people by a table, from a day on; see it first.")),
    (person_places.leave, _("Note the last day of people who leave the office.")),
    (person_places.departments, _("Show the tree of departments, or change it by a table.")),
    (person_list.add, _("Make people of a list of staff known, in no cohort; with accounts.")),
):
    app.command(help=_help)(_command)
