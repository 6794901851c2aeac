"""`terakoya cohort withdraw` and `reinstate`: who is counted no more, and who is again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from terakoya.accounts.missing_accounts import MissingAccounts
from terakoya.cli.console import print_json, say
from terakoya.cli.session import Session
from terakoya.delivery import ListedPeople, withdraw_learners
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, Stamp
from terakoya.workspace.account import account_name

__all__ = ["listed_document", "reinstate", "say_accounts", "say_who_is_not_listed", "withdraw"]

_MOST_NAMED = 20

CohortId = Annotated[str, typer.Argument(metavar="ID", help=_("The cohort's id."))]
Numbers = Annotated[list[str], typer.Argument(metavar="LEARNER", help=_("Their staff numbers."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


def withdraw(cohort_id: CohortId, learners: Numbers, json: Json = False) -> None:
    """Withdraw learners from a cohort: their work stays, and they are counted no more."""
    _change(cohort_id, learners, json=json, withdrawn=True)


def reinstate(cohort_id: CohortId, learners: Numbers, json: Json = False) -> None:
    """Bring withdrawn learners back into a cohort."""
    _change(cohort_id, learners, json=json, withdrawn=False)


def _change(cohort_id: str, learners: list[str], *, json: bool, withdrawn: bool) -> None:
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    stamp = Stamp(datetime.now(UTC), account_name())
    changed, same = withdraw_learners(
        session.database, cohort, learners, stamp, withdrawn=withdrawn
    )
    if json:
        ids = {"changed": [one.id for one in changed], "unchanged": [one.id for one in same]}
        print_json({"cohort": cohort.id, "withdrawn": withdrawn} | ids)
        return
    if changed:
        message = _("Withdrawn: {people}.") if withdrawn else _("In the cohort again: {people}.")
        say(message.format(people=_names(changed)))
    if same:
        message = _("Withdrawn already: {people}.")
        if not withdrawn:
            message = _("In the cohort already: {people}.")
        say(message.format(people=_names(same)))
    if changed and withdrawn:
        say(_("What they handed in and their scores stay; figures leave them out."))
        what = _("To undo it: terakoya cohort reinstate {id} {people}")
        say(what.format(id=cohort.id, people=" ".join(one.id for one in changed)))


def say_accounts(accounts: MissingAccounts) -> None:
    """Say how many accounts a roster brought, and what to do next."""
    if accounts.made:
        message = _("Accounts made: {count}. Print first passwords with: terakoya account slips")
        say(message.format(count=len(accounts.made)))
    if accounts.taken:
        message = _("Without an account, as another one has the name: {people}.")
        say(message.format(people=", ".join(accounts.taken)))


def say_who_is_not_listed(cohort: Cohort, people: ListedPeople) -> None:
    """Say who is in the cohort and not on a roster, or the other way; only people decide."""
    if people.not_listed:
        message = _(
            "In the cohort, not on this list: {count} ({people}). Nobody is withdrawn by it."
        )
        count = len(people.not_listed)
        say(message.format(count=count, people=_names(people.not_listed)))
        what = _("If they have left: terakoya cohort withdraw {id} {people}")
        say(what.format(id=cohort.id, people=_numbers(people.not_listed)))
    if people.withdrawn:
        message = _("On this list, withdrawn: {count} ({people}). Nobody is brought back by it.")
        count = len(people.withdrawn)
        say(message.format(count=count, people=_names(people.withdrawn)))
        what = _("If they are back: terakoya cohort reinstate {id} {people}")
        say(what.format(id=cohort.id, people=_numbers(people.withdrawn)))


def listed_document(people: ListedPeople) -> dict[str, object]:
    """Return the same as JSON."""
    return {
        "not_listed": [one.id for one in people.not_listed],
        "listed_but_withdrawn": [one.id for one in people.withdrawn],
    }


def _names(people: Iterable[Learner]) -> str:
    named = [f"{one.id} {one.name}" for one in people]
    more = ", …" if len(named) > _MOST_NAMED else ""
    return ", ".join(named[:_MOST_NAMED]) + more


def _numbers(people: tuple[Learner, ...]) -> str:
    """Return what to type: with a whole other class not listed, that is for a person to choose."""
    many = len(people) > _MOST_NAMED
    return "LEARNER…" if many else " ".join(one.id for one in people)
