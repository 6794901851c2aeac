"""Checks of what a description says; matplotlib itself would take almost anything."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, TypeVar

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.typing import ColorType
    from numpy import generic
    from numpy.typing import NDArray

__all__ = ["array", "colour", "label", "line_style", "marker", "name_in", "number", "numbers"]
__all__ += ["optional", "pattern", "text", "whole"]

Name = TypeVar("Name", bound=str)
LONGEST_TEXT = 20_000
_HATCH = re.compile(r"[-/\\|+xoO.* ]{0,20}")
_MARKERS = frozenset([*".,ov^<>12348spP*hH+xXDd|_", "None", "none", "", " ", *range(12)])
_STYLES = frozenset(
    ["-", "--", "-.", ":", "None", "none", "", " ", "solid", "dashed", "dashdot", "dotted"]
)


def number(value: object, least: float = -math.inf, most: float = math.inf) -> float:
    """Return a number within bounds; nan is none."""
    if (type(value) is not int and type(value) is not float) or not least <= value <= most:
        raise ValueRefused("a figure has a number out of its bounds")
    return float(value)


def whole(value: object, most: int = 10**6) -> int:
    """Return a whole number from 0 to `most`."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueRefused("a figure has a number out of its bounds")
    return value


def numbers(values: object, count: int, bound: float = 1e300) -> list[float]:
    """Return a list of exactly `count` finite numbers."""
    if (type(values) is not list and type(values) is not tuple) or len(values) != count:
        raise ValueRefused("a figure has not as many numbers as it should")
    return [number(value, -bound, bound) for value in values]


def array(value: object, width: int | None = None, kinds: str = "biuf") -> NDArray[generic]:
    """Return a numeric array; with a width, one of rows of that many numbers."""
    numpy = need("numpy")
    if type(value) not in (numpy.ndarray, numpy.ma.MaskedArray):
        raise ValueRefused("a figure has no array where it should")
    found: NDArray[generic] = numpy.asanyarray(value)  # itself, with its type
    if found.dtype.kind not in kinds or (
        width is not None and (found.ndim != 2 or found.shape[1] != width)
    ):
        raise ValueRefused("a figure has an array of another kind than it should")
    return found


def text(value: object) -> str:
    """Return a text of a reasonable length."""
    if type(value) is not str or len(value) > LONGEST_TEXT:
        raise ValueRefused("a figure has no text, or a very long one, where it should have one")
    return value


def label(value: object) -> str | None:
    """Return a text or None."""
    return None if value is None else text(value)


def optional(value: object, least: float = -math.inf, most: float = math.inf) -> float | None:
    """Return a number within bounds, or None."""
    return None if value is None else number(value, least, most)


def colour(value: object) -> ColorType:
    """Return a colour: a name that matplotlib knows, or red, green, blue and opacity."""
    if type(value) is str and need("matplotlib.colors").is_color_like(value[:100]):
        return value
    if type(value) is str and value in ("auto",):
        return value
    if (type(value) is tuple or type(value) is list) and len(value) in (3, 4):
        red, green, blue, *opacity = (number(part, 0, 1) for part in value)
        return (red, green, blue, opacity[0]) if opacity else (red, green, blue)
    raise ValueRefused("a figure has a colour that is none")


def name_in(value: object, names: frozenset[Name]) -> Name:
    """Return one of some names."""
    if type(value) is not str or value not in names:
        raise ValueRefused("a figure has a name that it cannot have")
    return next(name for name in names if name == value)


def marker(value: object) -> str | int:
    """Return a marker's name."""
    if (type(value) is not str and type(value) is not int) or value not in _MARKERS:
        raise ValueRefused("a line has an unknown marker")
    return value


def pattern(value: object) -> str | None:
    """Return a hatch."""
    if value is not None and (type(value) is not str or not _HATCH.fullmatch(value)):
        raise ValueRefused("a patch has an unknown hatch")
    return value


def line_style(value: object) -> Any:
    """Return a line's style: a name, or an offset and the lengths of its dashes."""
    if type(value) is str and value in _STYLES:
        return value
    if type(value) is tuple and len(value) == 2:
        offset, dashes = value
        if dashes is None:
            return (number(offset, -1e6, 1e6), None)
        if type(dashes) is list and len(dashes) <= 20:
            return (number(offset, -1e6, 1e6), [number(dash, 0, 1e6) for dash in dashes])
    raise ValueRefused("a line has an unknown style")
