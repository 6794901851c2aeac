"""The log of who saw or changed what: searched, sorted, and as CSV."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from terakoya.dates import LOCAL, write_day
from terakoya.delivery.event_words import name_event, tell_event
from terakoya.language import gettext as _
from terakoya.model import EventKind
from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.administering.log_page import Look, Numbered, look_among, read_page
from terakoya.portal.listing import (
    Column,
    Wish,
    choose_rows,
    give_csv,
    make_listing,
    moment_order,
    read_wish,
)
from terakoya.portal.page_context import PageContext
from terakoya.portal.page_rendering import render_page
from terakoya.records.events import count_events, list_event_page

__all__ = ["audit_router"]

_MOST = 2000
"""In so many of the newest words are looked for; the whole log is `terakoya log`."""
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
        """Show a page of entries, the newest first; words are looked for in all that go as CSV."""
        self.context.require(request, Action.SEE_AUDIT, ANYTHING)
        wish = read_wish(request)
        with self.context.office.database.reading() as session:
            page = read_page(request, self._finding(session, wish))
            count = count_events(session, _KINDS)
        here = replace(wish, page=page.place)
        caption = _("Who saw or changed what")
        listing = make_listing("audit", caption, _columns(), page.rows, here, "/audit.csv")
        return render_page(
            request,
            "audit.html",
            listing=replace(listing, all=count),
            newer=_address(wish, page.newer),
            older=_address(wish, page.older),
            most=_MOST,
        )

    def give(self, request: Request) -> Response:
        """Give the newest entries that are asked for as CSV, those of all pages."""
        self.context.require(request, Action.SEE_AUDIT, ANYTHING)
        with self.context.office.database.reading() as session:
            rows = list_event_page(session, _KINDS, _MOST)
        return give_csv("audit.csv", _columns(), rows, read_wish(request))

    def _finding(self, session: Session, wish: Wish) -> Look:
        """Return what looks entries up: in the records, or among those with the words."""
        if not wish.words:
            return lambda most, before, after: list_event_page(
                session, _KINDS, most, before=before, after=after
            )
        newest = list_event_page(session, _KINDS, _MOST)
        found = choose_rows(_columns(), newest, replace(wish, sort=""))
        return partial(look_among, found)


def _address(wish: Wish, page: tuple[str, str] | None) -> str:
    return "" if page is None else replace(wish, page=page).address()


def _write_second(row: Numbered) -> str:
    at = row[1].at.astimezone(LOCAL)
    return f"{write_day(at.date())} {at:%H:%M:%S}"


def _columns() -> list[Column[Numbered]]:
    return [
        Column[Numbered](
            "at", _("When"), _write_second, order=lambda row: moment_order(row[1].at), is_text=True
        ),
        Column[Numbered]("by", _("Who"), lambda row: row[1].by),
        Column[Numbered]("kind", _("What"), lambda row: name_event(row[2].kind)),
        Column[Numbered]("cohort", _("Cohort"), lambda row: row[2].cohort_id),
        Column[Numbered]("learner", _("Whose"), lambda row: row[2].learner_id),
        Column[Numbered]("assignment", _("Assignment"), lambda row: row[2].assignment_id),
        Column[Numbered]("more", _("Details"), lambda row: tell_event(row[2])),
    ]
