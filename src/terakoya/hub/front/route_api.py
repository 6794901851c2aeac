"""How JupyterHub tells the front its routes: the interface of `configurable-http-proxy`.

``GET /api/routes`` tells all, ``POST /api/routes/<path>`` sets one, ``DELETE`` takes it away.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import web

from terakoya.hub.front.route_table import RouteTable, TargetError
from terakoya.hub.front.ways_on import Clients

__all__ = ["RouteApi"]

_PATH = "/api/routes"


@dataclass(frozen=True)
class RouteApi:
    """Answers JupyterHub; `token` is what it carries."""

    table: RouteTable
    clients: Clients
    token: str

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        given = request.headers.get("authorization", "").removeprefix("token ")
        if not self.token or not hmac.compare_digest(given.encode(), self.token.encode()):
            return web.Response(status=403)
        path = request.raw_path.partition("?")[0]
        if path != _PATH and not path.startswith(_PATH + "/"):
            return web.Response(status=404)
        match request.method:
            case "GET":
                return web.json_response(dict(self.table.tell()))
            case "POST":
                return await self._add(request, unquote(path.removeprefix(_PATH)))
            case "DELETE":
                return await self._remove(unquote(path.removeprefix(_PATH)))
        return web.Response(status=405)

    async def _add(self, request: web.BaseRequest, path: str) -> web.Response:
        try:
            data = json.loads(await request.read())
            self.table.add(path, data if isinstance(data, dict) else {})
        except (TargetError, ValueError):
            return web.Response(status=400)
        await self.clients.keep(self.table.targets())
        return web.Response(status=201)

    async def _remove(self, path: str) -> web.Response:
        if self.table.remove(path) is None:
            return web.Response(status=404)
        await self.clients.keep(self.table.targets())
        return web.Response(status=204)
