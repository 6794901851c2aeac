"""A proxy of JupyterHub's that only remembers its routes: tests go to servers by their sockets."""

from __future__ import annotations

from typing import Any

from jupyterhub.proxy import Proxy

__all__ = ["InMemoryProxy"]


class InMemoryProxy(Proxy):  # type: ignore[misc]  # it has no types
    """It starts nothing and listens nowhere."""

    should_start = False

    def __init__(self, **options: Any) -> None:
        """Begin without a route."""
        super().__init__(**options)
        self._kept: dict[str, dict[str, Any]] = {}

    async def add_route(self, routespec: str, target: str, data: dict[str, Any]) -> None:
        """Remember one."""
        self._kept[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        """Forget one."""
        self._kept.pop(routespec, None)

    async def get_all_routes(self) -> dict[str, dict[str, Any]]:
        """Return all of them."""
        return dict(self._kept)
