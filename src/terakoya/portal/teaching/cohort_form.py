"""A page of a cohort with a form that leads back to it, for who looks after the cohort."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.page_context import PageContext, Sent

__all__ = ["CohortForm", "form_router"]


@dataclass(frozen=True)
class CohortForm:
    """What is shown, and what the form does: each page says that itself."""

    context: PageContext

    def page(self, request: Request, cohort: Cohort) -> Response:
        """Return the page as it is when nothing was sent."""
        raise NotImplementedError

    def take(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Do what a form asks for, and say what comes then; its sender may."""
        raise NotImplementedError

    def show(self, request: Request, cohort_id: str) -> Response:
        """Answer whoever looks at it."""
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        return self.page(request, self.context.cohort(cohort_id))

    async def send(self, request: Request, cohort_id: str) -> Response:
        """Answer whoever sends the form."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_COHORT, of)
        return await run_in_threadpool(self._take, request, cohort_id, form)

    def _take(self, request: Request, cohort_id: str, form: Sent) -> Response:
        return self.take(request, self.context.cohort(cohort_id), form)


def form_router(name: str, form: CohortForm) -> APIRouter:
    """Return the routes of a form, which is at ``/cohorts/{cohort_id}/<name>``."""
    router = APIRouter()
    path = f"/cohorts/{{cohort_id}}/{name}"
    router.add_api_route(path, form.show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(path, form.send, response_model=None, methods=["POST"])
    return router
