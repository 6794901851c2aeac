"""Killing a child with all that it started, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from terakoya_autograde.warm.termination import kill_tree

FAMILY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"


@pytest.fixture
def family() -> Iterator[psutil.Process]:
    """A process with a child."""
    with subprocess.Popen([sys.executable, "-c", FAMILY], stdin=subprocess.PIPE) as started:
        process = psutil.Process(started.pid)
        while not process.children():
            time.sleep(0.01)
        yield process
        started.kill()


def test_child_goes_with_what_it_started(family: psutil.Process) -> None:
    """Also where it is not the first process of a namespace."""
    (child,) = family.children()
    handle = os.pidfd_open(family.pid)
    kill_tree(family.pid, handle, alone=False)
    os.close(handle)
    _gone, left = psutil.wait_procs([child], timeout=60)
    assert not left


def test_number_that_is_somebody_elses_by_now_is_left_alone(family: psutil.Process) -> None:
    """A process that ended long ago may have left its number to another, whose children live."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        handle = os.pidfd_open(ended.pid)
    kill_tree(family.pid, handle, alone=False)
    os.close(handle)
    (child,) = family.children()
    assert child.is_running()
    assert child.status() != psutil.STATUS_ZOMBIE
