"""What workers compile of the tests, compiled by one of them and read by all others.

pytest rewrites each test module before it compiles it, which takes longer than all else of its
import. Workers that begin together would each do it for every module, even where Python is told to
write no bytecode: so each begins with a share of its own, and what it made is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["share_bytecode", "share_of"]

_TESTS = Path(__file__).resolve().parent


@contextmanager
def share_bytecode(worker: Mapping[str, Any] | None) -> Iterator[None]:
    """Write bytecode during the block, which collects; a worker imports its share before.

    Args:
        worker: what pytest-xdist tells a worker of itself; None where there is one process.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        for name in share_of(worker) if worker else ():
            with suppress(Exception):  # the collection will say what is wrong with it
                import_module(name)
        yield
    finally:
        sys.dont_write_bytecode = before


def share_of(worker: Mapping[str, Any]) -> list[str]:
    """Return the test modules that a worker begins with: each is one worker's."""
    number, count = int(worker["workerid"].removeprefix("gw")), int(worker["workercount"])
    files = sorted(_TESTS.rglob("test_*.py"))[number::count]
    return [".".join(file.relative_to(_TESTS.parent).with_suffix("").parts) for file in files]
