"""`terakoya account`: who may log in, and the sheet with first passwords."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session as Records

from terakoya.accounts import (
    create_account,
    disable_account,
    enable_account,
    make_missing_accounts,
    require_account,
    reset_password,
)
from terakoya.cli import account_slips
from terakoya.cli.cohort_people import say_accounts
from terakoya.cli.consent import Yes, require_consent
from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Learner, Stamp, local_time
from terakoya.model.account_roles import Account, RoleGrant
from terakoya.records import find_learner, list_learners
from terakoya.records.account_records import list_accounts, list_roles
from terakoya.records.login_tries import locked_until
from terakoya.records.posting_records import today_of
from terakoya.workspace.account import account_name as who

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("The account's name."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(help=_("Make an account, or those that a cohort's people do not have yet."))
def create(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=_("Its name: a staff number, say."))
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="ID", help=_("The staff number of whose it is."))
    ] = None,
    cohort: Annotated[
        str | None, typer.Option(metavar="ID", help=_("For everybody of this cohort."))
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help=_("Somebody else vouches for it (LDAP, say)."))
    ] = False,
    json: Json = False,
) -> None:
    """Make one account, and print its first password once; or all that a cohort lacks."""
    session = Session.here()
    if (name is None) is (cohort is None):
        raise UsageError(
            _("One account, or those of a cohort: one of both has to be named."),
            remedy=_("Write a name, or --cohort ID."),
        )
    stamp = Stamp(datetime.now(UTC), who())
    if cohort is not None:
        _create_for(session, session.require_cohort(cohort).id, stamp, json=json)
        return
    assert name is not None  # noqa: S101 - told above
    account = create_account(session.database, name, stamp, person_id=person or "")
    password = "" if no_password else reset_password(session.database, account.name, stamp)
    if json:
        told = {"account": account.name, "person": account.person_id or None}
        print_json(told | {"first_password": password or None})
        return
    say(_("Account {name} is made.").format(name=account.name))
    _say_password(password)
    say(_("Give it a role with: terakoya role give {name} ROLE").format(name=account.name))


def _create_for(session: Session, cohort_id: str, stamp: Stamp, *, json: bool) -> None:
    with session.database.reading() as records:
        ids = [person.id for person in list_learners(records, cohort_id)]
    found = make_missing_accounts(session.database, ids, stamp)
    if json:
        print_json({"made": list(found.made), "taken": list(found.taken)})
        return
    say_accounts(found)
    if not found.made:
        say(_("Nobody of the cohort lacks an account."))


def _say_password(password: str) -> None:
    if password:
        say(_("First password, shown this once: {password}").format(password=password))
        say(_("It has to be changed at the first login."))


@app.command(name="list", help=_("List the accounts, whose they are, and what state they are in."))
def list_all(
    words: Annotated[
        str | None, typer.Argument(metavar="WORDS", help=_("Only where name or person has these."))
    ] = None,
    json: Json = False,
) -> None:
    """List every account by name."""
    session = Session.here()
    now = datetime.now(UTC)
    with session.database.reading() as records:
        accounts = list_accounts(records)
        people = {one.name: _person(records, one) for one in accounts}
        resting = {one.name: locked_until(records, one.name, now) for one in accounts}
        today = today_of(records)
        roles = [grant for grant in list_roles(records) if grant.holds_on(today)]
    shown = [one for one in accounts if _has(words, one, people[one.name])]
    if json:
        print_json([_document(one, people[one.name], resting[one.name], roles) for one in shown])
        return
    if not shown:
        message = _("No account. Make one with: terakoya account create NAME")
        say(_("No account with “{words}”.").format(words=words) if words else message)
        return
    headings = (_("Account"), _("Name"), _("Department"), _("State"), _("Last login"), _("Roles"))
    print_table(
        headings,
        (
            (
                one.name,
                person.name if (person := people[one.name]) else "–",
                person.department if person else "–",
                _state(one, resting[one.name]),
                local_time(one.last_login_at) if one.last_login_at else "–",
                ", ".join(_role(grant) for grant in roles if grant.account == one.name) or "–",
            )
            for one in shown
        ),
    )


def _person(records: Records, account: Account) -> Learner | None:
    return find_learner(records, account.person_id) if account.person_id else None


def _has(words: str | None, account: Account, person: Learner | None) -> bool:
    about = (person.id, person.name, person.department) if person else ()
    told = " ".join((account.name, *about))
    return all(word in told.casefold() for word in (words or "").casefold().split())


def _state(account: Account, rests_until: datetime | None) -> str:
    if account.disabled_at is not None:
        return _("disabled")
    if rests_until is not None:
        return _("rests until {at}").format(at=local_time(rests_until))
    if not account.has_password:
        return _("no password yet")
    return _("first password") if account.must_change else _("in use")


def _role(grant: RoleGrant) -> str:
    return " ".join(filter(None, (grant.role, grant.place)))


def _document(
    account: Account,
    person: Learner | None,
    rests_until: datetime | None,
    roles: Iterable[RoleGrant],
) -> dict[str, object]:
    return {
        "account": account.name,
        "person": account.person_id or None,
        "name": person.name if person else None,
        "department_code": person.department_code if person else None,
        "department": person.department if person else None,
        "has_password": account.has_password,
        "must_change": account.must_change,
        "disabled": account.disabled_at is not None,
        "rests_until": rests_until.isoformat() if rests_until else None,
        "last_login_at": account.last_login_at.isoformat() if account.last_login_at else None,
        "roles": [
            {"role": grant.role, "place": grant.place or None}
            for grant in roles
            if grant.account == account.name
        ],
    }


@app.command(help=_("Let nobody log in with an account any more; everything else stays."))
def disable(name: Name, json: Json = False) -> None:
    """Disable an account; what its person has done stays."""
    changed = _switch(name, disabled=True, json=json)
    if not json:
        message = _("{name} is disabled.") if changed else _("{name} is disabled already.")
        say(message.format(name=name))
        say(_("To undo it: terakoya account enable {name}").format(name=name))


@app.command(help=_("Let an account log in again: disabled ones, and those that rest."))
def enable(name: Name, json: Json = False) -> None:
    """Enable an account, and forget what was tried in vain."""
    changed = _switch(name, disabled=False, json=json)
    if not json:
        message = _("{name} may log in again.")
        say((message if changed else _("{name} may log in.")).format(name=name))


def _switch(name: str, *, disabled: bool, json: bool) -> bool:
    session = Session.here()
    switch = disable_account if disabled else enable_account
    changed = switch(session.database, name, Stamp(datetime.now(UTC), who()))
    if json:
        print_json({"account": name, "disabled": disabled, "changed": changed})
    return changed


@app.command(help=_("Draw a new first password for one account, and print it once."))
def reset(name: Name, yes: Yes = False, json: Json = False) -> None:
    """Draw a new first password; the one that was there holds no longer."""
    session = Session.here()
    with session.database.reading() as records:
        account = require_account(records, name)
    if account.has_password:
        question = _("The password of {name} holds no longer then. Draw a new one?")
        require_consent(question.format(name=account.name), yes=yes)
    password = reset_password(session.database, account.name, Stamp(datetime.now(UTC), who()))
    if json:
        print_json({"account": account.name, "first_password": password})
        return
    _say_password(password)


app.command(help=_("Print first passwords as slips on A4, for who has never logged in."))(
    account_slips.slips
)
