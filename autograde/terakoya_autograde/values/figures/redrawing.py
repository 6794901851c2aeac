"""Figures that a function was given, made what it has made of its copies.

The figure, its axes and whoever holds them stay the same objects: a test that draws in `ax` has the
learner's function draw in it, and goes on with `ax`.
"""

from __future__ import annotations

import hashlib
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from terakoya_autograde.values.figures.axes import place_axes
from terakoya_autograde.values.figures.drawing import Cast
from terakoya_autograde.values.figures.figure import describe_figure, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["figures_in", "look_alike", "redraw"]


def figures_in(value: object) -> list[Figure]:
    """Return the figures that a value belongs to: a figure, a part of one, or many of them."""
    module: Any = sys.modules.get("matplotlib.artist")
    found: dict[int, Figure] = {}
    for part in _parts(value) if module is not None else ():
        figure = part.get_figure(root=True) if isinstance(part, module.Artist) else None
        if figure is not None:
            found.setdefault(id(figure), figure)
    return list(found.values())


def _parts(value: object) -> Iterator[object]:
    """Yield a value, or those in a list, tuple, dict or array of objects."""
    numpy = sys.modules.get("numpy")
    if isinstance(value, dict):
        value = list(value.values())
    elif numpy is not None and isinstance(value, numpy.ndarray) and value.dtype == object:
        value = value.ravel().tolist()
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _parts(entry)
    else:
        yield value


def look_alike(one: Figure, other: Figure) -> bool:
    """Tell whether two figures have the same description."""
    return _digest(one) == _digest(other)


def _digest(figure: Figure) -> bytes:
    packed = msgspec.msgpack.encode(describe_figure(figure, Cast()), enc_hook=repr)
    return hashlib.sha256(packed).digest()


def redraw(figure: Figure, like: Figure) -> None:
    """Make a figure what another one is; its axes stay the same, in their order."""
    spec: dict[str, Any] = describe_figure(like, Cast())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure.set_size_inches(spec["size"])
        figure.set_dpi(spec["dpi"])
        _empty(figure, len(spec["axes"]))
        draw(spec, figure, _find_axes)


def _empty(figure: Figure, most: int) -> None:
    """Take everything away but as many axes, which are empty then."""
    for artist in (*figure.texts, *figure.lines, *figure.patches, *figure.legends):
        artist.remove()
    figure._suptitle = figure._supxlabel = figure._supylabel = None  # type: ignore[attr-defined]
    for axes in figure.axes[most:]:
        axes.remove()
    for axes in figure.axes:
        axes.clear()


def _find_axes(spec: dict[str, Any], figure: Figure, before: list[Axes]) -> Axes:
    """Return the axes in whose turn this is, or new ones."""
    if len(figure.axes) <= len(before):
        return place_axes(spec, figure, before)
    axes = figure.axes[len(before)]
    if list(axes.get_position(original=True).bounds) != spec["bounds"]:
        axes.set_position(spec["bounds"])
    return axes
