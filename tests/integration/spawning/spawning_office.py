"""A real JupyterHub with the spawner, in a folder with an office's secrets, without a proxy."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terakoya.hub.spawning.server_folder import servers_folder
from terakoya.hub.spawning.server_record import kill_server, read_record
from tests.integration.spawning.learner import Learner

__all__ = ["SECRETS", "TOKEN", "SpawningOffice", "run_office"]

TOKEN = "of-the-tests-" + "t" * 32
SECRETS = {
    "source/tiny/tiny.ipynb": "the reference solution",
    "release/tiny/tiny.ipynb": "what is handed out through the exchange alone",
    "var/cohorts/g/gradebook.db": "marks",
    "var/records.sqlite": "the database",
    "var/office/portal.secret": "the portal's secret",
    "var/office/cookie.secret": "the hub's secret",
    "var/homes/other/private.txt": "another learner's file",
}
_SECONDS = 90
_CONFIGURATION = """
from tests.integration.spawning.in_memory_proxy import InMemoryProxy

c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.proxy_class = InMemoryProxy
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.db_url = "sqlite:///{root}/var/office/hub.sqlite"
c.JupyterHub.cookie_secret = b"c" * 32
c.ConfigurableHTTPProxy.auth_token = "p" * 32
c.JupyterHub.cleanup_servers = False
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
scopes = ["admin:users", "admin:servers", "tokens", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "tests", "services": ["tests"], "scopes": scopes}}]
c.JupyterHub.spawner_class = "terakoya.hub.spawning.spawner.TerakoyaSpawner"
c.TerakoyaSpawner.office = "{root}/var/office"
c.TerakoyaSpawner.homes = "{root}/var/homes"
c.TerakoyaSpawner.hidden = ["{root}/source", "{root}/release", "{root}/var"]
c.TerakoyaSpawner.portal_address = "{portal}"
c.TerakoyaSpawner.poll_interval = 1
"""


@dataclass
class SpawningOffice:
    """One office; `hub` is JupyterHub's process, which tests may kill and start again."""

    root: Path
    port: int
    portal: str
    options: Mapping[str, object] = field(default_factory=dict)
    hub: subprocess.Popen[bytes] | None = None

    @property
    def servers(self) -> Path:
        """The folder of all servers."""
        return servers_folder(self.root / "var" / "office")

    def start_hub(self) -> None:
        """Start JupyterHub, and wait until it answers."""
        text = _CONFIGURATION.format(
            root=self.root, port=self.port, token=TOKEN, portal=self.portal
        )
        for name, value in self.options.items():
            text += f"c.TerakoyaSpawner.{name} = {value!r}\n"
        path = self.root / "jupyterhub_config.py"
        path.write_text(text)
        with (self.root / "hub.log").open("ab") as log:
            self.hub = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(path)],
                cwd=Path(__file__).resolve().parents[3],
                env=os.environ | {"TERAKOYA_AI__KEY": "a key of the office's"},
                stdout=log,
                stderr=log,
            )
        self._until(lambda: self.ask("GET", "/hub/api") is not None, "JupyterHub")

    def kill_hub(self) -> None:
        """Kill JupyterHub, as a crash would end it."""
        assert self.hub is not None
        self.hub.kill()
        self.hub.wait()

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask JupyterHub's API; None where nobody listens yet.

        Raises:
            urllib.error.HTTPError: it refuses.
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return json.loads(answer.read() or "{}")
        except urllib.error.HTTPError:
            raise
        except OSError:
            return None

    def start(self, account: str) -> Learner:
        """Start an account's server where it does not run, and wait until it is ready."""
        named = urllib.parse.quote(account)
        with suppress(urllib.error.HTTPError):  # it is there already
            self.ask("POST", f"/hub/api/users/{named}")
        if not self.is_ready(account):
            self.ask("POST", f"/hub/api/users/{named}/server")
        return self.find(account)

    def find(self, account: str) -> Learner:
        """Wait until an account's server is ready, and return it."""
        named = urllib.parse.quote(account)
        self._until(lambda: self.is_ready(account), f"the server of {account}")
        found = self.ask("GET", f"/hub/api/users/{named}?include_stopped_servers=1")
        token = self.ask("POST", f"/hub/api/users/{named}/tokens", {"note": "tests"})["token"]
        state = found["servers"][""]["state"]
        folder = next(
            folder
            for folder in self.servers.iterdir()
            if (record := read_record(folder)) is not None and record.pid == state["pid"]
        )
        return Learner(folder, f"/user/{named}/", token, state["pid"], state["started"])

    def is_ready(self, account: str) -> bool:
        """Tell whether JupyterHub says that an account's server is ready."""
        found = self.ask("GET", f"/hub/api/users/{urllib.parse.quote(account)}")
        server = (found or {}).get("servers", {}).get("")
        return bool(server and server["ready"])

    def stop(self, account: str) -> None:
        """Stop an account's server, and wait until JupyterHub says that it is gone."""
        named = urllib.parse.quote(account)
        self.ask("DELETE", f"/hub/api/users/{named}/server")
        self._until(lambda: not self.ask("GET", f"/hub/api/users/{named}")["servers"], "stopping")

    def daemon(self) -> int:
        """The daemon's process."""
        return _peer(self.servers / "daemon.sock")

    def _until(self, condition: Any, what: str) -> None:
        until = time.monotonic() + _SECONDS
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"{what} is not there in time: {self.log()[-3000:]}")
            time.sleep(0.02)

    def log(self) -> str:
        """What JupyterHub and the daemon have written."""
        names = (self.root / "hub.log", self.servers / "daemon.log")
        return "\n".join(name.read_text(errors="replace") for name in names if name.exists())


def _peer(path: Path) -> int:
    """Return the process that listens at a unix socket."""
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(str(path))
        pid = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[:4]
    return int.from_bytes(pid, sys.byteorder)


@contextmanager
def run_office(root: Path, portal: str = "", **options: object) -> Iterator[SpawningOffice]:
    """Run an office in a folder; nothing of it is left afterwards.

    Args:
        options: further settings of the spawner.
    """
    for name, text in SECRETS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = SpawningOffice(root, port, portal, options)
    try:
        office.start_hub()
        yield office
    finally:
        if office.hub is not None:
            office.hub.kill()
            office.hub.wait()
        records = [read_record(folder) for folder in office.servers.iterdir() if folder.is_dir()]
        with suppress(OSError):
            os.kill(office.daemon(), signal.SIGTERM)
        for record in filter(None, records):
            kill_server(record.pid, record.started)
