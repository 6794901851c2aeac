"""The meter: nothing that a command starts escapes the count."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from terakoya_bench.meter import Cost, clean_environment, measure

# A daemon that burns 0.3 s of CPU while its parent is long gone.
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1), os.close(2)
        while time.process_time() < 0.3:
            pass
    os._exit(0)
"""
BURNT = 0.3


def python(code: str) -> list[str]:
    """A command that runs `code`."""
    return [sys.executable, "-S", "-c", code]


def test_measure_a_daemon(tmp_path: Path) -> None:
    """CPU of a process that its parent left behind is counted."""
    done = measure(python(DAEMON), tmp_path, tmp_path / "log", env=os.environ)
    assert done.code == 0
    assert done.total.cpu >= BURNT


def test_measure_a_daemon_without_the_meter() -> None:
    """Control: whoever only waits for the command itself misses its daemon."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(python(DAEMON), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < BURNT


def test_measure_with_a_mark(tmp_path: Path) -> None:
    """The first line with the mark splits the cost in two."""
    code = """
import time
while time.process_time() < 0.2: pass
print("here it BEGINS", flush=True)
while time.process_time() < 0.5: pass
print("here it BEGINS again", flush=True)
"""
    done = measure(python(code), tmp_path, tmp_path / "log", env=os.environ, mark="BEGINS")
    assert done.started is not None
    work = done.total - done.started
    assert done.started.cpu >= 0.18
    assert work.cpu >= 0.2
    assert done.last_words == "here it BEGINS again"


def test_measure_what_does_not_end(tmp_path: Path) -> None:
    """A daemon that never ends is ended, and the report says so."""
    code = """
import os, time
if os.fork() == 0:
    os.close(1), os.close(2)
    time.sleep(600)
"""
    done = measure(python(code), tmp_path, tmp_path / "log", env=os.environ)
    assert done.leftover == 1
    assert done.total.wall < 600  # it was not waited for


def test_measure_a_failing_command(tmp_path: Path) -> None:
    """The exit code and the last words are kept."""
    code = "import sys; sys.exit('no luck')"
    done = measure(python(code), tmp_path, tmp_path / "log", env=os.environ)
    assert (done.code, done.last_words) == (1, "no luck")


def test_measure_an_error_before_more_words(tmp_path: Path) -> None:
    """The last words are the error's, not what was written after it."""
    code = "print('  a.b.SomeError: this is why'); print('see above'); raise SystemExit(1)"
    done = measure(python(code), tmp_path, tmp_path / "log", env=os.environ)
    assert done.last_words == "a.b.SomeError: this is why"


def test_cost_arithmetic() -> None:
    """Costs add, subtract and scale by part."""
    assert (Cost(1, 2) + Cost(3, 4) - Cost(1, 1)) * 2 == Cost(6, 10)


def test_clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that swaps the kernel for ours must not reach stock nbgrader."""
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "warm")
    environment = clean_environment(tmp_path)
    assert "JUPYTER_DEFAULT_PROVISIONER_NAME" not in environment
    assert environment["JUPYTER_CONFIG_DIR"].startswith(str(tmp_path))
