"""Hand-ins that share passages: compared when an instructor asks, and kept nowhere."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery import require_in_course
from terakoya.errors import UsageError
from terakoya.grading.compared_work import compare_work
from terakoya.grading.similar_work import LONGEST, MOST_PAIRS, SHORTEST, Pair
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.page_context import PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.records import list_learners
from terakoya.workspace.cohort_course import assignment_title, course_of

__all__ = ["similar_router"]


def similar_router(context: PageContext) -> APIRouter:
    """Return the routes of similar hand-ins."""
    pages = _Pages(context)
    router = APIRouter()
    path = "/cohorts/{cohort_id}/similar"
    router.add_api_route(path, pages.show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(path, pages.compare, response_model=None, methods=["POST"])
    return router


@dataclass(frozen=True)
class _Pages:
    """The pages; `busy` is held while hand-ins are compared, one comparison at a time."""

    context: PageContext
    busy: threading.Lock = field(default_factory=threading.Lock)

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show what a comparison tells and what not, and the form that asks for one."""
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        return self._page(request, self.context.cohort(cohort_id))

    async def compare(self, request: Request, cohort_id: str) -> Response:
        """Compare, and show what came of it; the next look compares anew."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_COHORT, of)
        return await run_in_threadpool(self._compare, request, cohort_id, form)

    def _compare(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort, office = self.context.cohort(cohort_id), self.context.office
        name = form.one("assignment")
        try:
            require_in_course(office.workspace, cohort, name)
        except UsageError:
            raise HTTPException(404) from None
        if not self.busy.acquire(blocking=False):  # a class takes seconds of a whole processor
            problem = _("Hand-ins are being compared just now. Try again in a moment.")
            return self._page(request, cohort, name, problem=problem)
        try:
            stamp = self.context.stamp(request)
            pairs = compare_work(office.workspace, office.database, cohort, name, stamp)
        finally:
            self.busy.release()
        return self._page(request, cohort, name, pairs)

    def _page(
        self,
        request: Request,
        cohort: Cohort,
        compared: str = "",
        pairs: tuple[Pair, ...] = (),
        *,
        problem: str = "",
    ) -> Response:
        office = self.context.office
        with office.database.reading() as session:
            names = {one.id: one.name for one in list_learners(session, cohort.id)}
        titles = {
            name: said(assignment_title(office.workspace, cohort, name))
            for name in course_of(office.workspace, cohort).assignments
        }
        return render_page(
            request,
            "similar.html",
            409 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            titles=titles,
            names=names,
            compared=compared,
            pairs=pairs,
            shortest=SHORTEST,
            longest=LONGEST,
            most=MOST_PAIRS,
            problem=problem,
        )
