"""The front as a server: the public socket, and beside it the one for JupyterHub."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from terakoya.hub.front.forwarded import Network
from terakoya.hub.front.forwarding import Forwarding
from terakoya.hub.front.route_api import RouteApi
from terakoya.hub.front.route_table import Route, RouteTable
from terakoya.hub.front.ways_on import Clients

__all__ = ["FrontSettings", "running_front"]

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
_ENDING = 3.0  # seconds in which open answers may end
_HEAD = 2**15  # bytes of one header, or of a request's first line


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
    """

    api_socket: Path
    token: str = field(repr=False)
    routes: Path | None = None
    fixed: dict[str, Route] = field(default_factory=dict)
    trusted: tuple[Network, ...] = ()
    tls: tuple[Path, Path] | None = None
    patience: float = 8.0


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
    forwarding = Forwarding(table, clients, settings.trusted, settings.patience)
    api = RouteApi(table, clients, settings.token)
    public, private = _runner(forwarding.answer), _runner(api.answer)
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


def _runner(handler: Handler) -> web.ServerRunner:
    server = web.Server(
        handler,
        handler_cancellation=True,  # where the visitor has gone, the part need not go on
        auto_decompress=False,
        access_log=None,
        max_line_size=_HEAD,
        max_field_size=_HEAD,
    )
    return web.ServerRunner(server, shutdown_timeout=_ENDING)


def _tls(files: tuple[Path, Path] | None) -> ssl.SSLContext | None:
    if files is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(*files)
    return context
