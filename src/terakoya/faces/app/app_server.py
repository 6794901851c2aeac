"""A Voila server for a folder of apps, on the loopback address, as a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
from terakoya_autograde.storage import Scratch

from terakoya.errors import TerakoyaError
from terakoya.faces.app.app_settings import app_environment, voila_settings
from terakoya.language import gettext as _
from terakoya.model.settings import AppSettings, LogSettings
from terakoya.workspace.atomic import write_text

__all__ = ["AppServer", "AppSettings", "start_app_server"]

_STOP_SECONDS = 8.0
_PROGRAM = Path(__file__).with_name("app_process.py")  # run as a file, in its own folder


class AppServer:
    """A running Voila. Stop it with `stop`, or use it in a ``with`` block."""

    def __init__(
        self, process: subprocess.Popen[bytes], run: Scratch, port: int, token: str, base_url: str
    ) -> None:
        self._process = process
        self._run = run
        self.token = token
        self.origin = f"http://127.0.0.1:{port}"
        self.base_url = base_url

    @property
    def pid(self) -> int:
        """The process id of Voila; its kernels are children of it."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process.poll() is None

    @property
    def kernel_count(self) -> int:
        """How many visitors' kernels are alive now; those that are only prepared do not count."""
        if not self.is_running:
            return 0
        status = self.status()
        return len(status["kernels"]) + int(status["full_kernels"])

    def status(self) -> dict[str, Any]:
        """Return what runs: pages, kernels' process ids, the apps and how far each is.

        Raises:
            httpx.HTTPError: the server does not answer.
        """
        answer = httpx.get(
            f"{self.origin}{self.base_url}terakoya/status",
            headers={"Authorization": f"token {self.token}"},
            timeout=20,
            trust_env=False,
        )
        return dict(answer.raise_for_status().json())

    @property
    def log(self) -> str:
        """What Voila and the apps' cells said, for the operator and never for a visitor."""
        kernels = sorted(
            self._run.path.glob("tk-*/log")
        )  # what warm kernels say outside their cells
        files = [*kernels, self._run.path / "voila.log"]
        return "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    def stop(self) -> None:
        """End Voila and every kernel of it; what does not end by itself is killed."""
        tree = _process_tree(self.pid) if self.is_running else []
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        if self.is_running:
            self._process.terminate()
        _gone, left = psutil.wait_procs(tree, timeout=_STOP_SECONDS)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        self._run.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_app_server(
    folder: Path, settings: AppSettings | None = None, logs: LogSettings | None = None
) -> AppServer:
    """Start Voila for the apps below `folder` and wait until it answers.

    Args:
        folder: the apps, one folder each.
        settings: how they are prepared and served.
        logs: where requests are told, if a file is named.

    Raises:
        TerakoyaError: it ended at once, or gave no answer in time; the message ends with the
            last line that it wrote.
    """
    settings = settings or AppSettings()
    scratch = Scratch("apps")
    run = scratch.path
    port, token = _free_port(), secrets.token_urlsafe(32)
    configuration = voila_settings(settings, folder.resolve(), port, token, logs)
    # A file that only this user can read: arguments and environments show in lists of processes.
    write_text(run / "voila.json", json.dumps(configuration), mode=0o600)
    server = AppServer(_start(run), scratch, port, token, settings.base_url)
    try:
        _wait_until_ready(server, settings.start_seconds)
    except BaseException:
        server.stop()
        raise
    return server


def _start(run: Path) -> subprocess.Popen[bytes]:
    with (run / "voila.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, str(_PROGRAM)],
            cwd=run,
            env=app_environment(run, os.environ),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the parent, which stops this in order
        )


def _wait_until_ready(server: AppServer, seconds: float) -> None:
    url = f"{server.origin}{server.base_url}voila/static/voila.js"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not server.is_running:
            break
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                return
        time.sleep(0.1)
    lines = server.log.strip().splitlines()
    raise TerakoyaError(
        _("The server of the apps did not start: {reason}").format(
            reason=lines[-1] if lines else _("it said nothing.")
        ),
        remedy=_("Run terakoya doctor."),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _process_tree(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        return [*parent.children(recursive=True), parent]
    return []
