"""JupyterHub's spawner of Terakoya: a JupyterLab of one's own, in the engine's sandbox.

It asks the daemon for a server (`daemon.py`) and keeps its process's number. That is all JupyterHub
has to keep: a server that runs is polled and ended by its number, with or without the daemon, and
is found again when JupyterHub has started anew. There is no way to a server without a sandbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.spawner import Spawner, SpawnException
from terakoya_autograde.sandbox import tree
from traitlets import Bool, Dict, Int, List, Unicode

from terakoya.errors import TerakoyaError
from terakoya.hub.spawning.ai_lines import keep_lines
from terakoya.hub.spawning.daemon_client import ask_daemon, keep_daemon
from terakoya.hub.spawning.home_folder import home_of
from terakoya.hub.spawning.idleness import Look, is_idle
from terakoya.hub.spawning.processor_time import processor_seconds
from terakoya.hub.spawning.relay_rules import RelayRules
from terakoya.hub.spawning.server_folder import servers_folder, socket_address
from terakoya.hub.spawning.server_limits import ServerLimits
from terakoya.hub.spawning.server_record import kill_server, server_is_there
from terakoya.hub.spawning.server_request import ServerRequest
from terakoya.hub.spawning.way_out import PORT

__all__ = ["TerakoyaSpawner"]

_INSIDE = f"http://127.0.0.1:{PORT}"
_ASKING, _KILLING, _STEP = 10.0, 5.0, 0.05  # seconds
_OF_OUTSIDE = (  # variables of JupyterHub's own process and of its addresses
    *("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_DEFAULT_ENV", "CONDA_ROOT"),
    *("JPY_API_TOKEN", "JUPYTERHUB_SSL_KEYFILE", "JUPYTERHUB_SSL_CERTFILE"),
)


class TerakoyaSpawner(Spawner):  # type: ignore[misc]  # it has no types
    """A server for one account: its home, and nothing else of this machine."""

    office = Unicode(help="The folder of the running office, var/office.").tag(config=True)
    homes = Unicode(help="The folder of all homes, var/homes.").tag(config=True)
    hidden = List(
        Unicode(),
        help="What must not be shown inside. A server is not started where one of these lies in a"
        " folder of Python's own, which is shown to everybody.",
    ).tag(config=True)
    readable = List(Unicode(), help="Further folders to show, for reading.").tag(config=True)
    portal_address = Unicode(
        help="Where the portal listens, as http://… or http+unix://…, without a path."
    ).tag(config=True)
    portal_path = Unicode("/services/portal/", help="The portal's path; it ends with a slash.").tag(
        config=True
    )
    lab_variables = Dict(
        help="Variables for every server, its kernels and terminals: language, settings of"
        " JupyterLab. They must hold no secret."
    ).tag(config=True)
    ai_root = Unicode(
        help="The workspace whose live model labs may ask; empty where answers are recorded."
    ).tag(config=True)
    daemon_is_kept = Bool(
        False, help="Whether somebody keeps the daemon running; else it is started when needed."
    ).tag(config=True)
    home_mb = Int(2048, help="MiB that a home may hold.").tag(config=True)
    memory_mb = Int(2048, help="MiB that a server may hold, kernels included.").tag(config=True)
    processes = Int(512, help="Processes and threads of a server at a time.").tag(config=True)
    terminals = Int(16, help="Terminals of a server at a time.").tag(config=True)
    niceness = Int(5, help="How much a server stands back behind the office, 0 to 19.").tag(
        config=True
    )
    idle_minutes = Int(
        60, help="Minutes after which a server that nobody uses is ended; 0: never."
    ).tag(config=True)

    pid = Int(0)
    started = Int(0)
    _look: Look | None = None

    @property
    def server_key(self) -> str:
        """The name of this server's folder: it tells nobody whose it is, and has no capitals."""
        whose = json.dumps([self.user.name, self.name])
        return hashlib.sha256(whose.encode()).hexdigest()[:24]

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over a server of before JupyterHub's restart."""
        super().load_state(state)
        self.pid, self.started = state.get("pid", 0), state.get("started", 0)

    def get_state(self) -> dict[str, Any]:
        """Return what is needed for that."""
        state: dict[str, Any] = super().get_state()
        return state | ({"pid": self.pid, "started": self.started} if self.pid else {})

    def clear_state(self) -> None:
        """Forget the server, which has ended."""
        super().clear_state()
        self.pid, self.started, self._look = 0, 0, None

    def get_env(self) -> dict[str, str]:
        """Return the variables of the server: addresses as they are seen from inside."""
        found: dict[str, str] = super().get_env()
        for name in _OF_OUTSIDE:
            found.pop(name, None)
        api = urlsplit(self.hub.api_url).path
        account = found["JUPYTERHUB_ACTIVITY_URL"].rstrip("/").split("/")[-2]
        return {
            **{str(name): str(value) for name, value in self.lab_variables.items()},
            **{name: str(value) for name, value in found.items()},
            "JUPYTERHUB_API_URL": f"{_INSIDE}{api}",
            "JUPYTERHUB_ACTIVITY_URL": f"{_INSIDE}{api}/users/{account}/activity",
            # Jupyter's own "port" is the socket that it is given.
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:8888{self.server.base_url}",
            "TERAKOYA_PORTAL": _INSIDE + self.portal_path.rstrip("/"),
        }

    async def start(self) -> str:
        """Start a server; return where it listens.

        Raises:
            SpawnException: it cannot be started in a sandbox.
        """
        try:
            home = home_of(Path(self.homes), self.user.name)
            answer = await ask_daemon(
                servers_folder(Path(self.office)),
                self._request(home),
                starts=not self.daemon_is_kept,
            )
        except TerakoyaError as error:
            raise SpawnException(str(error), reason="terakoya", status_code=503) from error
        self.pid, self.started = answer.pid, answer.started
        self._keep_lines()
        return socket_address(Path(answer.socket))

    def _request(self, home: Path) -> ServerRequest:
        variables = self.get_env()
        api = urlsplit(variables["JUPYTERHUB_API_URL"]).path
        account = variables["JUPYTERHUB_ACTIVITY_URL"].rstrip("/").split("/")[-2]
        address = urlsplit(self.hub.api_url)
        return ServerRequest(
            key=self.server_key,
            home=str(home),
            variables=variables,
            rules=RelayRules(
                hub=f"{address.scheme}://{address.netloc}",
                hub_api=api,
                portal=self.portal_address,
                portal_api=f"{self.portal_path}api/",
                account=account,
            ),
            limits=ServerLimits(
                memory_mb=self.memory_mb,
                home_mb=self.home_mb,
                processes=self.processes,
                terminals=self.terminals,
                niceness=self.niceness,
                idle_minutes=self.idle_minutes,
            ),
            arguments=tuple(self.get_args()),
            hidden=tuple(self.hidden),
            readable=tuple(self.readable),
            asker=self.user.name if self.ai_root else "",
        )

    async def poll(self) -> int | None:
        """Return None while the server runs, else 0; one that nobody uses, or may use, is ended."""
        if not server_is_there(self.pid, self.started):
            self.clear_state()
            return 0
        if not self.daemon_is_kept:
            await keep_daemon(servers_folder(Path(self.office)))
        self._keep_lines()
        if self._is_idle():
            self.log.info("Nobody uses the server of %s: it ends", self._log_name)
            await self.stop()
            return 0
        if await self._is_closed():
            self.log.info("The account of %s is out of use: its server ends", self._log_name)
            await self.stop()
            return 0
        return None

    async def _is_closed(self) -> bool:
        """Tell whether whose server it is may not log in any more: an open page is no way in."""
        is_in_use = getattr(self.authenticator, "is_in_use", None)
        return is_in_use is not None and not await is_in_use(self.user.name)

    async def stop(self, now: bool = False) -> None:
        """End the server with all that it has started; it is asked first, unless `now`."""
        pid, started = self.pid, self.started
        if not now:
            kill_server(pid, started, signal.SIGTERM)
            await _until_gone(pid, started, _ASKING)
        kill_server(pid, started)
        await _until_gone(pid, started, _KILLING)
        self.clear_state()

    def _keep_lines(self) -> None:
        """Let labs ask the live model, where there is one."""
        if self.ai_root:
            keep_lines(Path(self.ai_root), servers_folder(Path(self.office)))

    def _is_idle(self) -> bool:
        """Tell whether nobody uses the server, since the last look."""
        used = sum(map(processor_seconds, tree(self.pid)))
        before, self._look = self._look, Look(datetime.now(UTC), used)
        last = None if self.orm_spawner is None else self.orm_spawner.last_activity
        return is_idle(before, self._look, last, self.idle_minutes)


async def _until_gone(pid: int, started: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while server_is_there(pid, started) and loop.time() < deadline:
        await asyncio.sleep(_STEP)
