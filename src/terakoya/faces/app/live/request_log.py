"""Each request to the apps' server, told under the id that the portal gave it."""

from __future__ import annotations

import logging
import re

from tornado.web import RequestHandler

from terakoya.logs import get_logger

__all__ = ["log_request"]

_ID = re.compile(r"[0-9a-f]{16}")
_log = get_logger("apps")
_tornado = logging.getLogger("tornado.access")


def log_request(handler: RequestHandler) -> None:
    """Tell of a request that has ended; the handler stands for its address, which names an app."""
    status, milliseconds = handler.get_status(), 1000 * handler.request.request_time()
    given = handler.request.headers.get("X-Request-ID", "")
    _log.info(
        "request",
        request_id=given if _ID.fullmatch(given) else "",
        method=str(handler.request.method)[:20],
        route=type(handler).__name__,
        status=status,
        milliseconds=round(milliseconds, 1),
    )
    if status >= 400:  # in the server's own log, as tornado does it
        level = logging.WARNING if status < 500 else logging.ERROR
        _tornado.log(level, "%d %s %.2fms", status, type(handler).__name__, milliseconds)
