"""What a learner hears of a failed check."""

from __future__ import annotations

import unittest
from typing import Any

import numpy as np
import pandas as pd
import pytest
from terakoya_autograde.clean_room.failure_messages import message_for_learner
from terakoya_autograde.notebooks.region_marks import NBGRADER

CHECK = """assert f(1) == 1, "f(1) should be 1"
### BEGIN HIDDEN TESTS
{}
### END HIDDEN TESTS"""


DIFFER = "Index are different"


def heard(line: str, f: Any) -> str:
    """Run a check with `line` in its hidden part; return what its error lets be told."""
    source = CHECK.format(line)
    names = {"f": f, "np": np, "pd": pd, "unittest": unittest}
    try:
        exec(compile(source, "<check>", "exec"), names)  # noqa: S102 - a check of ours
    except Exception as error:  # noqa: BLE001 - whatever it raises
        return message_for_learner(error, names, NBGRADER.hidden_lines(source))
    raise AssertionError("the check did not fail")


def own_error(x: int) -> int:
    """Quote what it was called with."""
    if x > 1:
        raise KeyError(f"secret {x}")
    return x


@pytest.mark.parametrize(
    ("line", "f", "told"),
    [
        ("assert f(7) == 49, 'squares are wrong'", lambda x: x, "squares are wrong"),
        ("assert f(7) == 49", lambda x: x, "AssertionError"),
        ("np.testing.assert_equal(f(7), 49)", lambda x: x, "Items are not equal:"),
        ("unittest.TestCase().assertEqual(f(7), 49)", lambda x: x, "AssertionError"),
        ("unittest.TestCase().assertIn(f(7), [49, 50])", lambda x: x, "AssertionError"),
        ("pd.testing.assert_index_equal(pd.Index([f(7)]), pd.Index([49]))", lambda x: x, DIFFER),
        ("f(7)", own_error, "KeyError"),
        (
            "f(7) + []",
            lambda x: x,
            "TypeError: unsupported operand type(s) for +: 'int' and 'list'",
        ),
        ("f(1)", lambda _x: 0, ""),
    ],
)
def test_words_of_error(line: str, f: Any, told: str) -> None:
    """The author's words are told; values that a hidden test uses are not."""
    assert heard(line, f) == told


def test_words_never_hold_a_hidden_value() -> None:
    """A library's assertion quotes both sides: only its first line is told."""
    told = heard("np.testing.assert_allclose([f(7.125)], [49.375])", lambda x: x)
    assert told
    assert "7.125" not in told
    assert "49.375" not in told


@pytest.mark.parametrize("mark", ["# {}", "#{}", "# --- {} ---", "########## {} (7) ##########"])
def test_words_of_a_hidden_part_by_any_spelling_of_its_marks(mark: str) -> None:
    """What nbgrader takes for a hidden part is one here: no value of it is told."""
    hidden = f"{mark.format('BEGIN HIDDEN TESTS')}\nnp.testing.assert_equal(f(7), 49.375)"
    source = f"assert f\n{hidden}\n{mark.format('END HIDDEN TESTS')}"
    names: dict[str, Any] = {"f": lambda x: x, "np": np}
    with pytest.raises(AssertionError, match=r"49\.375") as caught:
        exec(compile(source, "<check>", "exec"), names)  # noqa: S102 - a check of ours
    told = message_for_learner(caught.value, names, NBGRADER.hidden_lines(source))
    assert told == "Items are not equal:"
