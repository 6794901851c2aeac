"""The spawner's side of the daemon: started where none runs, and asked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from terakoya.errors import ServerError
from terakoya.hub.left_processes import WORD
from terakoya.hub.spawning.server_folder import daemon_socket
from terakoya.hub.spawning.server_request import LARGEST, ServerRequest, ServerStarted
from terakoya.language import gettext as _

__all__ = ["KEPT", "STAYS", "ask_daemon", "daemon_command", "keep_daemon", "start_daemon"]

_STARTING, _STEP = 20.0, 0.05  # seconds
STAYS = "--stays"
_ANSWER = 120.0  # a warm parent that begins anew imports for some seconds
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", WORD)
"""Variables that the daemon has, no secret among them; by the last one it ends with its office."""


async def ask_daemon(
    servers: Path, request: ServerRequest, *, starts: bool = True
) -> ServerStarted:
    """Return what came of a request for a server.

    Args:
        starts: whether one is started where none runs; else somebody keeps it, and it is waited
            for.

    Raises:
        ServerError: there is no server; it says why.
    """
    reader, writer = await _connect(servers, starts=starts)
    try:
        async with asyncio.timeout(_ANSWER):
            writer.write(msgspec.json.encode(request) + b"\n")
            await writer.drain()
            line = await reader.readline()
        answer = msgspec.json.decode(line, type=ServerStarted)
    except (OSError, TimeoutError, ValueError) as error:
        raise _refusal(str(error) or type(error).__name__) from error
    finally:
        writer.close()
    if not answer.pid:
        raise _refusal(answer.trouble)
    return answer


async def keep_daemon(servers: Path) -> None:
    """Say that somebody is there, and start a daemon where none runs; never fails."""
    try:
        _reader, writer = await _connect(servers)
        writer.close()
    except ServerError:  # it shows when a server is wanted
        return


async def _connect(
    servers: Path, *, starts: bool = True
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = str(daemon_socket(servers))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _STARTING
    started: subprocess.Popen[bytes] | None = None
    while True:
        try:
            return await asyncio.open_unix_connection(place, limit=LARGEST)
        except OSError as error:
            if loop.time() > deadline:
                raise _refusal(str(error)) from error
        if starts and (started is None or started.poll() is not None):
            started = start_daemon(servers)
        await asyncio.sleep(_STEP)


def daemon_command(servers: Path, *, stays: bool = False) -> tuple[str, ...]:
    """Return the command that runs a daemon.

    Args:
        stays: whether it goes on without servers, and waits where another one still runs.
    """
    command = (sys.executable, "-m", "terakoya.hub.spawning.daemon", str(servers))
    return (*command, STAYS) if stays else command


def start_daemon(servers: Path) -> subprocess.Popen[bytes]:
    """Start a daemon; it ends at once where one runs already.

    It is in a session of its own: what ends JupyterHub does not end it.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    with (servers / "daemon.log").open("ab") as log:
        return subprocess.Popen(
            daemon_command(servers),
            cwd=servers,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _refusal(reason: str) -> ServerError:
    return ServerError(
        _("No JupyterLab can be started: {reason}").format(reason=reason),
        remedy=_("`terakoya doctor` says what this machine lacks."),
    )
