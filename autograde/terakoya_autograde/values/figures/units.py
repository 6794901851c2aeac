"""Positions on an axis that are no numbers: categories and moments."""

from __future__ import annotations

import datetime
import decimal
from typing import TYPE_CHECKING

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.library import loaded, need

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from numpy import generic
    from numpy.typing import NDArray

__all__ = ["apply_units", "describe_units", "give_positions", "take_positions"]

MOST_CATEGORIES = 2000
_EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - matplotlib's axes have no zone of their own
_PLAIN = (str, datetime.date, decimal.Decimal)


def give_positions(original: object, converted: object) -> NDArray[generic]:
    """Return positions as they were given where they are texts, moments or numbers."""
    numpy = need("numpy")
    array: NDArray[generic] = numpy.asarray(original)
    if array.dtype.kind in "biufmMSU":
        return array
    pandas = loaded("pandas")
    moments = () if pandas is None else (pandas.Timestamp,)
    if all(isinstance(entry, (*_PLAIN, *moments)) for entry in array.ravel().tolist()):
        return array
    numbers: NDArray[generic] = numpy.asarray(converted, float)
    return numbers


def take_positions(value: object) -> NDArray[generic]:
    """Return positions that a line takes.

    Raises:
        ValueRefused: they are none.
    """
    numpy = need("numpy")
    positions: NDArray[generic] = numpy.asarray(value if type(value) is numpy.ndarray else 0)
    if positions.ndim != 1:
        raise ValueRefused("a line's positions are no array")
    if positions.dtype.kind == "O" and not all(
        isinstance(entry, _PLAIN) for entry in positions.tolist()
    ):
        raise ValueRefused("a line's positions are none")
    return positions


def describe_units(axis: Axis) -> list[str] | str | None:
    """Return the categories of an axis, in order; "date" for an axis of moments; or None."""
    converter = axis.get_converter()
    if converter is None:
        return None
    if isinstance(converter, need("matplotlib.category").StrCategoryConverter):
        mapping = getattr(axis.units, "_mapping", {})
        names = [str(name) for name in sorted(mapping, key=mapping.__getitem__)]
        return names if len(names) <= MOST_CATEGORIES else None
    return "date" if "Date" in type(converter).__name__ else None


def apply_units(axis: Axis, units: object) -> None:
    """Make an axis one of categories or moments.

    Raises:
        ValueRefused: the units are none.
    """
    if units is None:
        return
    if units == "date":
        axis.update_units([_EPOCH])
        return
    if type(units) is not list or len(units) > MOST_CATEGORIES or set(map(type, units)) - {str}:
        raise ValueRefused("an axis has units that are none")
    if units:
        axis.update_units(units)
