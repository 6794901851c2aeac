"""The queue of notices for HR: what was told to whom, what waits, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.dates import LOCAL
from terakoya.delivery.event_words import name_notice_kind, name_notice_state
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Learner, local_time
from terakoya.model.notice import Notice, NoticeState
from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.telling.planned_reminders import make_sheets
from terakoya.records import list_notices
from terakoya.records.cohort_records import find_learners
from terakoya.reminding.carrying_mail import settle_notice
from terakoya.reminding.notice_words import NoticeWriter
from terakoya.reminding.usable_mail import find_mail_fault

__all__ = ["notice_router"]

_MOST = 2000
"""So many of the newest are shown."""
_PAPER_DAYS = timedelta(days=30)
_PAPER = (NoticeState.QUEUED, NoticeState.PAPER)
_ON_ITS_WAY = timedelta(minutes=10)
"""So long a mail may be on its way to a slow mail server before somebody is asked about it."""


def notice_router(context: PageContext) -> APIRouter:
    """Return the routes of the queue."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    router.add_api_route("/notices", pages.show, response_model=None, methods=reading)
    router.add_api_route("/notices", pages.change, response_model=None, methods=["POST"])
    router.add_api_route("/notices.csv", pages.give, response_model=None, methods=reading)
    router.add_api_route("/notices.pdf", pages.give_sheets, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Told:
    """A notice, to whom, and its subject."""

    notice: Notice
    person: Learner
    subject: str


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show the newest notices, and those that need somebody."""
        self.context.require(request, Action.REMIND, ANYTHING)
        return self._page(request)

    def give(self, request: Request) -> Response:
        """Give the rows of the page as CSV."""
        self.context.require(request, Action.REMIND, ANYTHING)
        return give_csv("notices.csv", _columns(), self._rows(), read_wish(request))

    def give_sheets(self, request: Request) -> Response:
        """Give what is not sent as a paper, a page or more for each department."""
        self.context.require(request, Action.REMIND, ANYTHING)
        first = self.context.office.clock() - _PAPER_DAYS
        told = [
            (one.person, one.notice)
            for one in self._rows()
            if one.notice.state in _PAPER
            and one.notice.made_at is not None
            and one.notice.made_at >= first
        ]
        headers = {"content-disposition": 'inline; filename="notices.pdf"'}
        content = make_sheets(self.context.office, told)
        return Response(content, 200, headers, "application/pdf")

    async def change(self, request: Request) -> Response:
        """Say what becomes of a notice, or that all that is queued was handed over on paper."""
        form = await self.context.take_form(request, Action.REMIND, ANYTHING)
        return await run_in_threadpool(self._change, request, form)

    def _change(self, request: Request, form: Sent) -> Response:
        wish = {
            "again": NoticeState.QUEUED,
            "arrived": NoticeState.SENT,
            "paper": NoticeState.PAPER,
        }.get(form.one("do"))
        if wish is None:
            raise HTTPException(400)
        database, stamp = self.context.office.database, self.context.stamp(request)
        ids = [one for one in form.every("id") if one.isascii() and one.isdigit()]
        try:
            for one in ids:
                settle_notice(database, int(one[:18]), wish, stamp)
        except UsageError as error:
            return self._page(request, problem=error.sentence)
        return go_to(request, f"/notices?done={len(ids)}")

    def _page(self, request: Request, problem: str = "") -> Response:
        rows, wish, office = self._rows(), read_wish(request), self.context.office
        fault = find_mail_fault(office.mail, office.workspace.root) if office.mail.is_set else ""
        caption = _("Notices")
        return render_page(
            request,
            "notices.html",
            422 if problem else 200,
            listing=make_listing("notices", caption, _columns(), rows, wish, "/notices.csv"),
            held=[one for one in rows if self._needs_somebody(one.notice)],
            queued=[one for one in rows if one.notice.state is NoticeState.QUEUED],
            by_mail=office.mail.is_set,
            fault=fault,
            state_words=name_notice_state,
            most=_MOST,
            done=request.query_params.get("done", ""),
            problem=problem,
        )

    def _needs_somebody(self, notice: Notice) -> bool:
        if notice.state is not NoticeState.SENDING:
            return notice.state is NoticeState.REFUSED
        if notice.problem or notice.state_at is None:
            return True
        return self.context.office.clock() - notice.state_at >= _ON_ITS_WAY

    def _rows(self) -> list[_Told]:
        office = self.context.office
        writer = NoticeWriter(office.workspace, office.database)
        with office.database.reading() as session:
            notices = list_notices(session, last=_MOST)
            today = office.clock().astimezone(LOCAL).date()
            people = find_learners(session, [one.person_id for one in notices], today)
            known = [one for one in notices if one.person_id in people]
            texts = writer.write_all(known, session)
        return [
            _Told(one, people[one.person_id], text.subject)
            for one, text in zip(known, texts, strict=True)
        ]


def _columns() -> list[Column[_Told]]:
    named = Column[_Told]
    return [
        named("made", _("Made at"), lambda row: local_time(row.notice.made_at)),
        named("name", _("Name"), lambda row: row.person.name),
        named("id", _("Staff number"), lambda row: row.person.id),
        named("department", _("Department"), lambda row: row.person.department),
        named("kind", _("About"), lambda row: name_notice_kind(row.notice.kind)),
        named("subject", _("Notice"), lambda row: row.subject),
        named("state", _("Status"), lambda row: name_notice_state(row.notice.state)),
        named("at", _("Since"), lambda row: local_time(row.notice.state_at)),
        named("tries", _("Tries in vain"), lambda row: row.notice.tries),
        named("problem", _("What the mail server said"), lambda row: row.notice.problem),
    ]
