"""Answers that are changed after they were made: wrong ones, and right ones in another style.

Runs beside the notebook. A change is given a value and returns another one; where it has nothing to
change it returns the value itself. What a function returns is changed likewise.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

__all__ = ["RIGHT_CHANGES", "WRONG_CHANGES", "change_answer", "constant_answer", "fixed_argument"]

_NOISE = 3e-13
_ROUNDING, _LARGE = 0.01, 1000  # of a large number, one more or less is rounding


def _nothing(_value: object) -> object:
    return None


def _only_the_type(value: object) -> object:  # noqa: PLR0911 - one for each kind of value
    """Return a value of the same type and size that says nothing."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float | str) or _is_scalar(value):
        return type(value)()
    if isinstance(value, dict):
        return {key: _only_the_type(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_only_the_type(one) for one in value)
    if _is_frame(value):
        return value.apply(_blank)
    if _is_column(value) or _is_array(value):
        return _blank(value)
    return value


def _blank(column: Any) -> object:
    made = column.copy()
    if made.dtype.kind in "ifu":
        made[:] = 0
    elif made.dtype.kind == "b":
        made[:] = False
    elif made.dtype.kind not in "Mm":
        made[:] = ""
    return made


def _five_percent(value: object) -> object:
    """Return numbers with fractions that are five per cent too large."""
    return _map_floats(value, lambda number: number * 1.05)


def _one_more(value: object) -> object:
    """Return a whole number that is one too large."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    return value


def _cut_off(value: object) -> object:
    """Return numbers without their fractions, where that is more than a question of rounding."""
    return _map_floats(value, _cut)


def _cut(number: float) -> float:
    whole = float(int(number))
    allowed = _ROUNDING * (abs(number) if abs(number) > _LARGE else 1)
    return whole if abs(number - whole) > allowed else number


def _last_row_gone(value: object) -> object:
    if (_is_frame(value) or _is_column(value)) and len(value) > 1:
        return value.iloc[:-1]
    if isinstance(value, list | tuple) and value:
        return value[:-1]
    return value


def _one_row_wrong(value: object) -> object:
    """Return a table or column in which the last number is another."""
    if _is_frame(value):
        numbers = [name for name in value.columns if value[name].dtype.kind in "if"]
        if not numbers or not len(value):
            return value
        made = value.copy()
        made[numbers[-1]] = _one_row_wrong(value[numbers[-1]])
        return made
    if (_is_column(value) or _is_array(value)) and len(value) and value.dtype.kind in "if":
        last = value[-1] if _is_array(value) else value.iloc[-1]
        if math.isnan(last) or getattr(last, "shape", ()) != ():
            return value
        made = value.copy()
        other = last + (last / 2 if value.dtype.kind == "f" and last else 1)
        if _is_array(value):
            made[-1] = other
        else:
            made.iloc[-1] = other
        return made
    return value


WRONG_CHANGES: Mapping[str, Callable[[object], object]] = {
    "nothing": _nothing,
    "only-the-type": _only_the_type,
    "five-percent": _five_percent,
    "one-more": _one_more,
    "cut-off": _cut_off,
    "last-row-gone": _last_row_gone,
    "one-row-wrong": _one_row_wrong,
}


def _rows_in_another_order(value: object) -> object:
    if (_is_frame(value) or _is_column(value)) and len(value) > 1:
        return value.iloc[[*range(1, len(value), 2), *range(0, len(value), 2)]]
    return value


def _columns_in_another_order(value: object) -> object:
    if _is_frame(value) and value.columns.is_unique and len(value.columns) > 1:
        return value[[*value.columns][::-1]]
    if isinstance(value, dict) and len(value) > 1:
        return dict(reversed([*value.items()]))
    return value


def _float_noise(value: object) -> object:
    """Return numbers with fractions that differ in the thirteenth digit."""
    return _map_floats(value, lambda number: number * (1 + _NOISE))


def _library_numbers(value: object) -> object:
    """Return numpy's numbers for Python's own, and the other way round."""
    if isinstance(value, dict):
        return {key: _library_numbers(one) for key, one in value.items()}
    if _is_scalar(value):
        return value.item()
    numpy = sys.modules.get("numpy")
    if type(value) is float and numpy is not None:
        return numpy.float64(value)
    if type(value) is int and numpy is not None and abs(value) < 2**62:
        return numpy.int64(value)
    return value


def _list_for_column(value: object) -> object:
    """Return a list for an array or a column that is numbered from 0."""
    if _is_array(value) and value.ndim == 1:
        return value.tolist()
    if _is_column(value) and [*value.index] == [*range(len(value))]:
        return value.tolist()
    return value


def _tuple_for_list(value: object) -> object:
    return tuple(value) if type(value) is list else value


def _object_texts(value: object) -> object:
    """Return texts as pandas 2 keeps them, or as pandas 3 does."""
    if _is_frame(value):
        made = value.copy()
        for name in value.columns if value.columns.is_unique else ():
            made[name] = _object_texts(value[name])
        return made
    if not _is_column(value):
        return value
    if str(value.dtype) in {"str", "string"}:
        return value.astype(object)
    if value.dtype == object and len(value) and all(isinstance(one, str) for one in value):
        return value.astype("str")
    return value


def _other_time_unit(value: object) -> object:
    """Return moments in nanoseconds, as pandas 2 has them, or in microseconds."""
    if _is_frame(value):
        made = value.copy()
        for name in value.columns if value.columns.is_unique else ():
            made[name] = _other_time_unit(value[name])
        return made
    if _is_column(value) and value.dtype.kind in "Mm" and hasattr(value.dt, "as_unit"):
        return value.dt.as_unit("us" if "[ns" in str(value.dtype) else "ns")
    return value


RIGHT_CHANGES: Mapping[str, Callable[[object], object]] = {
    "row-order": _rows_in_another_order,
    "column-order": _columns_in_another_order,
    "float-noise": _float_noise,
    "library-numbers": _library_numbers,
    "list-for-column": _list_for_column,
    "tuple-for-list": _tuple_for_list,
    "object-texts": _object_texts,
    "time-unit": _other_time_unit,
}


def change_answer(
    value: object, change: Callable[[object], object], touched: list[object]
) -> object:
    """Return a changed value; of a function, one that changes what the function returns.

    Args:
        touched: gets an entry with each value that was there to be changed.
    """
    if not _is_function(value):
        return _change(value, change, touched)

    @functools.wraps(value)
    def changed(*given: object, **named: object) -> object:
        return _change(value(*given, **named), change, touched)

    return changed


def _change(value: object, change: Callable[[object], object], touched: list[object]) -> object:
    made = change(value)
    if made is not value and len(touched) < 1:
        touched.append(change)
    return made


def constant_answer(
    value: Callable[..., object], given: tuple[object, ...], named: Mapping[str, object]
) -> object:
    """Return a function that always returns what the given call returns."""
    known = value(*given, **named)

    @functools.wraps(value)
    def constant(*_given: object, **_named: object) -> object:
        return known

    return constant


def fixed_argument(value: Callable[..., object], place: int, known: object) -> object:
    """Return a function that takes no notice of one of its arguments."""

    @functools.wraps(value)
    def fixed(*given: object, **named: object) -> object:
        return value(*given[:place], known, *given[place + 1 :], **named)

    return fixed


def _map_floats(  # noqa: PLR0911 - one for each kind of value
    value: object, change: Callable[[float], float]
) -> object:
    """Return a value whose broken numbers are changed; whole ones stay what they are."""
    if isinstance(value, float):
        whole = not math.isfinite(value) or value == int(value)
        return value if whole else type(value)(change(float(value)))
    if isinstance(value, dict):
        return {key: _map_floats(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(_map_floats(one, change) for one in value)
    if _is_frame(value):
        made = value.copy()
        for name in value.columns if value.columns.is_unique else ():
            made[name] = _map_floats(value[name], change)
        return made
    if (_is_column(value) or _is_array(value)) and value.dtype.kind == "f":
        broken = abs(value - value.round()) > 0  # which NaN is not
        if not bool(broken.any()):
            return value
        made = value.copy()
        made[broken] = (
            [change(float(one)) for one in value[broken]] if value.ndim == 1 else made[broken]
        )
        return made
    return value


def _is_function(value: object) -> TypeGuard[Any]:
    return type(value).__name__ == "function"


def _is_scalar(value: object) -> TypeGuard[Any]:
    return type(value).__module__ == "numpy" and getattr(value, "shape", None) == ()


def _is_array(value: object) -> TypeGuard[Any]:
    return type(value).__module__ == "numpy" and getattr(value, "ndim", 0) >= 1


def _is_frame(value: object) -> TypeGuard[Any]:
    return type(value).__module__.startswith("pandas") and hasattr(value, "columns")


def _is_column(value: object) -> TypeGuard[Any]:
    return type(value).__module__.startswith("pandas") and type(value).__name__ == "Series"
