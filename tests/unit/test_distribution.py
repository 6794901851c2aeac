"""Which tests stay together where several workers run, and which begin first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.distribution import LONGEST, TOGETHER, begin_with_longest

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
