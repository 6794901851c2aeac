"""One's own notices, as they were told, and what one wants to be told of."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery.event_words import name_notice_kind
from terakoya.model.notice import MAY_BE_LEFT_OUT
from terakoya.model.permissions import Action, Of
from terakoya.portal.links import go_to
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.records import find_learner, list_notices
from terakoya.records.notice_records import list_left_out_notices
from terakoya.reminding.choosing_notices import choose_notices
from terakoya.reminding.notice_words import NoticeWriter

__all__ = ["own_notice_router"]

_MOST = 100


def own_notice_router(context: PageContext) -> APIRouter:
    """Return the routes of one's own notices."""
    pages = _Pages(context)
    router = APIRouter()
    path = "/my-notices"
    router.add_api_route(path, pages.show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(path, pages.change, response_model=None, methods=["POST"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show what one was told, the newest first, and the choice."""
        own = self._own(request)
        self.context.require(request, Action.APPLY, own)
        office, person_id = self.context.office, own.learner or ""
        writer = NoticeWriter(office.workspace, office.database)
        with office.database.reading() as session:
            notices = list_notices(session, person_id=person_id, last=_MOST)
            told = list(zip(notices, writer.write_all(notices, session), strict=True))
            left_out = {kind for who, kind in list_left_out_notices(session) if who == person_id}
            known = find_learner(session, person_id)
        return render_page(
            request,
            "my_notices.html",
            told=told,
            kinds=[
                (kind.value, name_notice_kind(kind), kind not in left_out)
                for kind in MAY_BE_LEFT_OUT
            ],
            address=known.email if known is not None else "",
            by_mail=office.mail.is_set,
            done=request.query_params.get("done", ""),
        )

    async def change(self, request: Request) -> Response:
        """Keep what somebody wants to be told of."""
        own = await run_in_threadpool(self._own, request)
        form = await self.context.take_form(request, Action.APPLY, own)
        return await run_in_threadpool(self._change, request, own.learner or "", form)

    def _change(self, request: Request, person_id: str, form: Sent) -> Response:
        wanted = set(form.every("kind"))
        left_out = [kind for kind in MAY_BE_LEFT_OUT if kind.value not in wanted]
        stamp = self.context.stamp(request)
        if not choose_notices(self.context.office.database, person_id, left_out, stamp):
            return go_to(request, "/my-notices?done=same")
        return go_to(request, "/my-notices?done=chosen")

    def _own(self, request: Request) -> Of:
        person = self.context.person(request)
        if not person.id:
            raise HTTPException(403)
        return Of(learner=person.id)
