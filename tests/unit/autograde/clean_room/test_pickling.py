"""Values that are carried from the process that made them to the checker that needs them."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from terakoya_autograde.clean_room.pickling import NotCarriedError, pack, unpack


def test_carried_values_are_the_same_and_new() -> None:
    """They are equal to what they were, and nobody else's."""
    table = pd.DataFrame({"名": ["a", None], "x": [1.0, 2.0]})
    values = {"table": table, "rows": [{"n": decimal.Decimal("0.1")}], "both": [table, table]}
    made = unpack(pack(values, {}), {})
    pd.testing.assert_frame_equal(made["table"], table)
    assert made["rows"] == values["rows"]
    assert made["both"][0] is made["both"][1] is made["table"] is not table


def test_carried_values_meet_what_is_there_anyway() -> None:
    """An object that every checker has goes by its name, and so does a module."""
    known, there = {"data": [1, 2]}, {"data": [1, 2]}
    made = unpack(pack({"alias": known["data"], "library": decimal}, known), there)
    assert made["alias"] is there["data"]
    assert made["library"] is decimal


def _defined_in_a_cell() -> Callable[[], int]:
    """Return a function as a cell would make it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("def two():\n    return 2", names)  # noqa: S102 - as a cell does
    made: Callable[[], int] = names["two"]
    return made


@pytest.mark.parametrize(
    "value",
    [open, _defined_in_a_cell(), [_defined_in_a_cell()], Figure(), (n for n in "a")],
    ids=["builtin", "function", "in a list", "figure", "generator"],
)
def test_carried_is_only_what_has_a_form_of_its_own(value: object) -> None:
    """A built-in function is found again; what a cell defines or draws is made in its place."""
    if value is open:
        assert unpack(pack({"value": value}, {}), {}) == {"value": value}
        return
    with pytest.raises(NotCarriedError):
        pack({"value": value}, {})
