"""Lines and patches, described and made again.

A description is a dict of plain values; `values` carries it like any other dict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.coordinates import give_coordinates, take_coordinates
from terakoya_autograde.values.figures.units import give_positions, take_positions
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.path import Path

__all__ = ["describe_common", "describe_line", "describe_patch", "describe_path", "finish"]
__all__ += ["make_line", "make_patch", "make_path"]

Made = TypeVar("Made", bound="Artist")
Description = dict[str, object]
_DRAW_STYLES = frozenset(["default", "steps", "steps-pre", "steps-mid", "steps-post"])
_FILL_STYLES = frozenset(["full", "left", "right", "bottom", "top", "none"])
_LARGE = 1e6
_PATH_CODES = (0, 1, 2, 3, 4, 79)  # stop, move, line, two curves, close


def plain_style(style: Any) -> object:
    """Return a line's style as plain values."""
    if isinstance(style, str):
        return style
    offset, dashes = style
    return (float(offset), None if dashes is None else [float(dash) for dash in dashes])


def plain_colour(colour: object) -> object:
    """Return a colour as it was written if that is a text, else as four numbers."""
    if isinstance(colour, str):
        return colour
    if isinstance(colour, tuple) and len(colour) == 3:
        return tuple(map(float, colour))
    return tuple(float(part) for part in need("matplotlib.colors").to_rgba(colour))


def describe_common(artist: Artist) -> Description:
    """Return what every artist has."""
    alpha = artist.get_alpha()
    return {
        "label": None if artist.get_label() is None else str(artist.get_label()),
        "visible": bool(artist.get_visible()),
        "zorder": float(artist.get_zorder()),
        "alpha": float(alpha) if isinstance(alpha, int | float) else None,
        "gid": None if artist.get_gid() is None else str(artist.get_gid()),
    }


def finish(artist: Made, spec: Description) -> Made:
    """Give a new artist what every artist has."""
    artist.set_label(figure_checks.label(spec["label"]))
    artist.set_visible(spec["visible"] is True)
    artist.set_zorder(figure_checks.number(spec["zorder"], -_LARGE, _LARGE))
    artist.set_gid(figure_checks.label(spec["gid"]))
    return artist


def describe_line(line: Line2D, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of a Line2D."""
    style: object = line.get_linestyle()
    dashes = getattr(line, "_unscaled_dash_pattern", (0, None))
    if line.is_dashed() and dashes[1] is not None and style == "--":
        style = dashes
    return {
        "kind": "line",
        "x": give_positions(line.get_xdata(orig=True), line.get_xdata(orig=False)),
        "y": give_positions(line.get_ydata(orig=True), line.get_ydata(orig=False)),
        "colour": plain_colour(line.get_color()),
        "style": line.get_linestyle() if style is None else plain_style(style),
        "named": line.get_linestyle(),
        "width": float(line.get_linewidth()),
        "marker": _plain_marker(line.get_marker()),
        "marker_size": float(line.get_markersize()),
        "marker_face": plain_colour(line.get_markerfacecolor()),
        "marker_edge": plain_colour(line.get_markeredgecolor()),
        "fill": line.get_fillstyle(),
        "draw": line.get_drawstyle(),
        "in": give_coordinates(line.get_transform(), axes, figure),
    }


def _plain_marker(marker: object) -> object:
    try:
        return figure_checks.marker(marker)
    except ValueRefused:
        return "o"


def make_line(spec: Description, axes: Axes | None, figure: Figure) -> Line2D:
    """Return the Line2D of a description."""
    line: Line2D = need("matplotlib.lines").Line2D(
        take_positions(spec["x"]),
        take_positions(spec["y"]),
        color=figure_checks.colour(spec["colour"]),
        linewidth=figure_checks.number(spec["width"], 0, _LARGE),
        marker=figure_checks.marker(spec["marker"]),
        markersize=figure_checks.number(spec["marker_size"], 0, _LARGE),
        markerfacecolor=figure_checks.colour(spec["marker_face"]),
        markeredgecolor=figure_checks.colour(spec["marker_edge"]),
        fillstyle=figure_checks.name_in(spec["fill"], _FILL_STYLES),
        drawstyle=figure_checks.name_in(spec["draw"], _DRAW_STYLES),
        alpha=figure_checks.optional(spec["alpha"], 0, 1),
    )
    named = figure_checks.line_style(spec["named"])
    line.set_linestyle(named if named != "--" else figure_checks.line_style(spec["style"]))
    transform = take_coordinates(spec["in"], axes, figure)
    if transform is not None:
        line.set_transform(transform)
    return line


def describe_patch(patch: Patch, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of a patch: a known shape with its measures, or a path."""
    patches = need("matplotlib.patches")
    spec = {
        "kind": "patch",
        "face": plain_colour(patch.get_facecolor()),
        "edge": plain_colour(patch.get_edgecolor()),
        "width": float(patch.get_linewidth()),
        "style": plain_style(patch.get_linestyle()),
        "hatch": patch.get_hatch(),
        "fill": bool(patch.get_fill()),
        "in": give_coordinates(patch.get_data_transform(), axes, figure),
    }
    for shape, names in _SHAPES.items():
        if isinstance(patch, getattr(patches, shape)):
            measures = {
                name: _measure(getattr(patch, f"get_{name}", None), patch, name) for name in names
            }
            return spec | {"shape": shape, "measures": measures}
    if isinstance(patch, patches.Polygon):
        return spec | {"shape": "Polygon", "xy": patch.get_xy(), "closed": patch.get_closed()}
    if isinstance(patch, patches.StepPatch):
        values, edges, baseline = patch.get_data()
        baseline = None if baseline is None else need("numpy").asarray(baseline, float)
        return spec | {
            "shape": "StepPatch",
            "values": values,
            "edges": edges,
            "base": baseline,
            "orientation": patch.orientation,
        }
    path = patch.get_path().transformed(patch.get_patch_transform())
    return spec | {"shape": "PathPatch", "path": describe_path(path)}


_SHAPES: dict[str, tuple[str, ...]] = {
    "Rectangle": ("x", "y", "width", "height", "angle"),
    "Circle": ("center", "radius"),
    "Ellipse": ("center", "width", "height", "angle"),
    "Wedge": ("center", "r", "theta1", "theta2", "width"),
}


def _measure(getter: Callable[[], Any] | None, patch: Patch, name: str) -> object:
    value = getter() if getter is not None else getattr(patch, name)
    if value is None:
        return None
    return tuple(map(float, value)) if name == "center" else float(value)


def make_patch(spec: Description, axes: Axes | None, figure: Figure) -> Patch:
    """Return the patch of a description."""
    patch: Patch = _make_shape(spec)
    patch.set_alpha(figure_checks.optional(spec["alpha"], 0, 1))
    patch.set_fill(spec["fill"] is True)
    patch.set_facecolor(figure_checks.colour(spec["face"]))
    patch.set_edgecolor(figure_checks.colour(spec["edge"]))
    patch.set_linewidth(figure_checks.number(spec["width"], 0, _LARGE))
    patch.set_linestyle(figure_checks.line_style(spec["style"]))
    patch.set_hatch(figure_checks.pattern(spec["hatch"]))  # type: ignore[arg-type]  # or None
    transform = take_coordinates(spec["in"], axes, figure)
    if transform is not None:
        patch.set_transform(transform)
    return patch


def _make_shape(spec: dict[str, Any]) -> Any:
    patches = need("matplotlib.patches")
    shape = spec["shape"]
    if shape == "Polygon":
        return patches.Polygon(figure_checks.array(spec["xy"], 2), closed=spec["closed"] is True)
    if shape == "PathPatch":
        return patches.PathPatch(make_path(spec["path"]))
    if shape == "StepPatch":
        base = None if spec["base"] is None else figure_checks.array(spec["base"])
        way = figure_checks.name_in(spec["orientation"], frozenset(["vertical", "horizontal"]))
        values, edges = figure_checks.array(spec["values"]), figure_checks.array(spec["edges"])
        return patches.StepPatch(values, edges, orientation=way, baseline=base)
    if shape not in _SHAPES:
        raise ValueRefused("a patch has an unknown shape")
    measures = {
        name: tuple(figure_checks.numbers(value, 2)) if name == "center" else _number_or_nan(value)
        for name, value in spec["measures"].items()
    }
    if set(measures) != set(_SHAPES[shape]):
        raise ValueRefused("a patch has other measures than its shape")
    return _SHAPE_MAKERS[shape](patches, measures)


def _number_or_nan(value: object) -> float | None:
    if value is not None and type(value) is not float:
        raise ValueRefused("a patch has a measure that is no number")
    return value


_SHAPE_MAKERS = {
    "Rectangle": lambda patches, m: patches.Rectangle(
        (m["x"], m["y"]), m["width"], m["height"], angle=m["angle"]
    ),
    "Circle": lambda patches, m: patches.Circle(m["center"], m["radius"]),
    "Ellipse": lambda patches, m: patches.Ellipse(
        m["center"], m["width"], m["height"], angle=m["angle"]
    ),
    "Wedge": lambda patches, m: patches.Wedge(
        m["center"], m["r"], m["theta1"], m["theta2"], width=m["width"]
    ),
}


def describe_path(path: Path) -> Description:
    """Return a path's points and codes."""
    numpy = need("numpy")
    return {"points": numpy.asarray(path.vertices, float), "codes": path.codes}


def make_path(spec: Description) -> Path:
    """Return the path of a description."""
    codes = spec["codes"]
    if codes is not None:
        codes = figure_checks.array(codes, kinds="u")
        if not need("numpy").isin(codes, _PATH_CODES).all():
            raise ValueRefused("a path has an unknown code")
    points = figure_checks.array(spec["points"], 2)
    made: Path = need("matplotlib.path").Path(points, codes)
    return made
