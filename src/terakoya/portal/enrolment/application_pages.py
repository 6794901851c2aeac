"""A cohort's applications for the office: the list, seats and days, applying for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.dates import LOCAL
from terakoya.delivery.enrolling.applying import apply, cancel
from terakoya.delivery.enrolling.cohort_openings import MOST_SEATS, open_cohort, read_open_cohort
from terakoya.errors import ConflictError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.model.application import Opening, Way
from terakoya.model.permissions import Action, Of
from terakoya.model.posting import Period
from terakoya.portal.enrolment.application_rows import (
    ApplicationLine,
    application_columns,
    read_lines,
)
from terakoya.portal.links import go_to
from terakoya.portal.listing import give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.records import find_opening, list_applications

__all__ = ["application_router"]


def application_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's applications."""
    pages = _Pages(context)
    router = APIRouter()
    reading, path = ["GET", "HEAD"], "/cohorts/{cohort_id}/applications"
    router.add_api_route(path, pages.show, response_model=None, methods=reading)
    router.add_api_route(path, pages.change, response_model=None, methods=["POST"])
    router.add_api_route(f"{path}.csv", pages.give, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show everybody who has applied, and how the cohort may be applied for."""
        self.context.require(request, Action.MANAGE_ENROLMENT, Of(cohort=cohort_id))
        return self._page(request, self.context.cohort(cohort_id))

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the list as CSV."""
        self.context.require(request, Action.MANAGE_ENROLMENT, Of(cohort=cohort_id))
        lines = self._lines(self.context.cohort(cohort_id))
        name = f"{cohort_id}-applications.csv"
        return give_csv(name, application_columns(), lines, read_wish(request))

    async def change(self, request: Request, cohort_id: str) -> Response:
        """Change seats and days, apply for somebody, or cancel."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_ENROLMENT, of)
        return await run_in_threadpool(self._change, request, cohort_id, form)

    def _change(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort = self.context.cohort(cohort_id)
        do = {"open": self._open, "apply": self._apply, "cancel": self._cancel}
        change = do.get(form.one("do"))
        if change is None:
            raise HTTPException(400)
        try:
            return change(request, cohort, form)
        except (UsageError, ConflictError) as error:
            return self._page(request, cohort, problem=error.sentence, form=form)

    def _open(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        opening = Opening(
            cohort.id,
            _seats(form.one("seats")),
            Period(_day(form.one("first")), _day(form.one("last"))),
        )
        open_cohort(self.context.office.database, opening, self.context.stamp(request))
        return self._done(request, cohort, "opened")

    def _apply(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        person_id = form.one("person")
        self.context.require(request, Action.APPLY, Of(cohort.id, person_id))
        stamp = self.context.stamp(request)
        done = apply(self.context.office.database, cohort.id, person_id, Way.PROXY, stamp)
        return self._done(request, cohort, "applied" if done.changed else "same")

    def _cancel(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Ask first: a place that was given up goes to the next."""
        lines = self._lines(cohort)
        found = next((one for one in lines if str(one.application.id) == form.one("id")), None)
        if found is None:
            raise HTTPException(404)
        if not form.one("confirmed") and found.application.is_live:
            back = f"/cohorts/{quote(cohort.id)}/applications"
            return render_page(request, "cancel_application.html", line=found, back=back)
        database, stamp = self.context.office.database, self.context.stamp(request)
        done = cancel(database, found.application.id, stamp, form.one("reason"))
        return self._done(request, cohort, "cancelled" if done.changed else "same")

    def _done(self, request: Request, cohort: Cohort, what: str) -> Response:
        return go_to(request, f"/cohorts/{quote(cohort.id)}/applications?done={what}")

    def _page(
        self, request: Request, cohort: Cohort, problem: str = "", form: Sent | None = None
    ) -> Response:
        office, lines = self.context.office, self._lines(cohort)
        columns = [one for one in application_columns() if one.key != "cohort"]
        caption = _("Applications")
        csv = f"/cohorts/{quote(cohort.id)}/applications.csv"
        with office.database.reading() as session:
            opening = find_opening(session, cohort.id)
            shown = opening or Opening(cohort.id)
            today = office.clock().astimezone(LOCAL).date()
            state = read_open_cohort(session, cohort, shown, today)
        return render_page(
            request,
            "applications.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            listing=make_listing("applications", caption, columns, lines, read_wish(request), csv),
            live=[one for one in lines if one.application.is_live],
            opening=opening,
            state=state,
            most=MOST_SEATS,
            may_apply=self.context.permissions.may(request, Action.APPLY, Of(cohort.id)),
            done=request.query_params.get("done", ""),
            problem=problem,
            form=form or Sent({}),
        )

    def _lines(self, cohort: Cohort) -> list[ApplicationLine]:
        today = self.context.office.clock().astimezone(LOCAL).date()
        with self.context.office.database.reading() as session:
            return read_lines(session, today, list_applications(session, cohort_id=cohort.id))


def _seats(text: str) -> int | None:
    """Return how many seats a form says; None where the field is empty.

    Raises:
        UsageError: it is no number.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEATS))):
        raise UsageError(
            _("A cohort has 1 to {most} seats.").format(most=MOST_SEATS),
            remedy=_("Write a number, or leave it empty where there is no bound."),
        )
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(_("This is no day."), remedy=_("Choose a day.")) from None
