"""The front as a part of an office: it takes over the public socket that the supervisor holds."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

from terakoya.errors import ManifestError, TerakoyaError
from terakoya.hub.front.forwarded import Network, read_networks
from terakoya.hub.front.front_server import FrontSettings, running_front
from terakoya.hub.front.route_table import Route
from terakoya.hub.office_run import PORTAL, Office
from terakoya.language import gettext as _
from terakoya.model.settings import Settings

__all__ = ["LISTENER", "read_trusted", "run_front"]

LISTENER = "TERAKOYA_LISTENER"
"""The environment variable with the number of the public socket."""


def run_front(office: Office, settings: Settings) -> None:
    """Pass everything on until SIGTERM.

    Raises:
        TerakoyaError: a setting is wrong, or a file of TLS cannot be used.
    """
    listener = socket.socket(fileno=int(os.environ[LISTENER]))
    try:
        asyncio.run(_run(listener, _settle(office, settings)))
    except OSError as error:
        raise TerakoyaError(
            _("The site's port or a file of TLS cannot be used: {reason}.").format(
                reason=error.strerror or type(error).__name__
            )
        ) from None


def _settle(office: Office, settings: Settings) -> FrontSettings:
    run, folder = office.run, office.folder
    files = (Path(run.certificate), Path(run.key)) if run.certificate else None
    fixed = {
        "/": Route(socket=str(folder.socket("hub")), data={"hub": True}),
        run.portal_path: Route(socket=str(folder.socket(PORTAL))),
        f"{run.base_path}healthz": Route(socket=str(folder.socket("health"))),
    }
    return FrontSettings(
        api_socket=folder.socket("routes"),
        token=folder.secret("front"),
        routes=folder.routes,
        fixed=fixed,
        trusted=read_trusted(settings),
        tls=files,
        connections_each=settings.office.connections_each,
    )


def read_trusted(settings: Settings) -> tuple[Network, ...]:
    """Read which proxies before us are believed.

    Raises:
        ManifestError: one is no address and no network.
    """
    names = filter(None, (name.strip() for name in settings.office.trusted_proxies.split(",")))
    try:
        return read_networks(names)
    except ValueError:
        said = _("terakoya.toml, office.trusted_proxies: Write addresses or networks, with commas.")
        raise ManifestError([said]) from None


async def _run(listener: socket.socket, settings: FrontSettings) -> None:
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    async with running_front(listener, settings):
        await ending.wait()
