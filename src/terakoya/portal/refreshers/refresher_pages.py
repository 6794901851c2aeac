"""The pages of the refreshers: a cohort's list, a learner's list, one question, and the calendar.

Reading asks for permission first. Writing is POST, from a page of this site itself, and bounded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response
from terakoya_autograde import EngineError

from terakoya.errors import SubmissionError, TerakoyaError, UsageError
from terakoya.language import gettext as _
from terakoya.model.permissions import ANYTHING, Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.form_guard import FIELD, FormGuard, read_form, require_size
from terakoya.portal.links import go_to
from terakoya.portal.page_rendering import render_page, show_error
from terakoya.portal.proxy import require_same_site
from terakoya.portal.refreshers.calendars import Calendars
from terakoya.portal.refreshers.practice_list import Place, read_practice_list
from terakoya.portal.refreshers.refresher_service import RefresherService
from terakoya.portal.refreshers.views import view_learner, view_overview, view_sitting

__all__ = ["refresher_router"]

_LOG = logging.getLogger(__name__)
_LARGEST_FORM = 8 * 1024
_LARGEST_UPLOAD = 3 * 2**20
_READING = ["GET", "HEAD"]
Given = TypeVar("Given")

_NOTEBOOK_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "notebook": {"type": "string", "format": "binary"},
                        "attempt": {"type": "string"},
                    },
                }
            }
        },
    }
}


def refresher_router(
    service: RefresherService,
    calendars: Calendars,
    permissions: Permissions,
    forms: FormGuard,
) -> APIRouter:
    """Return the routes of the refreshers. `permissions` are asked before anything is looked up."""
    pages = _Pages(service, calendars, permissions, forms)
    router = APIRouter()
    whose = "/cohorts/{cohort_id}/refreshers/{learner_id}"
    one = whose + "/{assignment_id}/{item_id}"
    for path, method, does in (
        ("/cohorts/{cohort_id}/refreshers", _READING, pages.show_overview),
        (whose, _READING, pages.show_list),
        (whose + "/calendar", ["POST"], pages.renew_calendar),
        (one, _READING, pages.show_question),
        (one + "/begin", ["POST"], pages.begin),
        (one + "/hint", ["POST"], pages.open_hint),
        (one + "/answer", ["POST"], pages.answer),
        (one + "/notebook", ["POST"], pages.hand_in),
        (one + "/notebook.zip", _READING, pages.download),
        ("/refreshers/calendars/{token}.ics", _READING, pages.read_calendar),
    ):
        described = _NOTEBOOK_FORM if does == pages.hand_in else None
        router.add_api_route(
            path, does, response_model=None, methods=method, openapi_extra=described
        )
    return router


@dataclass(frozen=True)
class _Pages:
    service: RefresherService
    calendars: Calendars
    permissions: Permissions
    forms: FormGuard

    def show_overview(self, request: Request, cohort_id: str) -> Response:
        self.permissions.require(request, Action.SEE_RESULTS, Of(cohort=cohort_id))
        practice = self._practice(cohort_id)
        return render_page(request, "refreshers.html", view=view_overview(cohort_id, practice))

    def show_list(self, request: Request, cohort_id: str, learner_id: str) -> Response:
        self._require_practice(request, cohort_id, learner_id)
        practice = self._practice(cohort_id, learner_id)
        token = self.calendars.address(learner_id)
        view = view_learner(cohort_id, practice, str(request.base_url), token)
        overview = f"/cohorts/{quote(cohort_id)}/refreshers"
        of = Of(cohort=cohort_id)
        above = overview if self.permissions.may(request, Action.SEE_RESULTS, of) else ""
        return render_page(request, "refresher_list.html", view=view, above=above)

    async def renew_calendar(self, request: Request, cohort_id: str, learner_id: str) -> Response:
        await self._require_form(request, cohort_id, learner_id)
        await run_in_threadpool(self._practice, cohort_id, learner_id)
        await run_in_threadpool(self.calendars.renew, learner_id)
        place = f"/cohorts/{quote(cohort_id)}/refreshers/{quote(learner_id)}"
        return go_to(request, f"{place}#calendar")

    def show_question(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        self._require_practice(request, cohort_id, learner_id)
        place = Place(cohort_id, learner_id, assignment_id, item_id)
        return self._guard(request, lambda: self._question(request, place))

    async def begin(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        await self._require_form(request, cohort_id, learner_id)
        place = Place(cohort_id, learner_id, assignment_id, item_id)

        def do() -> Response:
            if not self.service.begin(place):
                raise HTTPException(404)
            return go_to(request, _address(place))

        return await run_in_threadpool(self._guard, request, do)

    async def open_hint(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        form = await self._require_form(request, cohort_id, learner_id)
        place = Place(cohort_id, learner_id, assignment_id, item_id)
        number = form.get("number", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 2):
            raise HTTPException(400)

        def do() -> Response:
            self.service.open_hint(place, int(number))
            return go_to(request, _address(place) + "#hints")

        return await run_in_threadpool(self._guard, request, do)

    async def answer(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        form = await self._require_form(request, cohort_id, learner_id)
        place = Place(cohort_id, learner_id, assignment_id, item_id)
        typed = form.get("answer", "")

        def do() -> Response:
            try:
                problem = self.service.answer(place, form.get("attempt", ""), typed)
            except UsageError:  # sent twice, or from an older page: show how it stands
                problem = ""
            if problem:
                return self._question(request, place, problem=problem, typed=typed, status=422)
            return go_to(request, _address(place))

        return await run_in_threadpool(self._guard, request, do)

    async def hand_in(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        await run_in_threadpool(self._require_practice, request, cohort_id, learner_id)
        require_same_site(request)
        require_size(request, _LARGEST_UPLOAD)
        place = Place(cohort_id, learner_id, assignment_id, item_id)
        async with request.form(max_files=1, max_fields=3) as form:
            notebook, attempt = form.get("notebook"), str(form.get("attempt", ""))
            said = {FIELD: str(form.get(FIELD, ""))}
            await run_in_threadpool(self._require_token, request, said)
            content = await notebook.read() if isinstance(notebook, UploadFile) else b""

        def do() -> Response:
            try:
                self.service.hand_in(place, attempt, content)
            except SubmissionError as error:
                return self._question(request, place, refused=error.sentence, status=422)
            return go_to(request, _address(place))

        return await run_in_threadpool(self._guard, request, do)

    def download(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str, item_id: str
    ) -> Response:
        self._require_practice(request, cohort_id, learner_id)
        place = Place(cohort_id, learner_id, assignment_id, item_id)

        def do() -> Response:
            name = f"refresher-{place.item}.zip"
            headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
            return Response(self.service.notebook_zip(place), 200, headers, "application/zip")

        return self._guard(request, do)

    def read_calendar(self, request: Request, token: str) -> Response:
        self.permissions.require(request, Action.READ_CALENDAR, ANYTHING)
        content = self.calendars.read(token[:100], str(request.base_url))
        if content is None:
            raise HTTPException(404)
        headers = {"content-disposition": 'inline; filename="refreshers.ics"'}
        return Response(content, 200, headers, "text/calendar; charset=utf-8")

    def _question(
        self, request: Request, place: Place, status: int = 200, **said: object
    ) -> Response:
        sitting = self.service.sit_down(place)
        if sitting is None:
            raise HTTPException(404)
        return render_page(request, "refresher.html", status, view=view_sitting(sitting), **said)

    def _practice(self, cohort_id: str, learner_id: str | None = None) -> Any:
        service = self.service
        practice = read_practice_list(
            service.workspace, service.database, service.clock(), cohort_id, learner_id
        )
        if practice is None:
            raise HTTPException(404)
        return practice

    def _guard(self, request: Request, do: Callable[[], Response]) -> Response:
        """Turn what people can do something about into a page; keep the rest for the log."""
        try:
            return do()
        except UsageError as error:
            return show_error(request, 409, error.sentence)
        except (TerakoyaError, EngineError):
            _LOG.exception("a refresher could not be shown or checked")
            detail = _("This refresher cannot be used just now. Please tell your instructor.")
            return show_error(request, 500, detail)

    def _require_practice(self, request: Request, cohort_id: str, learner_id: str) -> None:
        of = Of(cohort=cohort_id, learner=learner_id)
        self.permissions.require(request, Action.PRACTISE, of)

    async def _require_form(
        self, request: Request, cohort_id: str, learner_id: str
    ) -> dict[str, str]:
        """Read a small form that a page of this site sent for a learner who may practise."""
        await run_in_threadpool(self._require_practice, request, cohort_id, learner_id)
        require_same_site(request)
        given = await read_form(request, _LARGEST_FORM)
        form = {name: values[-1] for name, values in given.items()}
        await run_in_threadpool(self._require_token, request, form)
        return form

    def _require_token(self, request: Request, form: Mapping[str, str]) -> None:
        self.forms.require(request, self.permissions.access.person(request), form)


def _address(place: Place) -> str:
    parts = (place.learner, place.assignment, place.item)
    return f"/cohorts/{quote(place.cohort)}/refreshers/" + "/".join(map(quote, parts))
