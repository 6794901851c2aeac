"""What every answer tells the browser to refuse."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from terakoya.portal.links import path_within

__all__ = ["APP_POLICY", "FEEDBACK_POLICY", "LIGHT_APP_POLICY", "PAGE_POLICY"]
__all__ += ["PAPER_POLICY", "SecurityHeaders", "add_security_headers"]

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Our own pages: nothing inline, nothing from elsewhere, in nobody's frame."""

APP_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""Voila writes scripts into its pages; they still cannot reach another host."""

LIGHT_APP_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""Apps' light pages: scripts from our files only; tables bring their own colours."""

PAPER_POLICY = (
    "sandbox allow-scripts; default-src 'none'; img-src data:; font-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""Handouts and slides: everything is inside them; no origin, no network."""

FEEDBACK_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""Pages made from learners' notebooks: no script, no form, no origin, no network."""


_EVERYWHERE = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",  # names and scores stay in no cache
}


class SecurityHeaders:
    """Adds the headers to every answer that has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path_within(scope).startswith("/static/"):
                    headers.setdefault("cache-control", "max-age=3600")
                add_security_headers(headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def add_security_headers(headers: MutableHeaders) -> None:
    """Add each header that is not there yet."""
    for name, value in _EVERYWHERE.items():
        headers.setdefault(name, value)
