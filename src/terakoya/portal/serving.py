"""Running the portal and the apps behind it, on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from terakoya.errors import UsageError
from terakoya.faces import AppServer, start_app_server
from terakoya.faces.app.server_process import settle_as_server
from terakoya.language import gettext as _
from terakoya.logs import keep_logs
from terakoya.model.settings import AppSettings, LogSettings
from terakoya.portal.access import Access, OpenAccess, is_loopback
from terakoya.portal.app import create_portal
from terakoya.portal.entrance import QUERY, KeyAccess, KeyEntrance
from terakoya.portal.metrics import Watching
from terakoya.portal.proxy import Upstream
from terakoya.portal.refreshers.refresher_service import RefresherService
from terakoya.portal.site import SiteSource

__all__ = ["ServeSettings", "address_of", "listen", "make_server", "require_port", "serve"]
__all__ += ["upstream_of"]


@dataclass(frozen=True)
class ServeSettings:
    """Where the site listens, and what it holds.

    Attributes:
        port: 0 for any free one.
        papers: the folder of handouts and slides.
        root: the workspace; a log's file is in it.
        key: what an address must carry to be let in; without one, whoever asks is.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    apps: AppSettings = field(default_factory=AppSettings)
    papers: Path | None = None
    key: str = field(default="", repr=False)
    logs: LogSettings = field(default_factory=LogSettings)
    root: Path = field(default_factory=Path)
    watching: Watching = field(default_factory=Watching)


def serve(
    source: SiteSource,
    access: Access,
    *,
    announce: Callable[[str], None],
    apps_folder: Path | None = None,
    refreshers: RefresherService | None = None,
    settings: ServeSettings | None = None,
) -> None:
    """Serve the site until Ctrl-C or SIGTERM, then stop everything that was started.

    Args:
        source: the facts on the pages.
        access: tells who is asking.
        announce: told the site's address as soon as it can be opened.
        apps_folder: the built apps, one folder each; without it there are none.
        refreshers: what learners practise; without it there are no such pages.
        settings: where to listen, what to write into the log, and who may have figures.

    Raises:
        UsageError: the port is taken or not allowed, or open access is asked for on an address
            that other machines can reach.
        TerakoyaError: the apps' server does not start.
    """
    settings = settings or ServeSettings()
    _require_accounts_beyond_here(access, settings.host)
    settle_as_server()
    with (
        contextlib.closing(listen(settings.host, settings.port)) as listener,
        keep_logs(settings.logs, settings.root, also=("uvicorn",)),
        _start_apps(apps_folder, settings) as apps,
    ):
        known = KeyAccess(access, settings.key) if settings.key else access
        portal = create_portal(
            source,
            known,
            apps=upstream_of(apps),
            refreshers=refreshers,
            papers=settings.papers,
            watching=settings.watching,
        )
        guarded = KeyEntrance(portal, settings.key) if settings.key else portal
        address = address_of(listener) + (f"?{QUERY}={settings.key}" if settings.key else "")
        _run(make_server(guarded, lambda: announce(address)), listener)


def _require_accounts_beyond_here(access: Access, host: str) -> None:
    if isinstance(access, OpenAccess) and not is_loopback(host):
        raise UsageError(
            _("Open access is only for this machine, not for {host}.").format(host=host),
            remedy=_("Listen on 127.0.0.1, or set up accounts."),
        )


def _start_apps(
    folder: Path | None, settings: ServeSettings
) -> AppServer | contextlib.nullcontext[None]:
    if folder is None:
        return contextlib.nullcontext()
    file = settings.logs.file and str((settings.root / settings.logs.file).resolve())
    return start_app_server(folder, settings.apps, replace(settings.logs, file=file))


def upstream_of(server: AppServer | None) -> Upstream | None:
    """Return how the portal reaches an apps' server."""
    return Upstream(server.origin, server.token, server.base_url) if server else None


def listen(host: str, port: int) -> socket.socket:
    """Take a port, so that a clear message comes before anything else is started.

    Raises:
        UsageError: it is taken, not allowed, or no port at all.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named, as asyncio sends small parts at once only where a socket is known to be TCP's
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _refuse_port(port, error) from None
    return listener


def require_port(port: int, host: str = ServeSettings.host) -> None:
    """Find out before long work whether `listen` will succeed.

    Raises:
        UsageError: as `listen`.
    """
    listen(host, port).close()


def _refuse_port(port: int, error: Exception) -> UsageError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        what = _("Port {port} is already in use.").format(port=port)
    else:
        what = _("Port {port} cannot be used.").format(port=port)
    remedy = _("Choose another one with --port, or --port 0 for any free one.")
    return UsageError(what, remedy=remedy)


def address_of(listener: socket.socket) -> str:
    """Return the address that a browser opens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """A server that says so when it serves: from then on Ctrl-C ends it, and is never lost.

    Before, Ctrl-C is an exception, and Python drops those that are raised in a callback of its own,
    as there are many of while a server's modules are imported.
    """

    def __init__(self, configuration: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(configuration)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets=sockets)
        self._announce()


def make_server(portal: ASGIApp, announce: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """Return the server of a portal; it is given its socket when it runs.

    Args:
        announce: called once it serves.
    """
    configuration = uvicorn.Config(
        portal,
        log_config=None,  # what it says goes where ours goes
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=64 * 2**20,
        timeout_graceful_shutdown=3,  # open apps would keep it from ending
    )
    return _Server(configuration, announce)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again after its clean end
        server.run(sockets=[listener])
