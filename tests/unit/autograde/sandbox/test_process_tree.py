"""Counting and limiting the memory of a tree of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terakoya_autograde.sandbox import kernel_memory
from terakoya_autograde.sandbox.process_tree import tree, tree_memory

MB = 2**20
HOLD = "x = b'x' * (30 * 2**20)"
PARENT = f"""
import os, sys
{HOLD}
if os.fork() == 0:
    y = b"y" * (30 * 2**20)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def family() -> Iterator[int]:
    """A process with 30 MB and its child with 30 MB more, sharing the first 30."""
    command = [sys.executable, "-ISc", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == [b"held\n"] * 2
        yield process.pid
        process.kill()
        for pid in tree(process.pid)[1:]:
            os.kill(pid, 9)


def test_tree_memory_bounds(family: int) -> None:
    """The quick count takes what is shared twice, the exact one once."""
    assert len(tree(family)) == 2
    assert tree_memory(family) > 90 * MB
    assert 60 * MB < tree_memory(family, exact_from=0) < 85 * MB


def test_tree_memory_exact_only_near_the_limit(family: int) -> None:
    """Far from the limit the quick count is enough."""
    assert tree_memory(family, exact_from=1000 * MB) > 90 * MB


def test_tree_memory_gone() -> None:
    """A process that has ended holds nothing."""
    with subprocess.Popen([sys.executable, "-ISc", ""]) as process:
        pass
    assert tree_memory(process.pid) == 0


ENDED = f"""
import ctypes, os, platform, sys, threading, time
from pathlib import Path
def hold():
    first = Path(f"/proc/self/task/{{os.getpid()}}/stat")
    while first.read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    held = b"x" * (30 * {MB})
    print("held", flush=True)
    sys.stdin.read()
threading.Thread(target=hold).start()
ctypes.CDLL(None).syscall({{"x86_64": 60, "aarch64": 93}}[platform.machine()], 0)
"""
PIPES = """
import os, sys
held = [os.pipe() for _ in range(50)]
if os.fork() == 0:
    os.pipe()
os.write(1, b"held" + bytes([10]))
sys.stdin.read()
"""


@contextmanager
def holding(program: str, said: int = 1) -> Iterator[int]:
    """A process that runs a program which says that it holds something."""
    command = [sys.executable, "-Sc", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(said)] == [b"held\n"] * said
        yield process.pid
        for pid in reversed(tree(process.pid)):
            os.kill(pid, 9)


@pytest.mark.parametrize("exact_from", [None, 0])
def test_tree_memory_of_a_process_whose_first_thread_has_ended(exact_from: int | None) -> None:
    """What the other threads hold counts, though the process looks dead."""
    with holding(ENDED) as pid:
        assert tree_memory(pid, exact_from) > 30 * MB


def test_tree_memory_counts_a_pipe_once() -> None:
    """What two processes hold of one pipe is not two pipes; an empty process is small."""
    with holding(PIPES, 2) as pid:
        assert len(tree(pid)) == 2
        exact = tree_memory(pid, exact_from=0)
        assert 50 * kernel_memory.DESCRIPTOR < exact < 60 * kernel_memory.DESCRIPTOR + 25 * MB
        assert tree_memory(pid) > exact


def test_files_of_a_place_count_also_when_deleted(tmp_path: Path) -> None:
    """A deleted file that is open takes the room that it took before."""
    place = str(tmp_path)
    before = kernel_memory.files(os.getpid(), [place])
    assert before is not None
    with (tmp_path / "held").open("wb") as file:
        file.write(b"x" * 8 * MB)
        file.flush()
        os.fsync(file.fileno())
        (tmp_path / "held").unlink()
        after = kernel_memory.files(os.getpid(), [place])
        assert after is not None
        assert after > before + 4 * MB  # others write to this disk, too
    assert kernel_memory.files(os.getpid(), [f"{place}/nowhere"]) is None
