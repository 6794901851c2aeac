"""Servers of the same app: each starts fresh, answers at an address, and ends with its kernels."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from terakoya.errors import GradingError
from terakoya.faces import AppSettings, start_app_server
from terakoya.language import gettext as _
from terakoya.portal import AppsOnly, AssignmentLink, OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serving import upstream_of

__all__ = ["Address", "serve_ours", "serve_panel", "serve_stock"]

_START_SECONDS = 180.0
_PANEL = Path(__file__).with_name("panel_app.py")


@dataclass(frozen=True)
class Address:
    """A server that answers.

    Attributes:
        page: the app's page.
        root: the process whose tree is the server with its kernels.
        token: what requests must carry; empty where none is asked for.
    """

    page: str
    root: int
    token: str = ""


@contextmanager
def serve_ours(
    folder: Path, assignment: str, *, park_seconds: float = AppSettings.park_seconds
) -> Iterator[Address]:
    """Serve the app as `terakoya demo` does: behind the portal, which runs in this process here.

    Args:
        folder: the built apps.
        assignment: which of them.
        park_seconds: after which an idle session's kernel ends until it is needed again.
    """
    settings = AppSettings(start_seconds=180, park_seconds=park_seconds)
    source = AppsOnly((AssignmentLink(assignment, assignment),))
    with (
        start_app_server(folder, settings) as server,
        portal_in_background(
            create_portal(source, OpenAccess(), apps=upstream_of(server))
        ) as portal,
    ):
        _wait(lambda: server.status()["apps"].get(assignment) == "ready", server.log)
        yield Address(f"{portal}apps/{assignment}/", server.pid, server.token)


@contextmanager
def serve_stock(folder: Path, assignment: str, *, pool: int, scratch: Path) -> Iterator[Address]:
    """Serve the app with Voila as it is installed; `pool` kernels are kept preheated, or none.

    A page's kernel can be ended by whoever has the token; Voila's own page fails at that.
    """
    port, token = _free_port(), secrets.token_urlsafe(16)
    arguments = [sys.executable, "-m", "voila", str(folder / assignment), "--no-browser"]
    arguments += [f"--port={port}", f"--Voila.token={token}", "--Voila.port_retries=0"]
    if pool:
        arguments += ["--preheat_kernel=True", f"--pool_size={pool}"]
    with _running(arguments, scratch) as process:
        base = f"http://127.0.0.1:{port}/"
        headers = {"Authorization": f"token {token}"}

        def ready() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                if not httpx.get(f"{base}voila/static/voila.js", headers=headers).is_success:
                    return False
                kernels = psutil.Process(process.pid).children()
                return len(kernels) >= pool and all(_is_idle(one) for one in kernels)
            return False

        _wait(ready, "")
        yield Address(f"{base}voila/render/{assignment}.ipynb?token={token}", process.pid, token)


@contextmanager
def serve_panel(folder: Path, assignment: str, python: Path, scratch: Path) -> Iterator[Address]:
    """Serve the same functions with Panel, of another environment."""
    port = _free_port()
    shutil.copytree(folder / assignment, scratch / "app")
    shutil.copyfile(_PANEL, scratch / "app" / "app.py")
    (scratch / "app" / f"{assignment}.ipynb").rename(scratch / "app" / "notebook.json")
    arguments = [str(python), "-m", "panel", "serve", "app.py", f"--port={port}"]
    arguments += ["--address=127.0.0.1", f"--allow-websocket-origin=127.0.0.1:{port}"]
    with _running(arguments, scratch / "app") as process:
        page = f"http://127.0.0.1:{port}/app"

        def ready() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                return httpx.get(page, timeout=60).is_success
            return False

        _wait(ready, "")
        yield Address(page, process.pid)


@contextmanager
def _running(arguments: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server with settings of nobody, and end everything that it started."""
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"HOME": str(folder), "JUPYTER_NO_CONFIG": "1"}
    environment |= {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            arguments, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        tree = []
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            tree = [parent, *parent.children(recursive=True)]
        process.terminate()
        _gone, left = psutil.wait_procs(tree, timeout=5)
        for one in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


def _is_idle(process: psutil.Process) -> bool:
    """Tell whether a preheated kernel has done its work: it uses no processor any more."""
    try:
        before = sum(process.cpu_times()[:2])
        time.sleep(0.5)
        return sum(process.cpu_times()[:2]) - before < 0.02
    except psutil.NoSuchProcess:
        return False


def _wait(ready: object, said: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    assert callable(ready)
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.2)
    last = said.strip().splitlines()[-1:] or [_("it said nothing.")]
    raise GradingError(_("The server did not start: {reason}").format(reason=last[0]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
