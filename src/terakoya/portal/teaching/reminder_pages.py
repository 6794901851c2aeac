"""Who has not handed in: a list, reminders with a preview, a paper, and a calendar of due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery.event_words import name_notice_kind
from terakoya.grading import Entry, Summary, summarise
from terakoya.language import gettext as _
from terakoya.model import Cohort, local_time
from terakoya.model.permissions import Action, Of
from terakoya.model.standing import Standing
from terakoya.portal.due_calendar import DueEntry, make_due_calendar
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, Wish, give_csv, make_listing, moment_order, read_wish
from terakoya.portal.page_context import PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.portal.telling.planned_reminders import (
    digest_of,
    make_sheets,
    plan_for,
    planned_columns,
)
from terakoya.reminding.reminders import REMINDED_OF, ReminderWish, queue_reminders
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["reminder_router"]


def reminder_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's reminders."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/cohorts/{cohort_id}/reminders", pages.show),
        ("/cohorts/{cohort_id}/reminders.csv", pages.give),
        ("/cohorts/{cohort_id}/reminders.pdf", pages.give_sheets),
        ("/cohorts/{cohort_id}/dates.ics", pages.give_dates),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    path = "/cohorts/{cohort_id}/reminders"
    router.add_api_route(path, pages.remind, response_model=None, methods=["POST"])
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
            may_remind=self.context.permissions.may(request, Action.REMIND, Of(cohort_id)),
            kinds=[(kind.value, name_notice_kind(kind)) for kind in REMINDED_OF],
            days=self.context.office.mail.days_before,
            done=request.query_params.get("done", ""),
        )

    async def remind(self, request: Request, cohort_id: str) -> Response:
        """Show the reminders that would be made, or make those that were seen."""
        form = await self.context.take_form(request, Action.REMIND, Of(cohort=cohort_id))
        return await run_in_threadpool(self._remind, request, cohort_id, form)

    def _remind(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort, office = self.context.cohort(cohort_id), self.context.office
        wish = _read_wish(form, office.mail.days_before)
        planned = plan_for(office, [cohort], wish)
        seen = digest_of(planned)
        if form.one("seen") == seen:
            made = queue_reminders(office.database, planned, self.context.stamp(request))
            return go_to(request, f"/cohorts/{quote(cohort_id)}/reminders?done={len(made)}")
        caption, columns = _("Reminders"), planned_columns(office, planned)
        return render_page(
            request,
            "reminders_preview.html",
            409 if form.one("seen") else 200,
            cohort=cohort,
            listing=make_listing("planned", caption, columns, planned, Wish()),
            count=sum(one.is_new for one in planned),
            chosen=[kind.value for kind in wish.kinds],
            days=wish.days,
            seen=seen,
            by_mail=office.mail.is_set,
            changed=bool(form.one("seen")),
        )

    def give_sheets(self, request: Request, cohort_id: str) -> Response:
        """Give all reminders of today as a paper, a page for each department."""
        self.context.require(request, Action.REMIND, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        planned = plan_for(office, [cohort], ReminderWish(days=office.mail.days_before))
        told = [(one.person, one.notice) for one in planned if not one.left_out]
        headers = {"content-disposition": 'inline; filename="reminders.pdf"'}
        return Response(make_sheets(office, told), 200, headers, "application/pdf")

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
        self.context.require(request, Action.REMIND, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        return cohort, summarise(office.workspace, office.database, cohort)

    def _title(self, cohort: Cohort, name: str) -> str:
        return said(assignment_title(self.context.office.workspace, cohort, name))


def _read_wish(form: Sent, days: int) -> ReminderWish:
    """Return what a form asks for; an unknown kind is none."""
    known = {kind.value: kind for kind in REMINDED_OF}
    kinds = tuple(known[name] for name in form.every("kind") if name in known)
    asked = form.one("days")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 3
    return ReminderWish(kinds, int(asked) if is_number else days)


def _columns() -> list[Column[_Missing]]:
    named = Column[_Missing]
    return [
        named("name", _("Name"), lambda row: row.entry.learner.name),
        named("id", _("Staff number"), lambda row: row.entry.learner.id),
        named("department", _("Department"), lambda row: row.entry.learner.department),
        named("mail", _("Mail address"), lambda row: row.entry.learner.email),
        named("assignment", _("Assignment"), lambda row: row.title),
        named(
            "due",
            _("Due at"),
            lambda row: row.due,
            order=lambda row: moment_order(row.entry.due.at if row.entry.due else None),
            is_text=True,
        ),
        named("state", _("Status"), lambda row: row.words),
    ]
