"""What crosses arrives the same, to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from terakoya_autograde.values import Decoder, Encoder

from tests.unit.autograde.values import strategies
from tests.unit.autograde.values.same import same

relaxed = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


def cross(value: object) -> Any:
    """Return what arrives."""
    return Decoder().decode(Encoder().encode(value))


@relaxed
@given(strategies.plain_values)
def test_plain_value_arrives_the_same(value: object) -> None:
    """Values of the standard library keep class, order and bits, in any nesting."""
    assert same(value, cross(value))


@relaxed
@given(strategies.bulk_lists)
@example(["a\x1fb", "", "\x1f", "c"])
@example(["", "", "", ""])
@example(["\ud800", "a", "b", "c"])
def test_mixed_list_arrives_the_same(value: list[object]) -> None:
    """A list that is packed in bulk is the same list."""
    assert same(value, cross(value))


@relaxed
@given(strategies.arrays | strategies.object_arrays | strategies.scalars)
def test_array_arrives_the_same(value: object) -> None:
    """Arrays and scalars of numpy keep dtype, shape, order and bytes."""
    assert same(value, cross(value))


@relaxed
@given(strategies.series() | strategies.frames())
def test_table_arrives_the_same(value: object) -> None:
    """Tables keep dtypes, labels, names, notes and what is missing."""
    assert same(value, cross(value))


@relaxed
@given(strategies.indexes)
@example(pd.Index([[], (1, []), "a"], tupleize_cols=False))
def test_index_arrives_the_same(value: object) -> None:
    """Indexes keep class, names, levels and frequency."""
    assert same(value, cross(value))


@pytest.mark.parametrize(
    "frequency", [pd.DateOffset(months=1), pd.offsets.CustomBusinessDay(holidays=["2026-05-04"])]
)
def test_index_of_a_frequency_of_ones_own_arrives_without_it(frequency: Any) -> None:
    """The times are the same; what lies between them has no text."""
    index = pd.date_range("2026-05-01", periods=3, freq=frequency)
    assert same(pd.DatetimeIndex(index, freq=None), cross(index))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (0.0, -0.0),
        (1, True),
        ([1], (1,)),
        (1.0, np.float64(1)),
        ({1: 2, 3: 4}, {3: 4, 1: 2}),
        (pd.Series(["a"]), pd.Series(["a"], dtype=object)),
        (pd.Series([1.0], name="a"), pd.Series([1.0], name="b")),
        (pd.NA, pd.NaT),
        (np.zeros((2, 2)), np.asfortranarray(np.zeros((2, 2)))),
    ],
)
def test_comparison_control(left: object, right: object) -> None:
    """The comparison of these tests sees small differences."""
    assert same(left, left)
    assert same(right, right)
    assert not same(left, right)


SINGLE = [
    pd.Timestamp("2026-04-01 09:00:00.123456789", tz="Asia/Tokyo"),
    pd.Timestamp("2026-10-25 01:30", tz="UTC").tz_convert("Europe/Berlin"),
    pd.Timedelta("1D"),
    pd.Period("2026-04", "M"),
    pd.Interval(0, 1, "neither"),
    pd.NaT,
    pd.NA,
    np.ma.array([1, 2], mask=[True, False]),
    np.ma.masked,
    np.dtype("<f4"),
    np.sin,
    np.str_("あ"),
    np.longdouble(1) / 3,
    pd.Categorical(["a", None]),
]


@pytest.mark.parametrize("value", SINGLE, ids=repr)
def test_single_value_arrives_the_same(value: object) -> None:
    """Single values of numpy and pandas arrive as they were."""
    assert same(value, cross(value))


def test_subclass_arrives_as_its_base() -> None:
    """A learner's subclass arrives as what it is built on; its methods are not asked."""

    class Sly(dict):  # type: ignore[type-arg]
        def items(self) -> Any:
            raise AssertionError("asked")

        __iter__ = keys = values = __len__ = items

    assert same(cross(Sly(a=1)), {"a": 1})


def test_view_of_a_dict_arrives_as_a_view() -> None:
    """Keys, values and items of a dict arrive as such."""
    table = {"a": 1, "b": 2}
    for view in (table.keys(), table.values(), table.items()):
        arrived = cross(view)
        assert type(arrived) is type(view)
        assert list(arrived) == list(view)


def test_module_arrives_as_the_takers_own() -> None:
    """A module that both ends have is given by its name."""
    assert cross(np) is np
