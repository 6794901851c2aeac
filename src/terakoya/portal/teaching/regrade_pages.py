"""Grading again: whose marks would change is shown first, and they change when that was seen."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery import require_in_course
from terakoya.errors import UsageError
from terakoya.grading.mark_changes import LONGEST_WHY, read_why
from terakoya.language import current_language
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.links import go_to
from terakoya.portal.page_context import PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.portal.teaching.regrading import Work
from terakoya.records import list_learners
from terakoya.workspace.cohort_course import assignment_title, course_of

__all__ = ["regrade_router"]


def regrade_router(context: PageContext) -> APIRouter:
    """Return the routes of grading again."""
    pages = _Pages(context)
    router = APIRouter()
    path = "/cohorts/{cohort_id}/regrade"
    router.add_api_route(path, pages.show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(path, pages.begin, response_model=None, methods=["POST"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show the form, what is under way, and what came of it."""
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        return self._page(request, self.context.cohort(cohort_id))

    def _page(
        self, request: Request, cohort: Cohort, *, problem: str = "", why: str = ""
    ) -> Response:
        cohort_id, office = cohort.id, self.context.office
        work = self.context.regrading.find(cohort_id)
        if work is not None and work.changes:
            self.context.note_look(request, Of(cohort=cohort_id), "results")
        with office.database.reading() as session:
            names = {one.id: one.name for one in list_learners(session, cohort_id)}
        titles = {
            name: said(assignment_title(office.workspace, cohort, name))
            for name in course_of(office.workspace, cohort).assignments
        }
        return render_page(
            request,
            "regrade.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            titles=titles,
            names=names,
            work=work,
            busy=bool(request.query_params.get("busy")),
            longest=LONGEST_WHY,
            problem=problem,
            why=why,
        )

    async def begin(self, request: Request, cohort_id: str) -> Response:
        """Begin a trial, or grade for good what was tried."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_COHORT, of)
        return await run_in_threadpool(self._begin, request, cohort_id, form)

    def _begin(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort, name = self.context.cohort(cohort_id), form.one("assignment")
        keeps = form.one("do") == "publish"
        try:
            require_in_course(self.context.office.workspace, cohort, name)
        except UsageError:
            raise HTTPException(404) from None
        tried = self.context.regrading.find(cohort_id)
        if keeps and not (tried and tried.is_seen and tried.assignment_id == name):
            raise HTTPException(400)  # what it would change was not seen
        try:
            why = read_why(form.text("why")) if keeps else ""
        except UsageError as error:
            return self._page(request, cohort, problem=error.sentence, why=form.text("why"))
        stamp, language = self.context.stamp(request), current_language()
        seen = tried.version if keeps and tried else ""
        work = Work(cohort, name, seen, stamp, language, why)
        begun = self.context.regrading.begin(work)
        place = f"/cohorts/{quote(cohort_id)}/regrade"
        return go_to(request, place if begun else f"{place}?busy=1")
