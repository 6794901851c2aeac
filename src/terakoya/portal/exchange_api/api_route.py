"""Routes that answer programs: what goes wrong is JSON with one sentence."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from terakoya.errors import (
    ConflictError,
    NotNowError,
    SubmissionError,
    TerakoyaError,
    UsageError,
    together,
)
from terakoya.language import gettext as _
from terakoya.portal.exchange_api.exchange_answers import Refusal
from terakoya.portal.links import path_within
from terakoya.portal.not_now import AGAIN, is_passing, note_trouble, say_not_now

__all__ = ["Answers", "ApiRoute", "giving", "is_for_programs", "put_off", "refuse_program"]
__all__ += ["refusing"]

Answers = dict[int | str, dict[str, Any]]
"""What a route answers, for its description."""

_STATUS: dict[type[TerakoyaError], int] = {UsageError: 404, ConflictError: 409}
_STATUS |= {SubmissionError: 422}


class ApiRoute(APIRoute):
    """A route whose refusals are sentences, for people behind a program."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with its errors as answers."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except (
                TerakoyaError,
                HTTPException,
                RequestValidationError,
                ClientDisconnect,
            ) as error:
                return _refuse(error)
            except OSError as error:
                if not is_passing(error):
                    raise
                return put_off(error)

        return answer


def is_for_programs(scope: Scope) -> bool:
    """Tell whether an address is of the API, where whoever asks reads JSON and no page."""
    return path_within(scope).startswith("/api/")


def refuse_program(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return a refusal as JSON, with a sentence for its status where none is given."""
    if not detail or detail in (phrase.phrase for phrase in HTTPStatus):
        detail = _words(status)
    return JSONResponse({"detail": detail}, status, dict(headers or {}))


def refusing(*statuses: int) -> Answers:
    """Return the description of these refusals."""
    return {status: {"model": Refusal} for status in statuses}


def giving(kind: str, what: str) -> Answers:
    """Return the description of an answer that is a file."""
    return {200: {"content": {kind: {}}, "description": what}}


def _refuse(error: Exception) -> Response:
    match error:
        case HTTPException():
            return refuse_program(error.status_code, error.detail, error.headers)
        case NotNowError():
            return put_off(error)
        case TerakoyaError():
            status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
            if status == 500:  # the site's own trouble
                return JSONResponse({"detail": error.sentence}, 503, {"retry-after": "5"})
            return JSONResponse({"detail": error.sentence}, status)
        case RequestValidationError():
            return JSONResponse({"detail": _("The request is not as the API asks for it.")}, 422)
        case _:
            return JSONResponse({"detail": _("It broke off.")}, 400)


def put_off(error: Exception) -> Response:
    """Say that it can be tried again: the records are busy or away, or the disk is full."""
    note_trouble(error)
    return JSONResponse({"detail": together(*say_not_now())}, 503, AGAIN)


def _words(status: int) -> str:
    return {
        401: _("Nobody is known by this token. Log in again."),
        403: _("You do not have access to this."),
        404: _("There is no such thing here."),
        405: _("This address does not take such a request."),
        411: _("Say how long it is, in Content-Length."),
        500: _("Something went wrong on our side."),
        504: _("The login does not answer just now."),
    }.get(status, _("This cannot be done."))
