"""A command that serves a site, as somebody at a terminal has it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

__all__ = ["RunningSite", "run_site"]

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


@dataclass(frozen=True)
class RunningSite:
    """The process and the address that it printed; `said` is where its standard error is."""

    process: subprocess.Popen[str]
    address: str
    said: Path

    def interrupt(self) -> tuple[int, list[psutil.Process]]:
        """Press Ctrl-C; return the exit code, and which processes of it are left."""
        tree = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        _gone, left = psutil.wait_procs(tree, timeout=30)
        return code, left


@contextmanager
def run_site(
    arguments: list[str], folder: Path, scratch: Path, *, language: str = "en"
) -> Iterator[RunningSite]:
    """Run ``terakoya`` with arguments in a folder until it has printed its address."""
    said = scratch / "stderr"
    command = [str(Path(sys.executable).parent / "terakoya"), *arguments]
    with (
        said.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"TERAKOYA_LANG": language},
        ) as process,
    ):
        assert process.stdout is not None
        found = next(filter(None, map(_ADDRESS.search, process.stdout)), None)
        if found is None:
            pytest.fail(f"ended without an address: {said.read_text(encoding='utf-8')}")
        try:
            yield RunningSite(process, found[0], said)
        finally:
            if process.poll() is None:
                process.kill()
