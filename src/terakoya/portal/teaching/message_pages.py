"""Messages to a cohort: written, shown to its learners, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery.cohort_messages import (
    LONGEST_MESSAGE,
    list_messages,
    send_message,
    take_back_message,
)
from terakoya.errors import UsageError
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.links import go_to
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort

__all__ = ["message_router"]


def message_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's messages."""
    pages = _Pages(context)
    router = APIRouter()
    path = "/cohorts/{cohort_id}/messages"
    router.add_api_route(path, pages.show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(path, pages.change, response_model=None, methods=["POST"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show what was said, and the form for more."""
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        return self._page(request, self.context.cohort(cohort_id))

    async def change(self, request: Request, cohort_id: str) -> Response:
        """Send a message, or take one back."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_COHORT, of)
        return await run_in_threadpool(self._change, request, cohort_id, form)

    def _change(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort, database = self.context.cohort(cohort_id), self.context.office.database
        stamp, gone = self.context.stamp(request), form.one("take_back")
        try:
            if gone:
                take_back_message(database, cohort_id, gone, stamp)
            else:
                send_message(database, cohort_id, form.text("text"), stamp)
        except UsageError as error:
            return self._page(request, cohort, problem=error.sentence, text=form.text("text"))
        done = "taken-back" if gone else "sent"
        return go_to(request, f"/cohorts/{quote(cohort_id)}/messages?done={done}")

    def _page(
        self, request: Request, cohort: Cohort, *, problem: str = "", text: str = ""
    ) -> Response:
        with self.context.office.database.reading() as session:
            messages = list_messages(session, cohort.id)
        return render_page(
            request,
            "messages.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            messages=messages,
            longest=LONGEST_MESSAGE,
            done=request.query_params.get("done", ""),
            problem=problem,
            text=text,
        )
