"""Handing in, receipts, collecting, and feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response as PlainResponse

from terakoya.delivery.giving_out import PageGiven, give_pages
from terakoya.delivery.handing_in import HandIn
from terakoya.model import Stamp
from terakoya.model.left_out import explain_left_out
from terakoya.model.permissions import Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.exchange_api.api_route import Answers, giving, refusing
from terakoya.portal.exchange_api.exchange_answers import (
    FeedbackPage,
    HandedInAnswer,
    LeftFile,
    ReceiptAnswer,
)
from terakoya.portal.exchange_api.exchange_bodies import ZIP, BodyReader
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.exchange_api.hand_ins import HandIns
from terakoya.portal.headers import FEEDBACK_POLICY
from terakoya.records import GivenFeedback

__all__ = ["HandInRoutes"]

_LEARNER = "/cohorts/{cohort}/learners/{learner}"
_PAGE = f"{_LEARNER}/hand-ins/{{submission}}/feedback/{{notebook}}"
HTML = "text/html"
_TAKING = (400, 409, 411, 413, 415)
"""How taking something may fail, beside what every route may answer."""
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{8,64}$")]
Number = Annotated[int, Path(ge=1, lt=2**31)]
"""As the records count: what is beyond is the number of nothing, and no database takes it."""


@dataclass(frozen=True)
class HandInRoutes:
    """What learners hand in, and what comes back.

    Who may is a dependency of each route, so that it is asked before anything of a request is read:
    whoever may not is told nothing else.
    """

    service: ExchangeService
    permissions: Permissions
    bodies: BodyReader

    @property
    def _hand_ins(self) -> HandIns:
        return HandIns(self.service)

    def add_to(self, router: APIRouter) -> None:
        """Add the routes."""
        self._add_handing_in(router)
        self._add_seeing(router)
        page = giving(HTML, "The page.")
        router.add_api_route(
            _PAGE,
            self.feedback,
            methods=["GET"],
            response_model=None,
            responses=page,
            dependencies=[Depends(self._may_read_feedback)],
        )
        router.add_api_route(
            _PAGE,
            self.give,
            methods=["PUT"],
            response_model=FeedbackPage,
            responses=refusing(*_TAKING),
            openapi_extra={"requestBody": {"content": {HTML: {}}, "required": True}},
            dependencies=[Depends(self._may_manage)],
        )

    def _add_handing_in(self, router: APIRouter) -> None:
        again: Answers = {200: {"model": HandedInAnswer, "description": "As before."}}
        router.add_api_route(
            "/cohorts/{cohort}/assignments/{assignment}/hand-ins",
            self.hand_in,
            methods=["POST"],
            status_code=201,
            response_model=HandedInAnswer,
            responses=again | refusing(*_TAKING),
            openapi_extra={"requestBody": {"content": {ZIP: {}}, "required": True}},
            dependencies=[Depends(self._may_hand_in)],
        )

    def _add_seeing(self, router: APIRouter) -> None:
        router.add_api_route(
            "/cohorts/{cohort}/hand-ins",
            self.list_hand_ins,
            methods=["GET"],
            response_model=list[ReceiptAnswer],
            dependencies=[Depends(self._may_see_some)],
        )
        may_see = [Depends(self._may_see)]
        router.add_api_route(
            f"{_LEARNER}/receipts/{{number}}",
            self.receipt,
            methods=["GET"],
            response_model=ReceiptAnswer,
            dependencies=may_see,
        )
        router.add_api_route(
            f"{_LEARNER}/hand-ins/{{submission}}/files",
            self.files,
            methods=["GET"],
            response_model=None,
            responses=giving(ZIP, "The files, as a zip."),
            dependencies=may_see,
        )

    def _may_hand_in(
        self, request: Request, cohort: str, assignment: str, learner: str | None = None
    ) -> None:
        whose = self._whose(request, learner)
        if not whose:
            raise HTTPException(403)
        of = Of(cohort=cohort, learner=whose, assignment=assignment)
        self.permissions.require(request, Action.HAND_IN, of)

    def _may_see_some(
        self,
        request: Request,
        cohort: str,
        learner: str | None = None,
        assignment: str | None = None,
    ) -> None:
        of = Of(cohort=cohort, learner=learner, assignment=assignment)
        self.permissions.require(request, Action.SEE_SUBMISSIONS, of)

    def _may_see(self, request: Request, cohort: str, learner: str) -> None:
        of = Of(cohort=cohort, learner=learner)
        self.permissions.require(request, Action.SEE_SUBMISSIONS, of)

    def _may_read_feedback(self, request: Request, cohort: str, learner: str) -> None:
        of = Of(cohort=cohort, learner=learner)
        self.permissions.require(request, Action.READ_FEEDBACK, of)

    def _may_manage(self, request: Request, cohort: str) -> None:
        self.permissions.require(request, Action.MANAGE_COHORT, Of(cohort=cohort))

    def _whose(self, request: Request, learner: str | None) -> str:
        return self.permissions.access.person(request).id if learner is None else learner

    async def hand_in(
        self,
        request: Request,
        response: Response,
        cohort: str,
        assignment: str,
        idempotency_key: Annotated[Token, Header()],
        learner: str | None = None,
    ) -> HandedInAnswer:
        """Hand in an assignment's folder; the same token again is the same hand-in."""
        person = await run_in_threadpool(self.permissions.access.person, request)
        whose = person.id if learner is None else learner
        by = person.account or person.id
        async with self.bodies.read(request) as content:
            what = (whose, assignment, content, idempotency_key, by)
            answer = await run_in_threadpool(self._hand_in, cohort, *what)
        response.status_code = 201 if answer.new else 200
        return answer

    def _hand_in(
        self, cohort: str, whose: str, assignment: str, content: bytes, token: str, by: str
    ) -> HandedInAnswer:
        known = self.service.cohort(cohort)
        taken = self.service.hand_in(HandIn(known, whose, assignment, content, token, by))
        answer = self._hand_ins.receipt(cohort, whose, taken.receipt.number)
        left = [LeftFile(name=one.name, why=explain_left_out(one.why)) for one in taken.left_out]
        left += [LeftFile(name=one.name, why=one.reason) for one in taken.not_taken]
        return HandedInAnswer(
            receipt=answer, new=taken.is_new, left_out=left, kept=list(taken.kept)
        )

    def list_hand_ins(
        self,
        cohort: str,
        learner: str | None = None,
        assignment: str | None = None,
    ) -> list[ReceiptAnswer]:
        """List hand-ins, the oldest first: one learner's, or a whole cohort's."""
        return self._hand_ins.list_all(cohort, learner, assignment)

    def receipt(self, cohort: str, learner: str, number: Number) -> ReceiptAnswer:
        """Show a receipt again."""
        return self._hand_ins.receipt(cohort, learner, number)

    def files(self, cohort: str, learner: str, submission: Number) -> PlainResponse:
        """Give the files of a hand-in, as they came."""
        found = self._hand_ins.submission(cohort, learner, submission)
        return PlainResponse(
            self._hand_ins.pack(found),
            media_type=ZIP,
            headers={"x-terakoya-digest": found.digest},
        )

    def feedback(
        self, cohort: str, learner: str, submission: Number, notebook: str
    ) -> PlainResponse:
        """Give a page of feedback on a hand-in."""
        found = self._hand_ins.submission(cohort, learner, submission)
        page = self._hand_ins.feedback(found).get(notebook)
        if page is None:
            raise HTTPException(404)
        headers = {"content-security-policy": FEEDBACK_POLICY}
        return PlainResponse(page, media_type=HTML, headers=headers)

    async def give(
        self, request: Request, cohort: str, learner: str, submission: Number, notebook: str
    ) -> FeedbackPage:
        """Give a page of feedback on a hand-in to its learner."""
        async with self.bodies.read(request, HTML) as page:
            place = (cohort, learner, submission, notebook)
            return await run_in_threadpool(self._give, request, place, page)

    def _give(
        self, request: Request, place: tuple[str, str, int, str], page: bytes
    ) -> FeedbackPage:
        cohort, learner, number, notebook = place
        found = self._hand_ins.submission(cohort, learner, number)
        if f"{notebook}.ipynb" not in found.files:
            raise HTTPException(404)
        person = self.permissions.access.person(request)
        stored = self.service.store.put(page)
        given = GivenFeedback(found.id, notebook, stored.sha256)
        stamp = Stamp(self.service.clock(), person.account or person.id)
        whole = PageGiven(given, cohort, learner, found.assignment_id)
        give_pages(self.service.database, [whole], stamp)
        return FeedbackPage(notebook=notebook, sha256=stored.sha256, bytes=len(page))
