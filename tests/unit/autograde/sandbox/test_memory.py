"""Counting and limiting the memory of a tree of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from terakoya_autograde.sandbox.memory import tree, tree_memory

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
