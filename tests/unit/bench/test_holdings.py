"""What a process holds is seen, whatever kind it is of: the leak test can fail."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import pytest
from holdings import Holdings

Leak = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def descriptor(_folder: Path) -> Iterator[None]:
    """Leave a file open."""
    opened = os.open(os.devnull, os.O_RDONLY)
    try:
        yield
    finally:
        os.close(opened)


@contextmanager
def thread(_folder: Path) -> Iterator[None]:
    """Leave a thread waiting."""
    over = threading.Event()
    waiting = threading.Thread(target=over.wait)
    waiting.start()
    try:
        yield
    finally:
        over.set()
        waiting.join()
        # join returns when Python's part is over: the system ends the thread a moment later
        while Path(f"/proc/self/task/{waiting.native_id}").exists():
            os.sched_yield()


@contextmanager
def process(_folder: Path) -> Iterator[None]:
    """Leave a process waiting."""
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        yield
        child.communicate(b"\n")


@contextmanager
def file(folder: Path) -> Iterator[None]:
    """Leave a temporary file."""
    (folder / "left").touch()
    yield
    (folder / "left").unlink()


@contextmanager
def shared_memory(_folder: Path) -> Iterator[None]:
    """Leave shared memory of the system mapped."""
    made = SharedMemory(create=True, size=4096)
    try:
        yield
    finally:
        made.close()
        made.unlink()


@contextmanager
def anonymous_shared_memory(_folder: Path) -> Iterator[None]:
    """Leave memory of a descriptor that nothing else names."""
    made = os.memfd_create("left")
    try:
        yield
    finally:
        os.close(made)


@contextmanager
def listener(_folder: Path) -> Iterator[None]:
    """Leave a port open."""
    with socket.create_server(("127.0.0.1", 0)):
        yield


@contextmanager
def local_listener(folder: Path) -> Iterator[None]:
    """Leave a socket of the file system open."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(folder / "s"))
        made.listen()
        yield
    (folder / "s").unlink()


def looked_at(leak: Leak, folder: Path) -> tuple[list[str], list[str]]:
    """Say what is left while one thing is there, and when it is gone."""
    with leak(folder):
        pass  # what the first one starts may stay: Python's own watcher of shared memory
    before = Holdings.of(os.getpid(), folder)
    with leak(folder):
        with_it = Holdings.of(os.getpid(), folder).left_over(before)
    return with_it, Holdings.of(os.getpid(), folder).left_over(before)


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    """A process that does nothing else: here, threads of other tests may end meanwhile."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize(
    ("leak", "kind"),
    [
        (descriptor, "descriptors"),
        (thread, "threads"),
        (process, "processes"),
        (file, "files"),
        (shared_memory, "shared"),
        (anonymous_shared_memory, "shared"),
        (listener, "listeners"),
        (local_listener, "listeners"),
    ],
)
def test_what_is_left_is_seen(
    leak: Leak, kind: str, tmp_path: Path, apart: ProcessPoolExecutor
) -> None:
    """One thing of each kind is more than before, and nothing is when it is gone."""
    with_it, without = apart.submit(looked_at, leak, tmp_path).result()
    assert any(said.endswith(f" {kind} are left") for said in with_it)
    assert without == []
