"""Legends: their texts, the signs beside them, their title and place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.artists import (
    describe_common,
    describe_line,
    describe_patch,
    finish,
    make_line,
    make_patch,
)
from terakoya_autograde.values.figures.collections_and_images import (
    describe_collection,
    make_collection,
)
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

__all__ = ["describe_legend", "make_legend"]

Description = dict[str, object]
MOST_ENTRIES = 1000


def describe_legend(legend: Legend, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of a legend; axes is None for a figure's own."""
    place = legend._loc  # type: ignore[attr-defined]
    box = None
    if legend._bbox_to_anchor is not None:  # type: ignore[attr-defined]
        system = figure.transFigure if axes is None else axes.transAxes
        box = [float(n) for n in legend.get_bbox_to_anchor().transformed(system.inverted()).bounds]
    return {
        "texts": [text.get_text() for text in legend.get_texts()],
        "signs": [_describe_sign(sign, axes, figure) for sign in legend.legend_handles],
        "title": legend.get_title().get_text(),
        "place": place if isinstance(place, int) else [float(part) for part in place],
        "box": box,
        "frame": bool(legend.get_frame_on()),
        "columns": int(legend._ncols),  # type: ignore[attr-defined]
        "visible": bool(legend.get_visible()),
    }


def _describe_sign(sign: object, axes: Axes | None, figure: Figure) -> Description | None:
    if isinstance(sign, need("matplotlib.lines").Line2D):
        spec = describe_line(sign, axes, figure)
    elif isinstance(sign, need("matplotlib.patches").Patch):
        spec = describe_patch(sign, axes, figure)
    elif isinstance(sign, need("matplotlib.collections").Collection):
        spec = describe_collection(sign, axes, figure)
    else:
        return None
    spec["in"] = "pixels"
    return spec | describe_common(sign)


def _make_sign(spec: Description | None, axes: Axes | None, figure: Figure) -> Artist:
    if spec is None:
        nothing: Artist = need("matplotlib.lines").Line2D([], [])
        return nothing
    if spec["kind"] not in _MAKERS or spec["in"] != "pixels":
        raise ValueRefused("a legend has a sign of an unknown kind")
    made: Artist = _MAKERS[spec["kind"]](spec, axes, figure)
    return finish(made, spec)


_MAKERS: dict[str, Callable[[Description, Axes | None, Figure], Artist]] = {
    "line": make_line,
    "patch": make_patch,
    "collection": make_collection,
}


def make_legend(spec: dict[str, Any], axes: Axes | None, figure: Figure) -> Legend:
    """Return the legend of a description."""
    texts = [figure_checks.text(text) for text in spec["texts"]]
    if len(texts) != len(spec["signs"]) or len(texts) > MOST_ENTRIES:
        raise ValueRefused("a legend has other signs than texts")
    place = spec["place"]
    place = (
        figure_checks.whole(place, 10)
        if type(place) is int
        else tuple(figure_checks.numbers(place, 2, 1e6))
    )
    legend: Legend = need("matplotlib.legend").Legend(
        figure if axes is None else axes,
        [_make_sign(sign, axes, figure) for sign in spec["signs"]],
        texts,
        loc=place,
        title=figure_checks.text(spec["title"]) or None,
        bbox_to_anchor=None if spec["box"] is None else figure_checks.numbers(spec["box"], 4, 1e6),
        frameon=spec["frame"] is True,
        ncols=max(1, figure_checks.whole(spec["columns"], 1000)),
    )
    legend.set_visible(spec["visible"] is True)
    return legend
