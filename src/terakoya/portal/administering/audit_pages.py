"""The log of who saw or changed what: searched, sorted, and as CSV."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.dates import LOCAL, write_day
from terakoya.delivery.event_words import name_event, tell_event
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.listing import Column, give_csv, make_listing, moment_order, read_wish
from terakoya.portal.page_context import PageContext
from terakoya.portal.page_rendering import render_page
from terakoya.records import list_events

__all__ = ["audit_router"]

_MOST = 2000
"""So many of the newest are shown; the whole log is `terakoya log`."""
_KINDS = frozenset(
    {
        EventKind.LOOKED,
        EventKind.DUE,
        EventKind.EXTENSION,
        EventKind.ENROLLED,
        EventKind.WITHDRAWN,
        EventKind.REINSTATED,
        EventKind.RUN_STARTED,
        EventKind.RUN_ENDED,
        EventKind.ACCOUNT_MADE,
        EventKind.ACCOUNT_DISABLED,
        EventKind.ACCOUNT_ENABLED,
        EventKind.ACCOUNT_RESTS,
        EventKind.PASSWORD_RESET,
        EventKind.PASSWORD_CHANGED,
        EventKind.BACKUP_MADE,
        EventKind.BACKUP_FAILED,
        EventKind.BACKUP_TAKEN,
        EventKind.ROLE_GIVEN,
        EventKind.ROLE_TAKEN,
        EventKind.OPENED,
        EventKind.APPLIED,
        EventKind.NOMINATED,
        EventKind.AGREED,
        EventKind.REFUSED,
        EventKind.CANCELLED,
        EventKind.ROSTER_CHANGED,
        EventKind.ROSTER_UNDONE,
    }
)
Told = tuple[Stamp, Event]


def audit_router(context: PageContext) -> APIRouter:
    """Return the routes of the log."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    router.add_api_route("/audit", pages.show, response_model=None, methods=reading)
    router.add_api_route("/audit.csv", pages.give, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show the newest entries, the newest first."""
        rows = self._rows(request)
        listing = make_listing(
            "audit",
            _("Who saw or changed what"),
            _columns(),
            rows,
            read_wish(request),
            "/audit.csv",
        )
        return render_page(request, "audit.html", listing=listing, most=_MOST)

    def give(self, request: Request) -> Response:
        """Give the rows of the page as CSV."""
        rows = self._rows(request)
        return give_csv("audit.csv", _columns(), rows, read_wish(request))

    def _rows(self, request: Request) -> list[Told]:
        self.context.require(request, Action.SEE_AUDIT, ANYTHING)
        with self.context.office.database.reading() as session:
            return list(reversed(list_events(session, kinds=_KINDS, last=_MOST)))


def _write_second(row: Told) -> str:
    at = row[0].at.astimezone(LOCAL)
    return f"{write_day(at.date())} {at:%H:%M:%S}"


def _columns() -> list[Column[Told]]:
    return [
        Column[Told](
            "at", _("When"), _write_second, order=lambda row: moment_order(row[0].at), is_text=True
        ),
        Column[Told]("by", _("Who"), lambda row: row[0].by),
        Column[Told]("kind", _("What"), lambda row: name_event(row[1].kind)),
        Column[Told]("cohort", _("Cohort"), lambda row: row[1].cohort_id),
        Column[Told]("learner", _("Whose"), lambda row: row[1].learner_id),
        Column[Told]("assignment", _("Assignment"), lambda row: row[1].assignment_id),
        Column[Told]("more", _("Details"), lambda row: tell_event(row[1])),
    ]
