"""Cohorts that can be applied for, and the own applications: apply, look, cancel."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.dates import LOCAL
from terakoya.delivery.enrolling.applying import apply, cancel
from terakoya.delivery.enrolling.cohort_openings import OpenCohort, read_open_cohorts
from terakoya.delivery.enrolling.superiors import Superiors
from terakoya.errors import ConflictError, UsageError
from terakoya.language import gettext as _
from terakoya.model.application import State, Way
from terakoya.model.permissions import Action, Of
from terakoya.portal.enrolment.application_rows import (
    ApplicationLine,
    application_columns,
    name_account,
    read_lines,
)
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, Listing, give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.records import list_applications
from terakoya.records.enrolment_records import takes_part
from terakoya.workspace.cohort_course import course_of

__all__ = ["course_router"]

_OWN_COLUMNS = ("cohort", "state", "way", "applied", "superiors", "decided_at", "reason")


def course_router(context: PageContext) -> APIRouter:
    """Return the routes of applying."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    router.add_api_route("/courses", pages.show, response_model=None, methods=reading)
    router.add_api_route("/courses", pages.change, response_model=None, methods=["POST"])
    router.add_api_route("/courses.csv", pages.give, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Card:
    """A cohort that can be applied for, as somebody sees it.

    Attributes:
        line: the own application for it that is not over, if there is one.
        takes_part: whether one is in it.
    """

    open: OpenCohort
    course: str
    line: ApplicationLine | None
    takes_part: bool

    @property
    def may_apply(self) -> bool:
        """Whether there is something to be sent."""
        return self.open.is_open and self.line is None and not self.takes_part


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show what can be applied for, and what was."""
        self._require(request)
        return self._page(request)

    def give(self, request: Request) -> Response:
        """Give the own applications as CSV."""
        self._require(request)
        with self.context.office.database.reading() as session:
            lines = self._own_lines(session, request)
        return give_csv("applications.csv", _columns(), lines, read_wish(request))

    async def change(self, request: Request) -> Response:
        """Apply, or take an application back."""
        own = await run_in_threadpool(self._own, request)
        form = await self.context.take_form(request, Action.APPLY, own)
        return await run_in_threadpool(self._change, request, form)

    def _change(self, request: Request, form: Sent) -> Response:
        database, stamp = self.context.office.database, self.context.stamp(request)
        person_id = self.context.person(request).id
        try:
            if form.one("do") == "cancel":
                return self._cancel(request, form)
            done = apply(database, form.one("cohort"), person_id, Way.OWN, stamp)
        except (UsageError, ConflictError) as error:
            return self._page(request, problem=error.sentence)
        return go_to(request, "/courses?done=" + ("applied" if done.changed else "same"))

    def _cancel(self, request: Request, form: Sent) -> Response:
        """Ask first, as the place may go to somebody else."""
        with self.context.office.database.reading() as session:
            lines = self._own_lines(session, request)
        found = next((one for one in lines if str(one.application.id) == form.one("id")), None)
        if found is None:
            raise HTTPException(404)
        if not form.one("confirmed") and found.application.is_live:
            return render_page(request, "cancel_application.html", line=found, back="/courses")
        stamp = self.context.stamp(request)
        reason = form.one("reason")
        database = self.context.office.database
        done = cancel(database, found.application.id, stamp, reason, own=True)
        return go_to(request, "/courses?done=" + ("cancelled" if done.changed else "same"))

    def _page(self, request: Request, problem: str = "") -> Response:
        with self.context.office.database.reading() as session:
            lines = self._own_lines(session, request)
            cards = self._cards(session, request, lines)
            superiors = self._superiors(session, request)
        return render_page(
            request,
            "courses.html",
            422 if problem else 200,
            cards=cards,
            live=[one for one in lines if one.application.is_live],
            listing=self._listing(request, lines),
            superiors=superiors,
            waiting=State.WAITING,
            done=request.query_params.get("done", ""),
            problem=problem,
        )

    def _listing(self, request: Request, lines: list[ApplicationLine]) -> Listing:
        wish = read_wish(request)
        caption = _("My applications")
        return make_listing("applications", caption, _columns(), lines, wish, "/courses.csv")

    def _cards(
        self, session: Session, request: Request, lines: list[ApplicationLine]
    ) -> list[_Card]:
        office, person_id = self.context.office, self.context.person(request).id
        live = {one.application.cohort_id: one for one in lines if one.application.is_live}
        return [
            _Card(
                one,
                said(course_of(office.workspace, one.cohort).title),
                live.get(one.cohort.id),
                takes_part(session, one.cohort.id, person_id),
            )
            for one in read_open_cohorts(session, office.clock().astimezone(LOCAL).date())
        ]

    def _own_lines(self, session: Session, request: Request) -> list[ApplicationLine]:
        today = self.context.office.clock().astimezone(LOCAL).date()
        own = list_applications(session, person_ids=[self.context.person(request).id])
        newest = sorted(own, key=lambda one: one.id, reverse=True)
        return read_lines(session, today, newest)

    def _superiors(self, session: Session, request: Request) -> str:
        today = self.context.office.clock().astimezone(LOCAL).date()
        found = Superiors(session, today).of(self.context.person(request).id)
        return ", ".join(name_account(session, one) for one in found)

    def _require(self, request: Request) -> None:
        self.context.require(request, Action.APPLY, self._own(request))

    def _own(self, request: Request) -> Of:
        """Return that it is about whoever asks.

        Raises:
            HTTPException: 403 for an account of nobody of the staff.
        """
        person = self.context.person(request)
        if not person.id:
            raise HTTPException(403)
        return Of(learner=person.id)


def _columns() -> list[Column[ApplicationLine]]:
    return [one for one in application_columns() if one.key in _OWN_COLUMNS]
