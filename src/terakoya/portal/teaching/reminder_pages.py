"""Who has not handed in: a list to print or to write to, and the due dates for calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.grading import Entry, Summary, summarise
from terakoya.language import gettext as _
from terakoya.model import Cohort, local_time
from terakoya.model.permissions import Action, Of
from terakoya.model.standing import Standing
from terakoya.portal.due_calendar import DueEntry, make_due_calendar
from terakoya.portal.listing import Column, give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["reminder_router"]


def reminder_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's reminders."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/cohorts/{cohort_id}/reminders", pages.show),
        ("/cohorts/{cohort_id}/reminders.csv", pages.give),
        ("/cohorts/{cohort_id}/dates.ics", pages.give_dates),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    return router


@dataclass(frozen=True)
class _Missing:
    """Somebody who has not handed in an assignment."""

    entry: Entry
    title: str
    due: str
    is_over: bool

    @property
    def words(self) -> str:
        """How urgent it is."""
        if not self.due:
            return _("no due date")
        return _("Overdue") if self.is_over else _("Still time")


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show who has not handed in what."""
        cohort, rows = self._rows(request, cohort_id)
        listing = make_listing(
            "reminders",
            _("Not handed in"),
            _columns(),
            rows,
            read_wish(request),
            f"/cohorts/{quote(cohort_id)}/reminders.csv",
        )
        return render_page(
            request,
            "reminders.html",
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            listing=listing,
        )

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the rows of the page as CSV."""
        _cohort, rows = self._rows(request, cohort_id)
        return give_csv(f"{cohort_id}-reminders.csv", _columns(), rows, read_wish(request))

    def give_dates(self, request: Request, cohort_id: str) -> Response:
        """Give the due dates of all as a calendar file, to be sent to everybody."""
        cohort, summary = self._read(request, cohort_id)
        dates = sorted(summary.dates.assignments.items(), key=lambda pair: pair[1])
        entries = [DueEntry(cohort_id, name, self._title(cohort, name), at) for name, at in dates]
        content = make_due_calendar(entries, self.context.office.clock())
        headers = {"content-disposition": 'attachment; filename="terakoya-dates.ics"'}
        return Response(content, 200, headers, "text/calendar; charset=utf-8")

    def _rows(self, request: Request, cohort_id: str) -> tuple[Cohort, list[_Missing]]:
        cohort, summary = self._read(request, cohort_id)
        now = self.context.office.clock()
        return cohort, [
            self._missing(cohort, entry, now)
            for entry in summary.entries
            if entry.standing is Standing.MISSING
        ]

    def _missing(self, cohort: Cohort, entry: Entry, now: datetime) -> _Missing:
        due = entry.due
        at = local_time(due.at) if due is not None else ""
        is_over = due is not None and due.is_late(now)
        return _Missing(entry, self._title(cohort, entry.assignment_id), at, is_over)

    def _read(self, request: Request, cohort_id: str) -> tuple[Cohort, Summary]:
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        return cohort, summarise(office.workspace, office.database, cohort)

    def _title(self, cohort: Cohort, name: str) -> str:
        return said(assignment_title(self.context.office.workspace, cohort, name))


def _columns() -> list[Column[_Missing]]:
    named = Column[_Missing]
    return [
        named("name", _("Name"), lambda row: row.entry.learner.name),
        named("id", _("Staff number"), lambda row: row.entry.learner.id),
        named("department", _("Department"), lambda row: row.entry.learner.department),
        named("mail", _("Mail address"), lambda row: row.entry.learner.email),
        named("assignment", _("Assignment"), lambda row: row.title),
        named("due", _("Due at"), lambda row: row.due),
        named("state", _("Status"), lambda row: row.words),
    ]
