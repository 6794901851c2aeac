"""Two values of a notebook: where they differ, and what is the same all the same."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from terakoya.authoring.mutants.frozen import first_difference, freeze

TABLE = pd.DataFrame({"a": [1, 2, 3], "b": [0.1, 0.2, float("nan")]})


class Town:
    """A learner's own class."""

    def __init__(self, people: int) -> None:
        self.people = people


def bars(*heights: int, title: str = "people") -> Figure:
    """A bar chart."""
    figure = Figure()
    axes = figure.subplots()
    axes.bar(range(len(heights)), heights)
    axes.set_title(title)
    return figure


SAME = (
    (1, 1.0),
    (0.1 + 0.2, 0.3),
    (math.nan, float("nan")),
    ([1, 2], (1, 2)),
    (np.int64(3), 3),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({3, 1}, {1, 3}),
    (TABLE, TABLE.copy()),
    (TABLE["a"], TABLE["a"].astype(float)),
    (np.array([1.0, 2.0]), [1, 2]),
    (Town(3), Town(3)),
    (bars(1, 2), bars(1, 2)),
)
DIFFERENT: tuple[tuple[Any, Any, str], ...] = (
    (1, 2, "x"),
    ("a", "b", "x"),
    (True, None, "x"),
    (0.5, math.nan, "x"),
    ([1, 2], [1], "len(x)"),
    ([1, [2, 3]], [1, [2, 4]], "x[1][1]"),
    ({"a": 1}, {"b": 1}, "'a' in x"),
    ({"a": 1}, {"a": 1, "b": 1}, "'b' in x"),
    (TABLE, TABLE.assign(a=[1, 2, 4]), "x['a'].tolist()[2]"),
    (TABLE, TABLE.iloc[:2], "len(list(x.index))"),
    (TABLE, TABLE[["b", "a"]], "list(x.columns)[0]"),
    (TABLE, TABLE.iloc[::-1], "list(x.index)[0]"),
    (TABLE["b"], TABLE["b"].fillna(0), "x.tolist()[2]"),
    (TABLE, None, "type(x).__name__"),
    (Town(3), Town(4), "x['people']"),
    (bars(1, 2), bars(1, 3), "x[0]['bars'][1][2]"),
    (bars(1, title="a"), bars(1, title="b"), "x[0]['title']"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_values_do_not_differ(one: object, other: object) -> None:
    """Kinds of numbers, of lists and noise of the last digit make no difference."""
    assert first_difference(freeze(one), freeze(other), "x") is None


@pytest.mark.parametrize(("one", "other", "where"), DIFFERENT)
def test_difference_is_told_with_its_place(one: object, other: object, where: str) -> None:
    """As an expression that a test can hold."""
    found = first_difference(freeze(one), freeze(other), "x")
    assert found is not None
    assert found.where == where


def test_order_of_a_table_counts_where_it_is_asked_for() -> None:
    """Else rows and columns may stand in any order."""
    other = TABLE.iloc[::-1][["b", "a"]]
    assert first_difference(TABLE, other, "x", in_order=False) is None
    assert first_difference(TABLE, other, "x", in_order=True) is not None
