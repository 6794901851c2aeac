"""Whether two values are the same to the last bit: classes, order, signs of zero, names."""

from __future__ import annotations

import struct
from collections import OrderedDict, defaultdict, deque
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd


def same(left: Any, right: Any) -> bool:
    """Say whether two values cannot be told apart."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    for kinds, compare in _COMPARE:
        if isinstance(left, kinds):
            return bool(compare(left, right))
    return bool(left is right or left == right)


def _floats(left: float, right: float) -> bool:
    return struct.pack("d", left) == struct.pack("d", right)


def _decimals(left: Decimal, right: Decimal) -> bool:
    return left.as_tuple() == right.as_tuple()


def _complex(left: complex, right: complex) -> bool:
    return _floats(left.real, right.real) and _floats(left.imag, right.imag)


def _sequences(left: Any, right: Any) -> bool:
    return len(left) == len(right) and all(map(same, left, right))


def _deques(left: Any, right: Any) -> bool:
    return left.maxlen == right.maxlen and _sequences(left, right)


def _dicts(left: Any, right: Any) -> bool:
    factories = getattr(left, "default_factory", None), getattr(right, "default_factory", None)
    return factories[0] is factories[1] and _sequences(list(left.items()), list(right.items()))


def _sets(left: Any, right: Any) -> bool:
    return len(left) == len(right) and all(any(same(x, y) for y in right) for x in left)


def _times(left: Any, right: Any) -> bool:
    parts = [(x.replace(tzinfo=None), x.fold, repr(x.tzinfo)) for x in (left, right)]
    return parts[0] == parts[1] and type(left.tzinfo) is type(right.tzinfo)


def _scalars(left: Any, right: Any) -> bool:
    return left.dtype == right.dtype and left.tobytes() == right.tobytes()


def _arrays(left: Any, right: Any) -> bool:
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    if left.flags.fnc != right.flags.fnc or not right.flags.writeable:
        return False
    if left.dtype == object:
        return _sequences(left.ravel().tolist(), right.ravel().tolist())
    return left.tobytes() == right.tobytes()


def _masked(left: Any, right: Any) -> bool:
    masks = np.ma.getmaskarray(left), np.ma.getmaskarray(right)
    return _arrays(left.data, right.data) and _arrays(*masks)


def _timestamps(left: Any, right: Any) -> bool:
    return (left.asm8, left.unit, left.fold, repr(left.tz)) == (
        right.asm8,
        right.unit,
        right.fold,
        repr(right.tz),
    )


def _durations(left: Any, right: Any) -> bool:
    return (left.asm8, left.unit) == (right.asm8, right.unit)


def _columns(left: Any, right: Any) -> bool:
    dtypes = left.dtype == right.dtype and repr(left.dtype) == repr(right.dtype)
    return dtypes and _sequences(list(left), list(right))


def _categories(left: Any, right: Any) -> bool:
    return _arrays(left.codes.copy(), right.codes.copy()) and same(
        [left.categories, left.ordered], [right.categories, right.ordered]
    )


def _indexes(left: Any, right: Any) -> bool:
    names = [list(left.names), getattr(left, "freq", None)]
    if not same(names, [list(right.names), getattr(right, "freq", None)]):
        return False
    if isinstance(left, pd.MultiIndex):
        return same([list(left.levels), list(left)], [list(right.levels), list(right)])
    return same(left.array, right.array)


def _series(left: Any, right: Any) -> bool:
    extra = [[x.index, x.name, x.attrs, x.flags.allows_duplicate_labels] for x in (left, right)]
    return same(*extra) and same(left.array, right.array)


def _frames(left: Any, right: Any) -> bool:
    extra = [[x.index, x.columns, x.attrs, x.flags.allows_duplicate_labels] for x in (left, right)]
    columns = [[x.iloc[:, at].array for at in range(x.shape[1])] for x in (left, right)]
    return same(*extra) and same(*columns)


_COMPARE: list[tuple[Any, Any]] = [
    (type(pd.NaT), lambda _left, _right: True),
    (np.ma.MaskedArray, _masked),
    (np.ndarray, _arrays),
    (np.generic, _scalars),
    (pd.Timestamp, _timestamps),
    (pd.Timedelta, _durations),
    (pd.DataFrame, _frames),
    (pd.Series, _series),
    (pd.Index, _indexes),
    (pd.Categorical, _categories),
    (pd.api.extensions.ExtensionArray, _columns),
    ((datetime, time), _times),
    (Decimal, _decimals),
    (float, _floats),
    (complex, _complex),
    ((OrderedDict, defaultdict, dict), _dicts),
    (deque, _deques),
    ((list, tuple), _sequences),
    ((set, frozenset), _sets),
]
