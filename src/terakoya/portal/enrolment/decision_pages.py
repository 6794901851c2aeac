"""A superior's page: applications to decide on, of the own departments only, and nominating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.dates import LOCAL
from terakoya.delivery.enrolling.applying import LONGEST_REASON, apply, decide
from terakoya.delivery.enrolling.cohort_openings import read_open_cohorts
from terakoya.errors import ConflictError, UsageError
from terakoya.language import gettext as _
from terakoya.model.application import State, Way
from terakoya.model.permissions import ANYTHING, Action, Of, Person, Scope, may
from terakoya.model.unseen import mark_unseen
from terakoya.portal.enrolment.application_rows import (
    ApplicationLine,
    application_columns,
    read_lines,
)
from terakoya.portal.links import go_to
from terakoya.portal.listing import give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.surroundings import has_any
from terakoya.records import list_applications
from terakoya.records.posting_records import department_on, people_in

__all__ = ["decision_router"]

_DECIDE = Action.DECIDE_APPLICATION


def decision_router(context: PageContext) -> APIRouter:
    """Return the routes of superiors' decisions."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    router.add_api_route("/decisions", pages.show, response_model=None, methods=reading)
    router.add_api_route("/decisions", pages.change, response_model=None, methods=["POST"])
    router.add_api_route("/decisions.csv", pages.give, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show what is to be decided, and what was."""
        self.context.require(request, _DECIDE, self._place(request))
        return self._page(request)

    def give(self, request: Request) -> Response:
        """Give all applications of the own departments as CSV."""
        self.context.require(request, _DECIDE, self._place(request))
        lines = self._lines(request)
        return give_csv("decisions.csv", application_columns(), lines, read_wish(request))

    async def change(self, request: Request) -> Response:
        """Agree, refuse or nominate."""
        place = await run_in_threadpool(self._place, request)
        form = await self.context.take_form(request, _DECIDE, place)
        return await run_in_threadpool(self._change, request, form)

    def _change(self, request: Request, form: Sent) -> Response:
        try:
            if form.one("do") == "nominate":
                return self._nominate(request, form)
            return self._decide(request, form)
        except (UsageError, ConflictError) as error:
            return self._page(request, problem=error.sentence, form=form)

    def _decide(self, request: Request, form: Sent) -> Response:
        lines = self._lines(request)
        found = next((one for one in lines if str(one.application.id) == form.one("id")), None)
        wish = form.one("do")
        if found is None or wish not in ("agree", "refuse"):
            raise UsageError(
                _("There is no such application."), remedy=_("Load the page again and look.")
            )
        self._require_superior(request, found.application.person_id, found.main)
        done = decide(
            self.context.office.database,
            found.application.id,
            self.context.stamp(request),
            agree=wish == "agree",
            reason=form.one("reason"),
        )
        return go_to(request, "/decisions?done=" + (wish if done.changed else "same"))

    def _nominate(self, request: Request, form: Sent) -> Response:
        database, person_id = self.context.office.database, form.one("person")
        with database.reading() as session:
            main = department_on(session, person_id, self._today()) or ""
        person = self.context.person(request)
        if not may(person, Action.APPLY, Of(form.one("cohort"), person_id, main)):
            raise UsageError(
                _("{id} works in none of your departments.").format(id=mark_unseen(person_id, 40)),
                remedy=_("Write the staff number of somebody whose superior you are."),
            )
        self._require_superior(request, person_id, main)
        is_manager = has_any(person, _DECIDE, Scope.DEPARTMENT)
        way = Way.NOMINATION if is_manager else Way.PROXY
        stamp = self.context.stamp(request)
        done = apply(database, form.one("cohort"), person_id, way, stamp)
        return go_to(request, "/decisions?done=" + ("nominated" if done.changed else "same"))

    def _require_superior(self, request: Request, person_id: str, main: str) -> None:
        """Go on only for the superior of somebody's main department; nobody is their own."""
        person = self.context.person(request)
        if person.id == person_id:
            raise UsageError(
                _("Nobody decides on the own application."),
                remedy=_("The superior of the department above does, or HR."),
            )
        if not may(person, _DECIDE, Of(learner=person_id, department=main)):
            raise HTTPException(403)

    def _page(self, request: Request, problem: str = "", form: Sent | None = None) -> Response:
        lines, person = self._lines(request), self.context.person(request)
        wish, columns = read_wish(request), application_columns()
        caption = _("All applications of these departments")
        with self.context.office.database.reading() as session:
            cohorts = [one for one in read_open_cohorts(session, self._today()) if one.is_open]
        to_decide = [one for one in lines if one.application.state is State.APPLIED]
        return render_page(
            request,
            "decisions.html",
            422 if problem else 200,
            lines=[(one, _decides(person, one)) for one in to_decide],
            listing=make_listing("decided", caption, columns, lines, wish, "/decisions.csv"),
            cohorts=cohorts,
            is_manager=has_any(person, _DECIDE, Scope.DEPARTMENT),
            longest=LONGEST_REASON,
            done=request.query_params.get("done", ""),
            problem=problem,
            form=form or Sent({}),
        )

    def _lines(self, request: Request) -> list[ApplicationLine]:
        """Return the applications of those who work in a department of whoever asks."""
        person = self.context.person(request)
        today = self._today()
        with self.context.office.database.reading() as session:
            is_for_all = may(person, _DECIDE, ANYTHING)
            theirs = None if is_for_all else people_in(today, _codes(person))
            applications = list_applications(session, person_ids=theirs)
            lines = read_lines(session, today, applications)
        return [one for one in lines if _sees(person, one)]

    def _place(self, request: Request) -> Of:
        """Return what whoever asks may decide on: everything, or one of the own departments."""
        person = self.context.person(request)
        if may(person, _DECIDE, ANYTHING):
            return ANYTHING
        codes = _codes(person)
        return Of(department=codes[0]) if codes else ANYTHING

    def _today(self) -> date:
        return self.context.office.clock().astimezone(LOCAL).date()


def _codes(person: Person) -> list[str]:
    """Return the departments in which somebody decides."""
    return sorted(
        grant.where
        for grant in person.grants
        if grant.action is _DECIDE and grant.scope is Scope.DEPARTMENT and grant.where
    )


def _sees(person: Person, line: ApplicationLine) -> bool:
    """Tell whether somebody manages any department of the person who has applied."""
    codes = {line.main, *line.others}
    return any(may(person, _DECIDE, Of(learner=line.person.id, department=one)) for one in codes)


def _decides(person: Person, line: ApplicationLine) -> bool:
    of = Of(learner=line.person.id, department=line.main)
    return person.id != line.person.id and may(person, _DECIDE, of)
