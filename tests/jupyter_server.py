"""A Jupyter Server of this environment, on a port that nobody else can take meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.stock_programs import stock_environment

__all__ = ["TOKEN", "run_jupyter_server"]

TOKEN = "for-this-test-only"
_SECONDS = 120


@contextmanager
def run_jupyter_server(
    root: Path, scratch: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve a folder; yield the address, without a slash, when it is listened at.

    The server chooses its port itself and writes it down: a port that we chose could be gone.
    """
    runtime = scratch / "runtime"
    told = stock_environment(environment)
    command = [sys.executable, "-m", "jupyter_server", "--port=0", "--no-browser", "--allow-root"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}", *options]
    own = {"JUPYTER_CONFIG_DIR": str(scratch), "HOME": str(scratch)}
    with subprocess.Popen(
        command,
        cwd=root,
        env={**told, **own, "JUPYTER_RUNTIME_DIR": str(runtime)},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield f"http://127.0.0.1:{_port_of(process, runtime)}"
        finally:
            process.terminate()


def _port_of(process: subprocess.Popen[bytes], runtime: Path) -> int:
    """Wait for what the server writes down when it listens."""
    until = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < until:
        for path in runtime.glob(f"jpserver-{process.pid}.json"):
            if text := path.read_text(encoding="utf-8"):
                return int(json.loads(text)["port"])
        time.sleep(0.05)
    raise AssertionError("the Jupyter Server did not start")
