"""The front as a server: the public socket, and beside it the one for JupyterHub."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from terakoya.hub.front.bounded_server import BoundedServer, Bounds
from terakoya.hub.front.forwarded import Network
from terakoya.hub.front.forwarding import Forwarding
from terakoya.hub.front.route_api import RouteApi
from terakoya.hub.front.route_table import Route, RouteTable
from terakoya.hub.front.slow_visitors import Pace
from terakoya.hub.front.ways_on import Clients

__all__ = ["FrontSettings", "running_front"]

_ENDING = 3.0  # seconds in which open answers may end
_HEAD = 2**15  # bytes of one header, or of a request's first line
_HEADERS = 128  # of one request


@dataclass(frozen=True)
class FrontSettings:
    """What a front needs.

    Attributes:
        api_socket: where JupyterHub tells routes.
        token: what it carries.
        routes: the file in which they are kept.
        fixed: routes of the office itself, by their address.
        trusted: proxies before us that are believed.
        tls: certificate and key; plain HTTP without.
        patience: how long a part may be away before it is said; in seconds.
        pace: what is expected of a visitor.
        connections_each: of one visitor's address, at once.
    """

    api_socket: Path
    token: str = field(repr=False)
    routes: Path | None = None
    fixed: dict[str, Route] = field(default_factory=dict)
    trusted: tuple[Network, ...] = ()
    tls: tuple[Path, Path] | None = None
    patience: float = 8.0
    pace: Pace = field(default_factory=Pace)
    connections_each: int = Bounds.each


@asynccontextmanager
async def running_front(listener: socket.socket, settings: FrontSettings) -> AsyncIterator[None]:
    """Serve inside the block.

    Args:
        listener: the public socket, which listens already.
        settings: of the front.

    Raises:
        OSError: the other socket cannot be made, or a file of TLS not be read.
    """
    table, clients = RouteTable(settings.routes, settings.fixed), Clients()
    forwarding = Forwarding(table, clients, settings.trusted, settings.patience, settings.pace)
    api = RouteApi(table, clients, settings.token)
    bounds = Bounds(settings.connections_each, trusted=settings.trusted)
    options = _options(settings.pace)
    public = _runner(BoundedServer(forwarding.answer, bounds, **options))
    private = _runner(web.Server(api.answer, **options))
    try:
        for runner in (public, private):
            await runner.setup()
        with contextlib.suppress(FileNotFoundError):
            settings.api_socket.unlink()  # of a front that was killed
        await web.UnixSite(private, str(settings.api_socket)).start()
        settings.api_socket.chmod(0o600)
        await web.SockSite(public, listener, ssl_context=_tls(settings.tls)).start()
        yield
    finally:
        for runner in (public, private):
            await runner.cleanup()
        await clients.close()


def _options(pace: Pace) -> dict[str, Any]:
    return {
        "handler_cancellation": True,  # where the visitor has gone, the part need not go on
        "keepalive_timeout": pace.head,  # aiohttp's own bound for a head that does not come
        "auto_decompress": False,
        "access_log": None,
        "max_line_size": _HEAD,
        "max_field_size": _HEAD,
        "max_headers": _HEADERS,
    }


def _runner(server: web.Server) -> web.ServerRunner:
    return web.ServerRunner(server, shutdown_timeout=_ENDING)


def _tls(files: tuple[Path, Path] | None) -> ssl.SSLContext | None:
    if files is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(*files)
    return context
