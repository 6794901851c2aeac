"""How a cell's end is said."""

from __future__ import annotations

from typing import Any

import pytest
from terakoya_autograde.model import Limits

from terakoya.model.ended import describe_end, failing_line, limit_met

LIMITS = Limits(cell_seconds=5, notebook_seconds=20, memory_mb=700, output_kb=64)


def error(name: str, value: str = "", traceback: str = "") -> dict[str, Any]:
    """An error as a notebook keeps it."""
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": [traceback]}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["OutputLimitExceeded"], "64 kB: the limit output_kb"),
        (["MemoryLimitExceeded"], "700 MB of memory: the limit memory_mb"),
        (["KeyboardInterrupt", "CellTimeoutError"], "5 s, or the notebook longer than 20 s"),
        (["KernelDied"], "its process ended"),
    ],
)
def test_limit_is_said_with_its_number_and_setting(names: list[str], words: str) -> None:
    """Whatever else came up on the way."""
    outputs = [error(name) for name in names]
    assert words in limit_met(outputs, LIMITS)
    assert describe_end(outputs, LIMITS) == limit_met(outputs, LIMITS)


def test_error_is_said_in_one_line() -> None:
    """The first line of its words; without words, its name alone; nothing where there is none."""
    assert describe_end([error("ValueError", "no\nmore")], LIMITS) == "ValueError: no"
    assert describe_end([error("StopIteration")], LIMITS) == "StopIteration"
    assert describe_end([error("CannotBeChecked", "this cannot")], LIMITS) == "this cannot"
    assert describe_end([], LIMITS) == ""
    assert limit_met([error("ValueError", "no")], LIMITS) == ""


def test_failing_line_is_read_without_a_terminals_colours() -> None:
    """As IPython marks it with an arrow; None where nothing is marked."""
    shown = "\x1b[32m      1\x1b[39m x=1\n\x1b[32m----> \x1b[39m\x1b[32m2\x1b[39m assert x == 2\n"
    assert failing_line([error("AssertionError", "", shown)]) == (2, "assert x == 2")
    assert failing_line([error("AssertionError")]) is None
    assert failing_line([]) is None
