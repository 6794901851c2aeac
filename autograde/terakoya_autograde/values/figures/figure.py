"""A figure as a description, and a plain figure of a description.

The figure that is made has an Agg canvas and is unknown to pyplot: no window, no global state.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.artists import plain_colour
from terakoya_autograde.values.figures.axes import (
    PROJECTIONS,
    describe_axes,
    drawn_in,
    dress_axes,
    fill_axes,
    place_axes,
)
from terakoya_autograde.values.figures.drawing import (
    MOST_ARTISTS,
    Cast,
    describe_artists,
    make_artists,
    remember,
)
from terakoya_autograde.values.figures.legend import describe_legend, make_legend
from terakoya_autograde.values.figures.texts import apply_style, describe_style
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Description", "describe_figure", "draw", "make_figure", "why_not"]

Description = dict[str, object]
MOST_AXES = 200
MOST_PIXELS = 50_000_000
_LINES = {"suptitle": "_suptitle", "supxlabel": "_supxlabel", "supylabel": "_supylabel"}


def why_not(figure: Figure) -> str | None:
    """Return why a figure does not cross, or None."""
    if any(axes.name not in PROJECTIONS for axes in figure.axes):
        return "a figure with three-dimensional or map axes does not cross; draw in plain axes"
    width, height = (float(part) for part in figure.get_size_inches() * figure.dpi)
    drawn = sum(len(drawn_in(axes)) for axes in figure.axes)
    if len(figure.axes) > MOST_AXES or drawn > MOST_ARTISTS or width * height > MOST_PIXELS:
        return "the figure has too many parts or pixels; draw less"
    return None


def describe_figure(figure: Figure, cast: Cast) -> Description:
    """Return the description of a figure; every part of it gets its number in `cast`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        axes: list[Axes] = []
        described = []
        for entry in figure.axes:
            described.append(describe_axes(entry, figure, cast, axes))
            axes.append(entry)
        spec = _describe_own(figure, cast) | {"axes": described}
        return {key: _plain(entry) for key, entry in spec.items()}


def _plain(value: object) -> object:
    """Return a description with plain texts and numbers where numpy's stood."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    if isinstance(value, need("numpy").generic):
        return value.item()
    return str.__str__(value) if isinstance(value, str) else value


def _describe_own(figure: Figure, cast: Cast) -> Description:
    lines = {name: getattr(figure, attribute, None) for name, attribute in _LINES.items()}
    special = [line for line in lines.values() if line is not None]
    artists = [*figure.texts, *figure.lines, *figure.patches]
    plain = [artist for artist in artists if all(artist is not line for line in special)]
    number, label = getattr(figure, "number", None), figure.get_label()
    return {
        "size": [float(part) for part in figure.get_size_inches()],
        "dpi": float(figure.dpi),
        "face": plain_colour(figure.get_facecolor()),
        "label": "" if label is None else str(label),
        "number": number if type(number) is int else None,
        "lines": {
            name: None if line is None else [line.get_text(), describe_style(line)]
            for name, line in lines.items()
        },
        "drawn": describe_artists(plain, None, figure, cast),
        "legends": [
            describe_legend(legend, None, figure) | {"n": cast.add(legend)}
            for legend in figure.legends
        ],
    }


def make_figure(spec: Description) -> tuple[Figure, dict[int, object]]:
    """Return the figure of a description, and its parts by their numbers.

    Raises:
        ValueRefused: the description is not one of a figure.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _make(spec)


def _make(spec: dict[str, Any]) -> tuple[Figure, dict[int, object]]:
    width, height = figure_checks.numbers(spec["size"], 2)
    dpi = figure_checks.number(spec["dpi"], 1, 10_000)
    if min(width, height) <= 0 or width * height * dpi * dpi > MOST_PIXELS:
        raise ValueRefused("a figure is too large")
    figure = need("matplotlib.figure").Figure((width, height), dpi=dpi)
    import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
    if len(spec["axes"]) > MOST_AXES:
        raise ValueRefused("a figure has too many axes")
    return figure, draw(spec, figure, place_axes)


def draw(
    spec: dict[str, Any], figure: Figure, place: Callable[[Description, Figure, list[Axes]], Axes]
) -> dict[int, object]:
    """Draw what a description tells in an empty figure; return each part by its number.

    Args:
        place: makes or finds the axes of a description, given the figure and the axes before it.
    """
    made: dict[int, object] = {}
    axes: list[Axes] = []
    for entry in spec["axes"]:
        axes.append(place(entry, figure, axes))
    for entry, one in zip(spec["axes"], axes, strict=True):
        fill_axes(entry, one, figure, made)
    _dress(spec, figure, made)
    for entry, one in zip(spec["axes"], axes, strict=True):
        dress_axes(entry, one)
    return made


def _dress(spec: dict[str, Any], figure: Figure, made: dict[int, object]) -> None:
    """Give a figure its own look, and what is drawn in it beside its axes."""
    figure.set_facecolor(figure_checks.colour(spec["face"]))
    figure.set_label(figure_checks.text(spec["label"]))
    if spec["number"] is not None:
        figure.number = figure_checks.whole(spec["number"], 10**9)
    for name in _LINES:
        if spec["lines"][name] is not None:
            words, style = spec["lines"][name]
            apply_style(getattr(figure, name)(figure_checks.text(words)), style)
    for artist in make_artists(spec["drawn"], None, figure, made):
        figure.add_artist(artist)
    for entry in spec["legends"]:
        legend = make_legend(entry, None, figure)
        figure.legends.append(legend)
        remember(entry["n"], legend, made)
