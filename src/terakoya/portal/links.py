"""Addresses of the site's own pages, wherever it is mounted: at ``/``, or below a path of a proxy.

Pages, redirects and cookies ask here; an address that begins with ``/`` and names a page of ours is
written nowhere else.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import Scope

__all__ = ["base_of", "go_to", "link_to", "path_within"]


def base_of(connection: HTTPConnection) -> str:
    """Return the path below which the site is, without its last slash; empty at the root."""
    return _base(connection.scope)


def link_to(connection: HTTPConnection, path: str) -> str:
    """Return the address of a page, from its path within the site, which begins with a slash."""
    return base_of(connection) + path


def path_within(scope: Scope) -> str:
    """Return what a connection asks for, as a path within the site."""
    base, path = _base(scope), str(scope["path"])
    inside = path.removeprefix(base)
    return inside or "/" if path == base or inside.startswith("/") else path


def go_to(connection: HTTPConnection, path: str) -> RedirectResponse:
    """Return the answer to a form that was taken: look at this page of the site."""
    return RedirectResponse(link_to(connection, path), status_code=303)


def _base(scope: Scope) -> str:
    return str(scope.get("app_root_path", scope.get("root_path", ""))).rstrip("/")
