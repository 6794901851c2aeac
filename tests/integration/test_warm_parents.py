"""A warm parent that a server forks is the one that the engine starts."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from terakoya_autograde import Limits, Status
from terakoya_autograde.running.runner import run_notebook
from terakoya_autograde.warm.fork_server import ForkServer

from tests.warm_parents import real_parents

LIMITS = Limits(cell_seconds=30, notebook_seconds=60, memory_mb=700, output_kb=256)
# What a learner's code can see of where it is; each run has its own folders and numbers.
LOOK = """
import json, os, re, signal, sys, threading, pandas as pd
home = os.environ["HOME"]
own = lambda text: re.sub("fork-server-[^/]+", "", text)
print(json.dumps({
    "argv": len(sys.argv),
    "environment": sorted(os.environ),
    "flags": str(sys.flags),
    "folder": os.path.exists("given.txt"),
    "handlers": [str(signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)],
    "hash": hash("x"),
    "main": sys.modules["__main__"].__dict__.get("home") == home,
    "options": repr(pd._config.config._global_config),
    "path": [own(entry) for entry in sys.path],
    "repr": repr(pd.DataFrame({"x" * 60: [1], "y" * 60: [2]})),
    "tests": sorted(name for name in sys.modules if name.split(".")[0] == "tests"),
    "threads": threading.active_count(),
    "write": sys.dont_write_bytecode,
    "descriptors": len(os.listdir("/proc/self/fd")),
    "began with": sorted(
        entry.split("=")[0] for entry in open("/proc/self/environ").read().split("\\0")
    ),
}))
"""


def look(folder: Path) -> dict[str, Any]:
    """Return what code sees in a child of a new warm parent."""
    given = folder / "given.txt"
    given.write_text("x", encoding="utf-8")
    made = ForkServer(("pandas",), {"given.txt": given}, sandbox=True)
    try:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LOOK)])
        ended = run_notebook(notebook, lambda: made.fork({}, 0, LIMITS), LIMITS).cells
        assert ended == {0: Status.OK}, notebook
        seen: dict[str, Any] = json.loads(notebook.cells[0].outputs[0]["text"])
        return seen
    finally:
        made.close()


def test_forked_parent_is_the_one_that_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner's code sees the same in both, and nothing of ours."""
    monkeypatch.setenv("TERAKOYA_SECRET_OF_OURS", "x")
    forked = look(tmp_path)
    with real_parents():
        started = look(tmp_path)
    assert forked == started
    assert forked["tests"] == []
    assert forked["folder"]
    assert not any("SECRET" in name for name in forked["began with"] + forked["environment"])


def test_forked_parent_is_a_child_of_ours_that_can_be_killed() -> None:
    """Its number, its end and its exit code are those of a process that we started."""
    made = ForkServer(("pandas",), {}, sandbox=False)
    try:
        started = made._process
        assert psutil.Process(started.pid).ppid() == os.getpid()
        assert started.is_alive
        os.kill(started.pid, signal.SIGKILL)
        assert started.has_ended(60)
        assert started.was_killed
    finally:
        made.close()
