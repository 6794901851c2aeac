"""`terakoya cohort change`, `archive`, `unarchive` and `log`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.delivery import alter_cohort, archive_cohort
from terakoya.delivery.event_words import tell_event, write_row
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import CHANGES, Event, Stamp
from terakoya.records import list_events, list_learners
from terakoya.workspace.account import account_name

__all__ = ["archive", "change", "log", "read_day", "unarchive"]

NONE = "none"

CohortId = Annotated[str, typer.Argument(metavar="ID", help=_("The cohort's id."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


def change(
    cohort_id: CohortId,
    title: Annotated[str | None, typer.Option(help=_("Its title from now on."))] = None,
    start: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help=_("Its first day; none takes it away."))
    ] = None,
    end: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help=_("Its last day; none takes it away."))
    ] = None,
    json: Json = False,
) -> None:
    """Give a cohort another title or other days."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    if title is None and start is None and end is None:
        raise UsageError(
            _("Nothing was named that shall change."), remedy=_("Add --title, --start or --end.")
        )
    cohort = replace(
        cohort,
        title=cohort.title if title is None else title,
        starts_on=cohort.starts_on if start is None else _read_day_or_none("--start", start),
        ends_on=cohort.ends_on if end is None else _read_day_or_none("--end", end),
    )
    event = alter_cohort(session.database, cohort, _stamp())
    if json:
        before, after = (event.before, event.after) if event else ({}, {})
        print_json({"cohort": cohort.id, "before": dict(before), "after": dict(after)})
    elif event is None:
        say(_("Cohort {id} is so already, unchanged.").format(id=cohort.id))
    else:
        say(tell_event(event))


def archive(cohort_id: CohortId, json: Json = False) -> None:
    """Take a cohort out of lists and menus; everything of it stays."""
    changed = _archive(cohort_id, archived=True, json=json)
    if not json:
        message = (
            _("Cohort {id} is archived.") if changed else _("Cohort {id} is archived already.")
        )
        say(message.format(id=cohort_id))
        say(_("To undo it: terakoya cohort unarchive {id}").format(id=cohort_id))


def unarchive(cohort_id: CohortId, json: Json = False) -> None:
    """Bring an archived cohort back into lists and menus."""
    changed = _archive(cohort_id, archived=False, json=json)
    if not json:
        message = _("Cohort {id} is in the lists again.")
        if not changed:
            message = _("Cohort {id} is in the lists already.")
        say(message.format(id=cohort_id))


def _archive(cohort_id: str, *, archived: bool, json: bool) -> bool:
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    changed = archive_cohort(session.database, cohort.id, _stamp(), archived=archived)
    if json:
        print_json({"cohort": cohort.id, "archived": archived, "changed": changed})
    return changed


def log(cohort_id: CohortId, json: Json = False) -> None:
    """Show what was changed in a cohort: when, by whom, and what it was before."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    with session.database.reading() as records:
        events = list_events(records, cohort.id, kinds=CHANGES)
        people = {one.id: one.name for one in list_learners(records, cohort.id)}
    if json:
        print_json([_document(stamp, event) for stamp, event in events])
        return
    headings = (_("Changed at"), _("Account"), _("What"), _("Of whom or what"), _("Change"))
    print_table(headings, (write_row(stamp, event, people) for stamp, event in events))


def _document(stamp: Stamp, event: Event) -> dict[str, object]:
    return {
        "at": stamp.at.isoformat(),
        "by": stamp.by,
        "what": event.kind.value,
        "learner": event.learner_id or None,
        "assignment": event.assignment_id or None,
        "before": dict(event.before),
        "after": dict(event.after),
    }


def _stamp() -> Stamp:
    return Stamp(datetime.now(UTC), account_name())


def _read_day_or_none(option: str, text: str) -> date | None:
    return None if text == NONE else read_day(option, text)


def read_day(option: str, text: str) -> date:
    """Return a day as it was typed.

    Raises:
        UsageError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = _("“{value}” is no date.").format(value=text[:40])
        remedy = _("Write it like 2027-04-01.")
        raise UsageError(what, where=option, remedy=remedy) from None
