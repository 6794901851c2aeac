"""Values to try: every kind that crosses, with its rare cases."""

from __future__ import annotations

import array
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

ZONES = ["Asia/Tokyo", "Europe/Berlin", "UTC"]
zones = (
    st.none()
    | st.sampled_from([ZoneInfo(name) for name in ZONES])
    | st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
)
texts = st.text() | st.text(st.characters(categories=["Cs", "Lo"]), max_size=5)
hashable_atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**200), 2**200),
    st.floats(),
    st.complex_numbers(),
    texts,
    st.binary(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.dates(),
    st.times(timezones=zones),
    st.datetimes(timezones=zones),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from([..., int, ValueError, PurePosixPath("a/b"), Path("/x"), range(3)]),
)
atoms = hashable_atoms | st.one_of(
    st.decimals(),
    st.binary().map(bytearray),
    st.builds(slice, st.none() | st.integers(), st.integers()),
    st.lists(st.integers(-(2**31), 2**31 - 1)).map(lambda numbers: array.array("q", numbers)),
    st.builds(range, st.integers(), st.integers(), st.integers(1)),
)
keys = st.recursive(
    hashable_atoms,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.frozensets(inner, max_size=4),
    max_leaves=5,
)


def _containers(inner: Any) -> Any:
    pairs = st.dictionaries(keys, inner, max_size=6)
    return st.one_of(
        st.lists(inner, max_size=8),
        st.lists(inner, max_size=8).map(tuple),
        st.sets(keys, max_size=8),
        pairs,
        pairs.map(OrderedDict),
        pairs.map(lambda taken: defaultdict(list, taken)),
        pairs.map(lambda taken: Counter(dict.fromkeys(taken, 3))),
        st.lists(inner, max_size=5).map(lambda taken: deque(taken, 7)),
    )


cell_values = st.recursive(atoms, _containers, max_leaves=25)
plain_values = st.recursive(atoms | st.just(len), _containers, max_leaves=25)
bulk_lists = st.lists(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts), min_size=4, max_size=60
)

_dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(),
    hnp.complex_number_dtypes(),
    hnp.datetime64_dtypes(),
    hnp.timedelta64_dtypes(),
    hnp.byte_string_dtypes(max_len=5),
    hnp.unicode_string_dtypes(max_len=5),
    hnp.array_dtypes(max_size=3, allow_subarrays=True),
)
_shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
arrays = hnp.arrays(_dtypes, _shapes) | hnp.arrays(_dtypes, _shapes).map(np.asfortranarray)
object_arrays = hnp.arrays(object, _shapes, elements=cell_values)
scalars = hnp.arrays(_dtypes, 1).map(lambda made: made[0])

_moments = st.integers(0, 2**52).map(lambda number: np.datetime64(number, "us"))
_names = st.none() | st.text() | st.integers() | st.tuples(st.text(), st.integers())


def _some(elements: Any) -> Any:
    return st.lists(elements, min_size=1, max_size=12)


def _objects(values: list[Any]) -> pd.Series[Any]:
    made = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return pd.Series(made, dtype=object)


_object_column = _some(cell_values).map(_objects)
columns = st.one_of(
    _some(st.floats()).map(lambda v: pd.Series(v, dtype="float64")),
    _some(st.integers(-128, 127)).map(lambda v: pd.Series(v, dtype="int8")),
    _some(st.booleans()).map(lambda v: pd.Series(v, dtype="bool")),
    _some(st.none() | st.text()).map(lambda v: pd.Series(v, dtype="str")),
    _some(st.none() | st.text()).map(lambda v: pd.Series(v, dtype="string")),
    _some(st.none() | st.integers(0, 9)).map(lambda v: pd.Series(v, dtype="Int64")),
    _some(st.none() | st.floats(0, 9)).map(lambda v: pd.Series(v, dtype="Float32")),
    _some(st.none() | st.booleans()).map(lambda v: pd.Series(v, dtype="boolean")),
    _some(st.none() | st.sampled_from("abc")).map(lambda v: pd.Series(v, dtype="category")),
    _some(st.sampled_from("ab")).map(
        lambda v: pd.Series(pd.Categorical(v, categories=["b", "z", "a"], ordered=True))
    ),
    _some(st.none() | _moments).map(lambda v: pd.Series(v, dtype="datetime64[us]")),
    st.tuples(_some(_moments), st.sampled_from(ZONES)).map(
        lambda v: pd.Series(v[0], dtype="datetime64[us]").dt.tz_localize("UTC").dt.tz_convert(v[1])
    ),
    _some(st.integers(-(10**6), 10**6)).map(lambda v: pd.Series(pd.to_timedelta(v, unit="s"))),
    _some(st.integers(0, 900)).map(
        lambda v: pd.Series(pd.PeriodIndex.from_ordinals(np.array(v), freq="M"))
    ),
    _some(st.integers(0, 9)).map(
        lambda v: pd.Series(pd.arrays.IntervalArray.from_breaks(sorted(v), closed="left"))
    ),
    _object_column,
)
indexes = st.one_of(
    st.builds(pd.RangeIndex, st.integers(0, 50), name=_names),
    st.builds(lambda s, name: pd.Index(s.array, name=name), columns, _names),
    st.builds(
        lambda n, freq, name: pd.date_range("2026-04-01", periods=n, freq=freq, name=name),
        st.integers(0, 9),
        st.sampled_from(["D", "MS", "W-MON", "2h", "YE-MAR"]),
        _names,
    ),
    st.builds(
        lambda left, right, names: pd.MultiIndex.from_product([left, right], names=names),
        st.lists(st.text(max_size=3), min_size=1, max_size=3, unique=True),
        st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
        st.tuples(_names, _names),
    ),
)


@st.composite
def series(draw: st.DrawFn) -> pd.Series[Any]:
    """A Series of any dtype, named, sometimes with notes."""
    made = draw(columns)
    made.name = draw(_names)
    if draw(st.booleans()):
        made.index = pd.Index(draw(st.permutations(range(len(made)))), name=draw(_names))
    if draw(st.booleans()):
        made.attrs = {"source": draw(st.text())}
    return made


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """A DataFrame of some columns, whose labels may be the same."""
    taken = draw(st.lists(columns, max_size=4))
    rows = min(map(len, taken), default=draw(st.integers(0, 3)))
    made = pd.DataFrame({at: column[:rows] for at, column in enumerate(taken)}, index=range(rows))
    labels = draw(st.lists(_names, min_size=len(taken), max_size=len(taken)))
    made.columns = pd.Index(labels, dtype=object, name=draw(_names), tupleize_cols=False)
    return made


every_value = st.one_of(plain_values, arrays, scalars, series(), frames(), indexes)
