"""A learner's JupyterLab server, as it runs inside: a fork of a warm parent that has imported it.

It takes its connections from a socket that was opened outside, and reaches JupyterHub and the
portal at its own loopback, from which a way out leads (`way_out.py`).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyterhub.singleuser.extension import JupyterHubSingleUser
from terakoya_lab import lab_environment

from terakoya.hub.spawning.home_notice import keep_notice
from terakoya.hub.spawning.server_memory import give_back, keep_few_arenas
from terakoya.hub.spawning.way_out import open_way_out

__all__ = ["OPTIONS", "LabServerApp", "prewarm_server", "run"]

OPTIONS = (
    "--LanguageServerManager.autodetect=False",  # it would start a Node in each home, to ask it
    "--ServerApp.contents_manager_class=terakoya.hub.spawning.home_contents.HomeContentsManager",
)
_SETTLED = 2.0  # seconds after which what a start has left behind is given back
_KERNELS = ("terakoya_lab.first_line", "terakoya_lab.error_words", "terakoya.ai.line")
"""What the kernels of learners import beside the libraries of the labs."""
_HOMES = ("HOME", "TMPDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
_FOR_HUB = {  # where there is no hub: nothing of it is asked
    "JUPYTERHUB_API_TOKEN": "prewarm",
    "JUPYTERHUB_API_URL": "http://127.0.0.1:1/hub/api",
    "JUPYTERHUB_BASE_URL": "/",
    "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-prewarm",
    "JUPYTERHUB_HOST": "",
    "JUPYTERHUB_OAUTH_ACCESS_SCOPES": '["access:servers!server=prewarm/"]',
    "JUPYTERHUB_OAUTH_CALLBACK_URL": "/user/prewarm/oauth_callback",
    "JUPYTERHUB_SERVICE_PREFIX": "/user/prewarm/",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8888/user/prewarm/",
    "JUPYTERHUB_USER": "prewarm",
}


class LabServerApp(ServerApp):
    """Jupyter's server on a socket that is open already.

    Attributes:
        listener: the number of the socket.
    """

    listener = -1

    def _find_http_port(self) -> None:
        """Look for no port: none is used."""

    def _bind_http_server(self) -> None:
        """Take connections from the socket; those that wait there come first."""
        listening = socket.socket(fileno=self.listener)
        listening.setblocking(False)
        self.http_server.add_socket(listening)

    def write_server_info_file(self) -> None:
        """Tell nobody: there is no port to be told of."""


JupyterHubSingleUser.serverapp_class = LabServerApp


def run(arguments: Sequence[str], listener: int) -> None:
    """Serve until somebody ends it.

    Args:
        arguments: of Jupyter's server.
        listener: the number of the listening socket.
    """
    LabServerApp.listener = listener
    keep_few_arenas()
    gc.enable()  # what the warm parent has made is frozen: only what is made from here on is seen
    open_way_out(Path(os.environ["TERAKOYA_WAY_OUT"]))
    server = JupyterHubSingleUser.initialize_server([*OPTIONS, "--log-level=WARN", *arguments])
    keep_notice(server.io_loop)
    server.io_loop.call_later(_SETTLED, give_back)
    server.start()


def prewarm_server() -> None:
    """Import here what a server imports; what it does beside importing, a fork does and forgets."""
    for name in _ask_for_modules():
        if name not in sys.modules:
            _import(name)


def _ask_for_modules() -> list[str]:
    """Return the modules that a server has which is ready."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as answer:
                json.dump(_initialize(), answer)
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as answer:
        heard = answer.read()
    _pid, status = os.waitpid(pid, 0)
    if status:
        sys.stderr.write("no server could be made ready: each one imports what it needs\n")
    shutil.rmtree(_passing_home(), ignore_errors=True)
    names: list[str] = json.loads(heard or "[]")
    return [*names, *_KERNELS]


def _initialize() -> list[str]:
    """Make a server ready that nobody reaches; return the modules in the order of their import."""
    home = _passing_home()
    home.mkdir()
    os.chdir(home)
    os.environ.update(lab_environment("ja", exchange=True) | _FOR_HUB)
    tempfile.tempdir = str(home)
    os.environ.update({name: str(home) for name in _HOMES})
    before = set(sys.modules)
    JupyterHubSingleUser.check_hub_version = _ask_nobody
    JupyterHubSingleUser.initialize_server([*OPTIONS, "--allow-root", "--log-level=CRITICAL"])
    return [name for name in sys.modules if name not in before]


def _passing_home() -> Path:
    return Path(os.environ["TMPDIR"]) / "prewarm"


async def _ask_nobody(_self: JupyterHubSingleUser) -> None:
    """Stand in for asking the hub which version it has."""


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001 - a part of another module, or one that a server does without
        return
