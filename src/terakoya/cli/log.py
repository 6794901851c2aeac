"""`terakoya log`: what happened in this workspace, when, and in whose account."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.delivery.event_words import write_row
from terakoya.language import gettext as _
from terakoya.model import Event, Stamp
from terakoya.records import list_cohorts, list_events, list_learners

__all__ = ["log"]

_USUAL = 50


def log(
    cohort: Annotated[
        str | None, typer.Argument(help=_("Only of this cohort; of all where none is named."))
    ] = None,
    last: Annotated[
        int, typer.Option(min=1, metavar="N", help=_("How many of the newest events."))
    ] = _USUAL,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Show what happened in this workspace, the newest last."""
    session = Session.here()
    wanted = session.require_cohort(cohort).id if cohort is not None else None
    with session.database.reading() as records:
        events = list_events(records, wanted, last=last)
        people = {
            one.id: one.name
            for known in list_cohorts(records)
            if wanted in (None, known.id)
            for one in list_learners(records, known.id)
        }
    if json:
        print_json([_document(stamp, event) for stamp, event in events])
        return
    if not events:
        say(_("Nothing has happened yet."))
        return
    headings = (_("When"), _("Account"), _("What"), _("Of whom or what"), _("More"), _("Cohort"))
    rows = ((*write_row(stamp, event, people), event.cohort_id) for stamp, event in events)
    print_table(headings, rows)


def _document(stamp: Stamp, event: Event) -> dict[str, object]:
    return {
        "at": stamp.at.isoformat(),
        "by": stamp.by,
        "what": event.kind.value,
        "cohort": event.cohort_id or None,
        "learner": event.learner_id or None,
        "assignment": event.assignment_id or None,
        "data": dict(event.data),
    }
