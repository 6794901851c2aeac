"""What a server uses, looked at from outside, and what becomes of it where that is too much.

Each process is bound by the operating system from the start (`Policy`). Here the sum is looked at:
memory of all processes, and what the home holds. Neither can be bound by an account without rights
on a machine without writable control groups, so it is watched, and a little more than allowed can
be had between two looks.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import msgspec
from terakoya_autograde.sandbox import process_memory, tree, tree_memory
from terakoya_autograde.storage import write_file

from terakoya.hub.spawning.file_growth import file_growth, let_files_grow
from terakoya.hub.spawning.home_usage import USAGE, HomeUsage, measure_home
from terakoya.hub.spawning.server_record import ServerRecord, kill_server

__all__ = ["look_at_home", "look_at_memory"]

_MB = 2**20
_TOO_FULL = 1.25
"""Part of the quota from which on nothing but the server goes on."""


def look_at_memory(record: ServerRecord) -> list[int]:
    """End what takes too much memory; return the processes that were killed.

    Of a server that holds more than it may, the largest process is killed, as the system itself
    would do; that is a kernel, which JupyterLab tells its owner. Where it is the server itself,
    all of it ends.
    """
    allowed = record.limits.memory_mb * _MB
    if tree_memory(record.pid, allowed, sandboxed=True) <= allowed:
        return []
    numbers = tree(record.pid)
    largest = max(numbers, key=process_memory, default=record.pid)
    if largest in numbers[:2]:  # the first process, or the server
        kill_server(record.pid, record.started)
        return [record.pid]
    with suppress(OSError):
        os.kill(largest, signal.SIGKILL)
    return [largest]


def look_at_home(record: ServerRecord, shown: Path, bound: set[int]) -> HomeUsage:
    """Count the home, tell the server, and let nothing more be written where it is full.

    Args:
        shown: the folder that the server can read.
        bound: the processes that were told before that there is no room; changed here.
    """
    limits = record.limits
    usage = measure_home(Path(record.home), limits.home_mb * _MB)
    write_file(shown / USAGE, msgspec.json.encode(usage), 0o644)
    first, _server, *others = [*tree(record.pid), 0, 0]
    largest = 0 if usage.is_full else limits.file_mb * _MB
    for number in filter(None, [first, *others]):  # the server itself refuses in words
        given_back = number in bound and (file_growth(number) or (0, 0))[0] > 0
        if number != first and usage.is_full and (given_back or usage.part > _TOO_FULL):
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)
        let_files_grow(number, largest)
    bound.clear()
    bound.update(filter(None, others) if usage.is_full else ())
    return usage
