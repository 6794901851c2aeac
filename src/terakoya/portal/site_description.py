"""What the site answers, as an OpenAPI document: made from its routes, and held true by tests.

The API says at each route what it answers. Pages are all alike: HTML, a form that a page of ours
sent, and the refusals that the site has for everybody; a file is told by the end of its address.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.responses import JSONResponse, Response

from terakoya import __version__
from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.access import Permissions
from terakoya.portal.exchange_api.api_route import ApiRoute, refusing

__all__ = ["describe_site", "description_router"]

HTML, FORM = "text/html", "application/x-www-form-urlencoded"
_FILES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
    ".ics": "text/calendar",
    "/events": "text/event-stream",
    "/metrics": "text/plain",
    "/healthz": "text/plain",
}
"""How an address ends -> what it gives, where that is no page."""
_WORDS = {
    200: "What was asked for.",
    303: "Look at this page.",
    307: "It is at this address.",
    400: "The request is not one of this site.",
    401: "Nobody is logged in.",
    403: "Whoever asks may not.",
    404: "There is nothing there.",
    409: "What is asked for does not go with what is there.",
    411: "It does not say how long it is.",
    413: "It is too large.",
    422: "What the form says cannot be done; the page says why.",
    502: "The app does not run.",
    503: "Too much at once; Retry-After says when to come again.",
    504: "JupyterHub does not answer.",
}
_READING = (200, 303, 401, 403, 404, 409, 503, 504)
_SENDING = (200, 303, 400, 401, 403, 404, 409, 411, 413, 422, 503, 504)
_APPS = (200, 307, 401, 403, 404, 502, 503, 504)


class _Told(RouteContext):
    """A route as it is described: a head alone is as the answer, without what it gives."""

    @property
    def methods(self) -> set[str] | None:
        """The methods, without HEAD."""
        return (super().methods or set()) - {"HEAD"} or None


def description_router(site: FastAPI, permissions: Permissions) -> APIRouter:
    """Return the route of the document, for whoever may see the site."""
    router = APIRouter(route_class=ApiRoute, responses=refusing(401, 403, 503, 504))

    @cache  # the routes stay as they are
    def describe_once() -> dict[str, Any]:
        return describe_site(site)

    def describe(request: Request) -> Response:
        permissions.require(request, Action.SEE_SITE, ANYTHING)
        return JSONResponse(describe_once())

    router.add_api_route("/api/openapi.json", describe, methods=["GET"], response_model=None)
    return router


def describe_site(site: FastAPI) -> dict[str, Any]:
    """Return the document; addresses are below the portal's own."""
    about = "The pages of a site of Terakoya, its files, and its API for programs."
    document = get_openapi(
        title="Terakoya",
        version=__version__,
        description=about,
        routes=[_Told(**vars(one)) for one in iter_route_contexts(site.routes)],
    )
    for path, operations in document["paths"].items():
        if not path.startswith("/api/"):
            for method, operation in operations.items():
                _tell_page(path, method, operation)
    return document


def _tell_page(path: str, method: str, operation: dict[str, Any]) -> None:
    kind = next((kind for end, kind in _FILES.items() if path.endswith(end)), HTML)
    if path.startswith("/apps/"):
        operation["responses"] = _answers(_APPS, "*/*")
        return
    statuses = _SENDING if method == "post" else _READING
    operation["responses"] = _answers(statuses, kind)
    if method == "post":
        form = {"schema": {"type": "object", "additionalProperties": {"type": "string"}}}
        operation.setdefault("requestBody", {"required": True, "content": {FORM: form}})


def _answers(statuses: Iterable[int], kind: str) -> dict[str, dict[str, Any]]:
    """Return the description of answers: what was asked for is of its kind, a refusal a page."""
    found: dict[str, dict[str, Any]] = {}
    for status in statuses:
        found[str(status)] = {"description": _WORDS[status]}
        if not 300 <= status < 400:
            found[str(status)]["content"] = {kind if status == 200 else HTML: {}}
    return found
