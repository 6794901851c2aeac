"""What a server's sandbox has beside a submission's: loopback, terminals, a longer life."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from terakoya_autograde.sandbox import sandbox_available

_PROGRAM = """
import json, os, signal, socket, sys
from terakoya_autograde.sandbox import Policy, default_readable, fork_inside

def attempt(work):
    try:
        return work()
    except OSError:
        return False

def loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5) as end:
            return end.fileno() > 0

def outside():
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=5).close()
    return True

def queue():
    with open("/proc/sys/net/ipv4/tcp_rmem") as text:
        return int(text.read().split()[2]) <= 212992

def terminal():
    ours, theirs = os.openpty()
    return os.isatty(theirs)

def loosen():
    with open("/proc/sys/net/ipv4/tcp_rmem", "w") as text:
        return text.write("4096 65536 6291456") > 0

def body():
    tries = (loopback, outside, terminal, loosen) + ((queue,) if options.get("loopback") else ())
    with os.fdopen(answer, "w") as told:
        json.dump({work.__name__: attempt(work) for work in tries}, told)
    if pauses:
        signal.pause()

options = json.loads(sys.argv[1])
pauses = options.pop("pauses", False)
reader, answer = os.pipe()
inside = fork_inside(Policy(default_readable(), **options), {}, (answer,), body)
os.close(answer)
with os.fdopen(reader) as heard:
    said = json.load(heard)
print(json.dumps(said | {"pid": inside.pid}))
"""


def _try(port: int, **options: object) -> Mapping[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(options), str(port)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.fixture
def port() -> Any:
    """A port of this machine at which somebody listens."""
    import socket  # noqa: PLC0415 - the name is a module's of the program, too

    if not sandbox_available():
        pytest.skip("needs the sandbox: this machine does not give all of its layers")
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_loopback_of_its_own(port: int) -> None:
    """With a loopback a program speaks TCP with itself, within bounds, and with nobody else."""
    found = _try(port, loopback=True, terminals=4)
    assert found["loopback"]
    assert found["terminal"]
    assert found["queue"]
    assert not found["outside"]
    assert not found["loosen"]


def test_loopback_control(port: int) -> None:
    """Without the two there is neither: a submission's sandbox is as it was."""
    found = _try(port)
    assert not found["loopback"]
    assert not found["terminal"]
    assert not found["outside"]


def _has_ended(pid: int, milliseconds: int) -> bool:
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        watch = select.poll()
        watch.register(pidfd, select.POLLIN)
        return bool(watch.poll(milliseconds))
    finally:
        os.close(pidfd)


def test_child_that_outlives_its_parent(port: int) -> None:
    """It goes on when its parent has ended, and ends by its number."""
    pid = int(_try(port, outlives=True, pauses=True)["pid"])
    assert not _has_ended(pid, 0)
    os.kill(pid, signal.SIGKILL)
    assert _has_ended(pid, 10_000)


def test_child_that_does_not(port: int) -> None:
    """Control: without that it ends with its parent."""
    assert _has_ended(int(_try(port, pauses=True)["pid"]), 10_000)
