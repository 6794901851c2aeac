"""Messages to a cohort: written, shown to its learners, and taken back."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.delivery.cohort_messages import (
    LONGEST_MESSAGE,
    list_messages,
    send_message,
    take_back_message,
)
from terakoya.errors import UsageError
from terakoya.model import Cohort
from terakoya.portal.links import go_to
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_form import CohortForm, form_router
from terakoya.portal.teaching.cohort_frame import frame_cohort

__all__ = ["message_router"]


def message_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's messages."""
    return form_router("messages", _MessageForm(context))


class _MessageForm(CohortForm):
    def take(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Send a message, or take one back."""
        database = self.context.office.database
        stamp, gone = self.context.stamp(request), form.one("take_back")
        try:
            if gone:
                take_back_message(database, cohort.id, gone, stamp)
            else:
                send_message(database, cohort.id, form.text("text"), stamp)
        except UsageError as error:
            return self.page(request, cohort, problem=error.sentence, text=form.text("text"))
        done = "taken-back" if gone else "sent"
        return go_to(request, f"/cohorts/{quote(cohort.id)}/messages?done={done}")

    def page(
        self, request: Request, cohort: Cohort, *, problem: str = "", text: str = ""
    ) -> Response:
        """Show what was said, and the form for more."""
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
