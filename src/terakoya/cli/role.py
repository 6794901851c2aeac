"""`terakoya role`: who is instructor, manager, hr, author or admin, where, and how long."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from terakoya.accounts import find_role, give_role, require_account, take_roles
from terakoya.cli.cohort_changes import read_day
from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.dates import write_day
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp, local_time
from terakoya.model.account_roles import RoleGrant
from terakoya.model.posting import Period
from terakoya.records.account_records import list_roles
from terakoya.records.posting_records import today_of
from terakoya.workspace.account import account_name as who

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("The account's name."))]
RoleName = Annotated[
    str,
    typer.Argument(metavar="ROLE", help=_("instructor, manager, hr, author or admin.")),
]
Cohort = Annotated[
    str, typer.Option(metavar="ID", help=_("The cohort of which somebody is instructor."))
]
Department = Annotated[
    str,
    typer.Option(metavar="CODE", help=_("The department of which somebody is manager.")),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(help=_("Give an account a role: of a cohort, of a department, or of everything."))
def give(  # noqa: PLR0913, PLR0917 - each is an option of the command
    name: Name,
    role: RoleName,
    cohort: Cohort = "",
    department: Department = "",
    start: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help=_("Its first day, if it has one."))
    ] = "",
    end: Annotated[
        str, typer.Option("--until", metavar="YYYY-MM-DD", help=_("Its last day, if it has one."))
    ] = "",
    json: Json = False,
) -> None:
    """Give a role; the very same one again is harmless."""
    session = Session.here()
    period = Period(
        read_day("--from", start) if start else None, read_day("--until", end) if end else None
    )
    grant = RoleGrant(name, role, _read_place(cohort, department), period)
    is_new = give_role(session.database, grant, Stamp(datetime.now(UTC), who()))
    if json:
        print_json(_document(grant) | {"given": is_new})
        return
    message = _("{account} is {role} now.") if is_new else _("{account} is {role} already.")
    say(message.format(account=name, role=_words(grant)))


@app.command(help=_("Take a role away at once; that it was given stays in the log."))
def take(
    name: Name,
    role: RoleName,
    cohort: Cohort = "",
    department: Department = "",
    json: Json = False,
) -> None:
    """Take a role away, of one place or, where none is named, of all."""
    session = Session.here()
    place = _read_place(cohort, department)
    taken = take_roles(session.database, name, role, Stamp(datetime.now(UTC), who()), place)
    if json:
        print_json([_document(grant) for grant in taken])
        return
    for grant in taken:
        say(_("{account} is no longer {role}.").format(account=grant.account, role=_words(grant)))


@app.command(name="list", help=_("List who has which role, where, and from when until when."))
def list_all(
    account: Annotated[
        str | None, typer.Option("--account", metavar="NAME", help=_("Only of this account."))
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help=_("Only this role."))
    ] = None,
    past: Annotated[
        bool, typer.Option("--all", help=_("Also what is over or was taken away."))
    ] = False,
    json: Json = False,
) -> None:
    """List roles in the order in which they were given."""
    session = Session.here()
    with session.database.reading() as records:
        own = require_account(records, account).name if account is not None else None
        grants = list_roles(records, own)
        today = today_of(records)
    wanted = find_role(role).value if role is not None else None
    shown = [
        grant
        for grant in grants
        if wanted in (None, grant.role)
        and (past or (grant.taken_at is None and not _is_over(grant, today)))
    ]
    if json:
        print_json([_document(grant) for grant in shown])
        return
    if not shown:
        say(_("No role. Give one with: terakoya role give NAME ROLE"))
        return
    headings = (_("Account"), _("Role"), _("First day"), _("Last day"), _("Given by"), _("Taken"))
    print_table(
        headings,
        (
            (
                grant.account,
                _words(grant),
                write_day(grant.period.first) if grant.period.first else "–",
                write_day(grant.period.last) if grant.period.last else "–",
                grant.given_by or "–",
                local_time(grant.taken_at) if grant.taken_at else "–",
            )
            for grant in shown
        ),
    )


def _is_over(grant: RoleGrant, today: date) -> bool:
    return grant.period.last is not None and grant.period.last < today


def _read_place(cohort: str, department: str) -> str:
    if cohort and department:
        raise UsageError(
            _("A role is of a cohort or of a department, not of both."),
            remedy=_("Leave one of them out."),
        )
    return cohort or department


def _words(grant: RoleGrant) -> str:
    return " ".join(filter(None, (grant.role, grant.place)))


def _document(grant: RoleGrant) -> dict[str, object]:
    first, last = grant.period.first, grant.period.last
    return {
        "account": grant.account,
        "role": grant.role,
        "place": grant.place or None,
        "from": first.isoformat() if first else None,
        "until": last.isoformat() if last else None,
        "given_by": grant.given_by or None,
        "taken_at": grant.taken_at.isoformat() if grant.taken_at else None,
    }
