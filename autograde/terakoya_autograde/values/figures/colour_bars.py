"""Colour bars and seaborn's grids: their axes are parts of a figure, the rest are plain values."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS"]

_ORIENTATIONS = ("vertical", "horizontal")
_NAMES = ("row_names", "col_names", "hue_names", "x_vars", "y_vars", "diag_vars")
_DRAWN = {
    "FacetGrid": ("_figure", "_axes", "_axes_dict"),
    "PairGrid": ("_figure", "axes", "diag_axes"),
    "JointGrid": ("_figure", "ax_joint", "ax_marg_x", "ax_marg_y"),
    "ClusterGrid": ("_figure", "ax_heatmap", "ax_row_dendrogram", "ax_col_dendrogram", "ax_cbar"),
}
_HOMES = {
    name: "seaborn.matrix" if name == "ClusterGrid" else "seaborn.axisgrid" for name in _DRAWN
}


def _give_bar(value: Any, giving: Giving) -> Fields:
    axes, ends = giving.part(value.ax, ".ax"), [float(value.vmin), float(value.vmax)]
    return [axes, value.orientation, *ends, giving.optional(value.mappable)]


def _take_bar(fields: list[Any], taking: Taking) -> Any:
    node, orientation, least, most, shown = fields
    axes = taking.value(node)
    if not isinstance(axes, need("matplotlib.axes").Axes) or orientation not in _ORIENTATIONS:
        raise ValueRefused("a colour bar has no axes")
    if type(least) is not float or type(most) is not float:
        raise ValueRefused("a colour bar has no ends")
    made: Any = object.__new__(need("matplotlib.colorbar").Colorbar)
    mappable = None if shown is None else taking.value(shown)
    vars(made).update(ax=axes, orientation=orientation, vmin=least, vmax=most, mappable=mappable)
    return made


def _give_grid(value: Any, giving: Giving) -> Fields:
    name = next(name for name in _DRAWN if isinstance(value, _class_of(name, loaded)))
    state = object.__getattribute__(value, "__dict__")
    parts = {key: state[key] for key in (*_DRAWN[name], *_NAMES) if state.get(key) is not None}
    return [name, [[key, giving.part(part, f".{key}")] for key, part in parts.items()]]


def _class_of(name: str, find: Any) -> Any:
    return getattr(find(_HOMES[name]), name, ())


def _take_grid(fields: list[Any], taking: Taking) -> Any:
    name, told = fields
    if name not in _DRAWN:
        raise ValueRefused("a grid of charts is of no known kind")
    state = {key: taking.value(node) for key, node in told}
    if not state.keys() <= {*_DRAWN[name], *_NAMES} or "_figure" not in state:
        raise ValueRefused("a grid of charts has no figure, or something else")
    made: Any = object.__new__(_class_of(name, need))
    vars(made).update(_legend=None, **state)
    return made


CODECS = (
    Codec("colourbar", ("matplotlib.colorbar:Colorbar",), _give_bar, _take_bar, inert=True),
    Codec(
        "chartgrid",
        tuple(f"{_HOMES[name]}:{name}" for name in _DRAWN),
        _give_grid,
        _take_grid,
        inert=True,
    ),
)
