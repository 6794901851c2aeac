"""The dtypes of a table's columns cross as what they are, and nothing passes for one."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values import Decoder, Encoder

TABLE = pd.DataFrame(
    {
        "text": ["x", "y"],
        "nullable text": pd.array(["x", None], dtype="string"),
        "whole": [1, 2],
        "part": [0.5, 1.5],
        "truth": [True, False],
        "anything": pd.Series([1, "x"], dtype=object),
        "kind": pd.Categorical(["u", "v"], categories=["v", "u"], ordered=True),
        "moment": pd.to_datetime(["2026-01-01", "2026-01-02"]),
        "zoned": pd.to_datetime(["2026-01-01", "2026-01-02"]).tz_localize("Asia/Tokyo"),
        "span": pd.to_timedelta([1, 2], unit="D"),
        "month": pd.period_range("2026-01", periods=2, freq="M"),
        "bin": pd.cut([1, 2], [0, 1, 2]),
        "range": pd.arrays.IntervalArray.from_breaks([0, 1, 2], closed="left"),
        **{
            name: pd.array([1, None], dtype=name)
            for name in ("Int8", "Int64", "UInt16", "Float32", "Float64", "boolean")
        },
    }
)


def crossed(value: Any) -> Any:
    """A value on the other side."""
    return Decoder().decode(Encoder().encode(value))


@pytest.mark.parametrize("column", TABLE.columns)
def test_dtype_of_a_column_is_the_same(column: str) -> None:
    """Class, parts and text are."""
    dtype = TABLE[column].dtype
    there = crossed(dtype)
    assert type(there) is type(dtype)
    assert there == dtype
    assert repr(there) == repr(dtype)
    assert hash(there) == hash(dtype)


def test_dtypes_of_a_table_answer_as_they_do_beside_it() -> None:
    """Whatever an author asks of `dtypes`, the answer is the same."""
    there, here = crossed(TABLE.dtypes), TABLE.dtypes
    pd.testing.assert_series_equal(there, here)
    assert crossed(dict(here)) == dict(here)
    assert list(crossed(list(here))) == list(here)
    for name in ("float64", "str", "category", "Int64", "datetime64[ns, Asia/Tokyo]", "object"):
        assert ((there == name) == (here == name)).all()
    assert there["kind"] == "category"
    assert there["kind"].ordered is True
    assert pd.api.types.is_numeric_dtype(there["Float64"])
    assert there.astype(str).to_dict() == here.astype(str).to_dict()
    assert there.value_counts().to_dict() == here.value_counts().to_dict()
    pd.testing.assert_series_equal(crossed(here.value_counts()), here.value_counts())


@pytest.mark.parametrize(
    "value",
    [
        pd.CategoricalDtype(),
        pd.CategoricalDtype(ordered=True),
        pd.CategoricalDtype([1.5, 2.5], ordered=None),
        pd.IntervalDtype(),
        pd.IntervalDtype("datetime64[ns, UTC]", "both"),
        pd.DatetimeTZDtype("us", "UTC"),
        pd.PeriodDtype("Q-DEC"),
        TABLE.set_index("text").index.dtype,
        TABLE.columns.dtype,
    ],
    ids=repr,
)
def test_dtype_without_a_column_is_the_same(value: Any) -> None:
    """Also those of an index, and those that leave something open."""
    there = crossed(value)
    assert type(there) is type(value)
    assert repr(there) == repr(value)


class Yes(pd.StringDtype):
    """A learner's dtype that is equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        """Agree."""
        return True

    def __hash__(self) -> int:
        """Agree with everything."""
        return 0


class Agrees:
    """A learner's object that is equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        """Agree."""
        return True

    def __hash__(self) -> int:
        """Agree with everything."""
        return 0


def test_dtype_of_a_learners_class_arrives_as_what_it_extends() -> None:
    """Control: there it is equal to anything. Here it is not."""
    assert (pd.Series({"a": Yes()}) == "float64").all()
    there = crossed(pd.Series({"a": Yes()}, dtype=object))
    assert type(there["a"]) is pd.StringDtype
    assert not (there == "float64").any()


def test_object_that_agrees_with_everything_is_no_dtype() -> None:
    """Control: there it is equal to anything. It does not cross, alone or in a column."""
    forged = pd.Series({"a": Agrees()}, dtype=object)
    assert (forged == "float64").all()
    for value in (forged, dict(forged), [Agrees()]):
        with pytest.raises(CannotCross):
            crossed(value)


@pytest.mark.parametrize(
    "node",
    [
        ["textdtype", "elsewhere", "nan"],
        ["textdtype", "python", "always"],
        ["textdtype", ["python"], "nan"],
        ["nullable", "StringDtype"],
        ["nullable", "__class__"],
        ["nullable", ["Int8Dtype"]],
        ["categorydtype", ["list"], True],
        ["categorydtype", "abc", True],
        ["categorydtype", None, 2],
        ["categorydtype", ["name", "math:sqrt"], None],
        ["zoneddtype", "weeks", ["zone", "UTC"]],
        ["zoneddtype", "ns", None],
        ["perioddtype", "../etc"],
        ["perioddtype", 5],
        ["intervaldtype", "float64", "left"],
        ["intervaldtype", ["dtype", "<f8"], "aside"],
        ["intervaldtype", ["categorydtype", None, None], "left"],
        ["intervaldtype"],
    ],
)
def test_node_that_is_no_dtype_is_refused(node: Any) -> None:
    """What a stranger writes is looked at part by part."""
    with pytest.raises(ValueRefused):
        Decoder().decode(msgspec.msgpack.encode(node))


def test_dtype_of_numpy_answers_as_before() -> None:
    """Simple, structured and object ones."""
    for dtype in (np.dtype("f4"), np.dtype([("a", "i4"), ("b", "U3")]), np.dtype(object)):
        assert crossed(dtype) == dtype


@pytest.mark.parametrize(
    "kind", [type(None), np.object_, pd.StringDtype, type(TABLE["kind"].dtype), type(lambda: 0)]
)
def test_usual_class_is_the_same_one(kind: type) -> None:
    """`type(x)` of what authors ask after is the checker's own."""
    assert crossed(kind) is kind
