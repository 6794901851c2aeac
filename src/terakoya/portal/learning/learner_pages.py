"""The learner's pages: what comes next, and one assignment with its marks and hand-ins."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery.handing_in import HandIn
from terakoya.errors import ConflictError, SubmissionError, UsageError
from terakoya.model.permissions import Action, Of, Person, may
from terakoya.portal.due_calendar import DueEntry, make_due_calendar
from terakoya.portal.learning.chosen_files import FILES_FORM, Chosen, pack_chosen, read_chosen
from terakoya.portal.learning.own_assignment import read_details
from terakoya.portal.learning.own_work import OwnWork, read_own_work
from terakoya.portal.links import go_to
from terakoya.portal.page_context import PageContext
from terakoya.portal.page_rendering import render_page
from terakoya.portal.surroundings import has_any

__all__ = ["learner_router"]

_READING = ["GET", "HEAD"]


def learner_router(context: PageContext) -> APIRouter:
    """Return the routes of a learner's own pages, and of what an instructor sees of them."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/learning", pages.show_next),
        ("/learning/dates.ics", pages.give_dates),
        ("/learning/{cohort_id}/{assignment_id}", pages.show_assignment),
        ("/cohorts/{cohort_id}/learners/{learner_id}", pages.view_next),
        ("/cohorts/{cohort_id}/learners/{learner_id}/{assignment_id}", pages.view_assignment),
    ):
        router.add_api_route(path, show, response_model=None, methods=_READING)
    if context.exchange is not None:
        path = "/learning/{cohort_id}/{assignment_id}"
        router.add_api_route(
            path, pages.hand_in, response_model=None, methods=["POST"], openapi_extra=FILES_FORM
        )
    return router


@dataclass(frozen=True)
class _View:
    """Whose pages they are, where they begin, and whether an instructor looks at them."""

    learner_id: str
    address: str = "/learning"
    seen: bool = False


def _seen(cohort_id: str, learner_id: str) -> _View:
    address = f"/cohorts/{quote(cohort_id)}/learners/{quote(learner_id)}"
    return _View(learner_id, address, seen=True)


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show_next(self, request: Request) -> Response:
        """Show the one thing to do next, and all the rest."""
        work = self._own(request)
        return self._home(request, work, _View(work.learner.id))

    def show_assignment(self, request: Request, cohort_id: str, assignment_id: str) -> Response:
        """Show one of the own assignments."""
        learner = self.context.person(request).id
        of = Of(cohort=cohort_id, learner=learner, assignment=assignment_id)
        self.context.require(request, Action.SEE_OWN_WORK, of)
        return self._assignment(request, cohort_id, assignment_id, _View(learner))

    async def hand_in(self, request: Request, cohort_id: str, assignment_id: str) -> Response:
        """Take files that were chosen on the page, as what JupyterLab hands in."""
        person = await run_in_threadpool(self.context.person, request)
        of = Of(cohort=cohort_id, learner=person.id, assignment=assignment_id)
        await run_in_threadpool(self.context.require, request, Action.HAND_IN, of)
        chosen = await read_chosen(request, self.context)
        place = (cohort_id, assignment_id)
        return await run_in_threadpool(self._hand_in, request, place, person, chosen)

    def _hand_in(
        self, request: Request, place: tuple[str, str], person: Person, chosen: Chosen
    ) -> Response:
        exchange = self.context.exchange
        assert exchange is not None  # noqa: S101 - the route is there with it only
        self._work(person.id, place[0])
        try:
            content, by = pack_chosen(chosen), person.account or person.id
            cohort = exchange.cohort(place[0])
            given = HandIn(cohort, person.id, place[1], content, chosen.sending, by)
            taken = exchange.hand_in(given)
        except (SubmissionError, UsageError, ConflictError) as error:
            return self._assignment(request, *place, _View(person.id), problem=str(error))
        address = f"/learning/{quote(place[0])}/{quote(place[1])}"
        return go_to(request, f"{address}?receipt={taken.receipt.number}")

    def view_next(self, request: Request, cohort_id: str, learner_id: str) -> Response:
        """Show an instructor what a learner of the cohort sees; nothing can be sent from it."""
        self._require_view(request, cohort_id, learner_id)
        work = self._work(learner_id, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id, learner=learner_id), "as-learner")
        return self._home(request, work, _seen(cohort_id, learner_id))

    def view_assignment(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str
    ) -> Response:
        """Show an instructor one assignment as a learner of the cohort sees it."""
        self._require_view(request, cohort_id, learner_id)
        answer = self._assignment(request, cohort_id, assignment_id, _seen(cohort_id, learner_id))
        of = Of(cohort=cohort_id, learner=learner_id, assignment=assignment_id)
        self.context.note_look(request, of, "as-learner")
        return answer

    def give_dates(self, request: Request) -> Response:
        """Give the own due dates as a calendar file."""
        entries = _due_entries(self._own(request))
        content = make_due_calendar(entries, self.context.office.clock())
        headers = {"content-disposition": 'attachment; filename="terakoya-dates.ics"'}
        return Response(content, 200, headers, "text/calendar; charset=utf-8")

    def _require_view(self, request: Request, cohort_id: str, learner_id: str) -> None:
        of = Of(cohort=cohort_id, learner=learner_id)
        self.context.require(request, Action.VIEW_AS_LEARNER, of)

    def _own(self, request: Request) -> OwnWork:
        """Return the own work, of the cohorts in which whoever asks may see it.

        Raises:
            HTTPException: 403 for who learns nowhere.
        """
        person = self.context.person(request)
        if not person.id or not has_any(person, Action.SEE_OWN_WORK):
            raise HTTPException(403)
        work = self._work(person.id)
        return replace(
            work,
            cohorts=tuple(
                one
                for one in work.cohorts
                if may(person, Action.SEE_OWN_WORK, Of(cohort=one.id, learner=person.id))
            ),
        )

    def _work(self, learner_id: str, cohort_id: str | None = None) -> OwnWork:
        only = None if cohort_id is None else (cohort_id,)
        work = read_own_work(self.context.office, learner_id, only)
        if work is None or (cohort_id is not None and not work.cohorts):
            raise HTTPException(404)
        return work

    def _home(self, request: Request, work: OwnWork, view: _View) -> Response:
        return render_page(
            request,
            "learning.html",
            work=work,
            place=view.address,
            seen=view.seen,
            is_live=self.context.office.is_live and not view.seen,
            has_refreshers=self.context.office.has_refreshers,
        )

    def _assignment(
        self,
        request: Request,
        cohort_id: str,
        assignment_id: str,
        view: _View,
        *,
        problem: str = "",
    ) -> Response:
        office = self.context.office
        work = self._work(view.learner_id, cohort_id)
        details = read_details(office, self.context.cohort(cohort_id), work, assignment_id)
        if details is None:
            raise HTTPException(404)
        return render_page(
            request,
            "own_assignment.html",
            422 if problem else 200,
            details=details,
            problem=problem,
            receipt=details.receipt(request.query_params.get("receipt", "")),
            may_hand_in=self.context.exchange is not None and not view.seen,
            sending=secrets.token_urlsafe(16),
            cohort=work.cohorts[0],
            learner=work.learner,
            place=view.address,
            seen=view.seen,
            is_live=office.is_live and not view.seen,
        )


def _due_entries(work: OwnWork) -> Iterator[DueEntry]:
    """Yield every due date that lies ahead, of what is still to be handed in."""
    for cohort in work.cohorts:
        for one in cohort.assignments:
            if one.due_at is not None and not one.is_over and one.is_open:
                yield DueEntry(cohort.id, one.id, one.title, one.due_at)
