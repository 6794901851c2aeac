"""Values that a page sends for parameters: only what the app offers."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from terakoya.model.parameters import Parameter, Value

__all__ = ["BadRequestError", "read_value"]


class BadRequestError(ValueError):
    """A page asked for something that this app does not offer."""


def read_value(parameter: Parameter, given: object) -> Value:
    """Return what a page sends as a value of the parameter.

    Raises:
        BadRequestError: it is no such value, or none of the choices, or out of range.
    """
    if parameter.choices:
        if type(given) is int and 0 <= given < len(parameter.choices):
            return parameter.choices[given][1]
        raise BadRequestError(parameter.name)
    try:
        value: Value = _CONVERT[parameter.type](given)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadRequestError(parameter.name) from None
    if isinstance(value, float | int) and not isinstance(value, bool):
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            raise BadRequestError(parameter.name)
    return value


def _text(given: object) -> str:
    if not isinstance(given, str) or len(given) > 10_000:
        raise ValueError
    return given


def _number(given: Any) -> float:
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


_CONVERT: dict[str, Any] = {
    "str": _text,
    "int": lambda given: int(_number(given)),
    "float": _number,
    "bool": lambda given: {True: True, False: False}[given],
    "date": lambda given: date.fromisoformat(_text(given)),
}
