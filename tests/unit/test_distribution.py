"""Which tests stay together where several workers run, and which begin first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.distribution import LONGEST, TOGETHER, begin_with_longest
from tests.shared_bytecode import share_of

TESTS = Path(__file__).resolve().parents[1]


def test_named_files_and_folders_are_there() -> None:
    """A file that was moved has to be named anew."""
    assert [name for name in (*LONGEST, *TOGETHER) if not (TESTS / name).exists()] == []


def test_longest_begin_first_and_files_stay_whole() -> None:
    """The files of a folder that stays together are one piece of work; nothing else is mixed."""
    long = max(LONGEST, key=lambda name: LONGEST[name])
    assert long in TOGETHER  # and it is no file
    names = [
        "unit/test_a.py::b",
        "unit/test_a.py::a",
        f"{long}/test_c.py::d",
        f"{long}/test_c.py::c",
    ]
    items: list[Any] = [SimpleNamespace(nodeid=f"tests/{name}") for name in names]
    begin_with_longest(items)
    assert [item.nodeid for item in items] == [f"tests/{names[n]}" for n in (2, 3, 0, 1)]


def test_each_module_is_compiled_by_one_worker() -> None:
    """The shares of the workers are all test modules, each once."""
    told = [{"workerid": f"gw{number}", "workercount": 3} for number in range(3)]
    shares = [name for one in told for name in share_of(one)]
    assert len(shares) == len(set(shares)) == len(list(TESTS.rglob("test_*.py")))
    assert __name__ in shares
