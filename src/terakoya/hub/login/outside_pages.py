"""Our pages for an authenticator that brings its own; what only it has stays."""

from __future__ import annotations

from typing import Any

from terakoya.hub.login.login_pages import login_routes

__all__ = ["OutsidePages"]

_OURS = frozenset({"/login", "/logout"})


class OutsidePages:
    """Stands before an authenticator in the list of classes."""

    def get_handlers(self, app: Any) -> list[Any]:
        """Return our pages first: the first that fits an address answers."""
        ours = [route for route in login_routes() if route[0] in _OURS]
        theirs = super().get_handlers(app)  # type: ignore[misc]
        return [*ours, *(route for route in theirs if route[0] not in _OURS)]
