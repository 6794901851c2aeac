"""Axes: where they are, what is drawn in them, their titles and both axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.artist_groups import WAYS, describe_container, make_container
from terakoya_autograde.values.figures.artists import plain_colour
from terakoya_autograde.values.figures.axis import (
    BOTH,
    apply_limits,
    apply_scale,
    apply_ticks,
    describe_axis,
)
from terakoya_autograde.values.figures.drawing import (
    Cast,
    describe_artists,
    make_artists,
    remember,
)
from terakoya_autograde.values.figures.legend import describe_legend, make_legend
from terakoya_autograde.values.figures.texts import apply_style, describe_style
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import GridSpec, SubplotSpec

__all__ = ["describe_axes", "drawn_in", "dress_axes", "fill_axes", "place_axes"]

Description = dict[str, object]
PROJECTIONS = frozenset(["rectilinear", "polar"])
_TITLES: dict[Literal["center", "left", "right"], str] = {
    "center": "title",
    "left": "_left_title",
    "right": "_right_title",
}
MOST_CELLS = 1000


def describe_axes(axes: Axes, figure: Figure, cast: Cast, before: list[Axes]) -> Description:
    """Return the description of axes; `before` are those of the figure that came earlier."""
    spec: Description = {"n": cast.add(axes), "projection": axes.name}
    axis = {name: describe_axis(getattr(axes, f"{name}axis")) for name in ("x", "y")}
    spec |= _describe_place(axes, before) | _describe_look(axes) | {"axis": axis}
    bar = getattr(axes, "_colorbar", None)
    if bar is not None and id(bar.mappable) in cast.numbers:
        spec["bar"] = [cast.numbers[id(bar.mappable)], bar.orientation]
        return spec | {"drawn": [], "containers": [], "legend": None}
    spec |= {"bar": None, "drawn": describe_artists(drawn_in(axes), axes, figure, cast)}
    containers = []
    for container in axes.containers:
        described = describe_container(container, cast.numbers)
        if described is not None:
            containers.append(described | {"n": cast.add(container)})
    legend = axes.get_legend()
    if legend is not None:
        number = cast.add(legend)
        spec["legend"] = describe_legend(legend, axes, figure) | {"n": number}
    return {"legend": None} | spec | {"containers": containers}


def drawn_in(axes: Axes) -> list[Artist]:
    """Return what is drawn in axes, in the order in which it came; a copy."""
    return list(axes._children)  # type: ignore[attr-defined]


def _describe_place(axes: Axes, before: list[Axes]) -> Description:
    shared = {
        name: next((at for at, other in enumerate(before) if group.joined(axes, other)), None)
        for name, group in (("x", axes.get_shared_x_axes()), ("y", axes.get_shared_y_axes()))
    }
    twins = axes._twinned_axes  # type: ignore[attr-defined]
    twin = next((at for at, other in enumerate(before) if twins.joined(axes, other)), None)
    place = axes.get_subplotspec()
    return {
        "bounds": [float(part) for part in axes.get_position(original=True).bounds],
        "cell": None if place is None else [int(part) for part in place.get_geometry()],
        "shared": shared,
        "twin": twin,
    }


def _describe_look(axes: Axes) -> Description:
    titles = {place: getattr(axes, name) for place, name in _TITLES.items()}
    aspect, anchor, box = axes.get_aspect(), axes.get_anchor(), axes.get_box_aspect()
    label = axes.get_label()
    numpy = need("numpy")
    return {
        "label": "" if label is None else str(label),
        "titles": {
            place: [title.get_text(), describe_style(title)] for place, title in titles.items()
        },
        "face": plain_colour(axes.get_facecolor()),
        "on": bool(axes.axison),
        "visible": bool(axes.get_visible()),
        "frame": bool(axes.get_frame_on()),
        "box": None if box is None else float(box),
        "anchor": anchor if isinstance(anchor, str) else [float(part) for part in anchor],
        "aspect": aspect if isinstance(aspect, str) else float(aspect),
        "spines": {name: bool(spine.get_visible()) for name, spine in axes.spines.items()},
        "data": numpy.asarray(axes.dataLim.get_points(), float),
    }


def place_axes(spec: dict[str, Any], figure: Figure, before: list[Axes]) -> Axes:
    """Return new axes of a figure, in their place and sharing what they share."""
    projection = figure_checks.name_in(spec["projection"], PROJECTIONS)
    left, bottom, width, height = figure_checks.numbers(spec["bounds"], 4, 1e3)
    bounds = (left, bottom, width, height)
    if spec["cell"] is None:
        axes = figure.add_axes(bounds, projection=projection)
    else:
        rows, columns, first, last = (
            figure_checks.whole(part, MOST_CELLS) for part in spec["cell"]
        )
        if not 0 < rows * columns <= MOST_CELLS or not first <= last < rows * columns:
            raise ValueRefused("axes stand in a cell that there is not")
        grid = need("matplotlib.gridspec").GridSpec(rows, columns, figure=figure)
        axes = figure.add_subplot(_cell(grid, columns, first, last), projection=projection)
        axes.set_position(bounds)
        axes.set_in_layout(True)
    for name in ("x", "y"):
        other = spec["shared"][name]
        if other is not None:
            getattr(axes, f"share{name}")(before[figure_checks.whole(other)])
    if spec["twin"] is not None:
        twin = before[figure_checks.whole(spec["twin"])]
        axes._twinned_axes.join(axes, twin)  # type: ignore[attr-defined]
    return axes


def _cell(grid: GridSpec, columns: int, first: int, last: int) -> SubplotSpec:
    (top, left), (bottom, right) = divmod(first, columns), divmod(last, columns)
    if left > right:
        raise ValueRefused("axes stand in a cell that there is not")
    cell: SubplotSpec = grid[top : bottom + 1, left : right + 1]
    return cell


def fill_axes(spec: dict[str, Any], axes: Axes, figure: Figure, made: dict[int, object]) -> None:
    """Draw in axes what is drawn in them."""
    remember(spec["n"], axes, made)
    for name in BOTH:
        apply_scale(axes, name, spec["axis"][name])
    if spec["bar"] is not None:
        number, way = spec["bar"]
        way = figure_checks.name_in(way, WAYS)
        mappable = made[number]
        if not isinstance(mappable, need("matplotlib.cm").ScalarMappable):
            raise ValueRefused("a colour bar shows something without colours")
        figure.colorbar(mappable, cax=axes, orientation=way)
    for artist in make_artists(spec["drawn"], axes, figure, made):
        axes.add_artist(artist)
    for entry in spec["containers"]:
        container = make_container(entry, made)
        axes.containers.append(container)
        remember(entry["n"], container, made)
    if spec["legend"] is not None:
        axes.legend_ = make_legend(spec["legend"], axes, figure)
        axes.legend_._remove_method = axes._remove_legend  # type: ignore[attr-defined]
        remember(spec["legend"]["n"], axes.legend_, made)


def dress_axes(spec: dict[str, Any], axes: Axes) -> None:
    """Give axes their limits, titles, ticks and look, after everything is drawn."""
    axes.dataLim.set_points(figure_checks.array(spec["data"], 2, "f"))
    aspect = spec["aspect"]
    axes.set_aspect("auto" if aspect == "auto" else figure_checks.number(aspect, 1e-6, 1e6))
    axes.set_box_aspect(figure_checks.optional(spec["box"], 1e-6, 1e6))
    anchor = spec["anchor"]
    if type(anchor) is str:
        axes.set_anchor(figure_checks.text(anchor))
    else:
        across, up = figure_checks.numbers(anchor, 2, 1e6)
        axes.set_anchor((across, up))
    for name in BOTH:
        apply_limits(axes, name, spec["axis"][name])
    for name in BOTH:
        apply_ticks(axes, name, spec["axis"][name])
    axes.set_label(figure_checks.text(spec["label"]))
    for place in _TITLES:
        words, style = spec["titles"][place]
        apply_style(axes.set_title(figure_checks.text(words), loc=place), style)
    axes.set_facecolor(figure_checks.colour(spec["face"]))
    axes.set_visible(spec["visible"] is True)
    axes.set_frame_on(spec["frame"] is True)
    if spec["on"] is not True:
        axes.set_axis_off()
    for name, shown in spec["spines"].items():
        if name in axes.spines:
            axes.spines[name].set_visible(shown is True)
