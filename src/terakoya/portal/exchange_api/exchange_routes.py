"""The routes of the exchange, and the document that describes them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from terakoya import __version__
from terakoya.model.permissions import ANYTHING, Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.exchange_api.api_route import ApiRoute, refusing
from terakoya.portal.exchange_api.exchange_answers import CohortAnswer, WhoAnswer
from terakoya.portal.exchange_api.exchange_bodies import BodyReader
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.exchange_api.hand_in_routes import HandInRoutes
from terakoya.portal.exchange_api.offer_routes import OfferRoutes
from terakoya.portal.exchange_api.own_standing import StandingRoutes

__all__ = ["PREFIX", "exchange_router"]

PREFIX = "/api/exchange"
"""Below the portal's own address."""


def exchange_router(
    service: ExchangeService, permissions: Permissions, bodies: BodyReader | None = None
) -> APIRouter:
    """Return the routes. Each asks `permissions` before it looks for anything.

    Args:
        bodies: what is read of a request, and no more.
    """
    refusals = refusing(401, 403, 404, 422, 503, 504)
    router = APIRouter(prefix=PREFIX, route_class=ApiRoute, responses=refusals)
    reader = bodies or BodyReader()
    OfferRoutes(service, permissions, reader).add_to(router)
    HandInRoutes(service, permissions, reader).add_to(router)
    StandingRoutes(service, permissions).add_to(router)

    def tell_who(request: Request) -> WhoAnswer:
        """Say who is asking, and in which cohorts they learn or teach."""
        permissions.require(request, Action.SEE_SITE, ANYTHING)
        person = permissions.access.person(request)
        found = []
        for cohort in service.cohorts():
            own = Of(cohort=cohort.id, learner=person.id)
            learns = bool(person.id) and permissions.may(request, Action.HAND_IN, own)
            teaches = permissions.may(request, Action.MANAGE_COHORT, Of(cohort=cohort.id))
            if learns or teaches:
                found.append(
                    CohortAnswer(id=cohort.id, title=cohort.title, learns=learns, teaches=teaches)
                )
        return WhoAnswer(id=person.id, cohorts=found)

    async def describe(request: Request) -> Response:
        await run_in_threadpool(permissions.require, request, Action.SEE_SITE, ANYTHING)
        return JSONResponse(describe_api(router))

    router.add_api_route("/me", tell_who, methods=["GET"])
    router.add_api_route(
        "/openapi.json", describe, methods=["GET"], include_in_schema=False, response_model=None
    )
    return router


def describe_api(router: APIRouter) -> dict[str, object]:
    """Return the OpenAPI document of the routes."""
    about = "What learners' servers and nbgrader's commands ask Terakoya."
    return get_openapi(
        title="Terakoya exchange", version=__version__, description=about, routes=router.routes
    )
