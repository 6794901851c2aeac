"""One axis: its units, scale, limits, name and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.texts import apply_style, describe_style
from terakoya_autograde.values.figures.units import apply_units, describe_units
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = ["BOTH", "apply_limits", "apply_scale", "apply_ticks", "describe_axis"]

Description = dict[str, object]
AxisName = Literal["x", "y"]
BOTH: tuple[AxisName, AxisName] = ("x", "y")
MOST_TICKS = 2000
_BOUND = 1e300
_SCALES = frozenset(["linear", "log", "symlog", "logit", "asinh"])
_SIDES = frozenset(["left", "right", "top", "bottom"])
_SHOWN = _SIDES | {f"label{side}" for side in _SIDES}


def describe_axis(axis: Axis) -> Description:
    """Return the description of an axis."""
    low, high = axis.get_view_interval()
    label_on = axis.get_tick_params().items()
    return {
        "units": describe_units(axis),
        **_describe_scale(axis),
        "limits": [float(low), float(high)],
        "auto": bool(axis._get_autoscale_on()),  # type: ignore[attr-defined]
        "label": axis.get_label_text(),
        "label_style": describe_style(axis.label),
        "label_side": axis.get_label_position(),
        "visible": bool(axis.get_visible()),
        "major": _describe_ticks(axis, minor=False),
        "minor": _describe_ticks(axis, minor=True),
        "shown": {name: bool(value) for name, value in label_on if name in _SHOWN},
        "grid": bool(axis._major_tick_kw.get("gridOn", False)),  # type: ignore[attr-defined]
    }


def _describe_scale(axis: Axis) -> Description:
    name = axis.get_scale()
    transform = axis.get_transform()
    spec: Description = {
        "scale": name if name in _SCALES else "linear",
        "base": None,
        "threshold": None,
    }
    if name in ("log", "symlog"):
        spec["base"] = float(transform.base)  # type: ignore[attr-defined]
    if name == "symlog":
        spec["threshold"] = float(transform.linthresh)  # type: ignore[attr-defined]
    return spec


def _describe_ticks(axis: Axis, *, minor: bool) -> Description:
    at = [float(place) for place in axis.get_ticklocs(minor=minor)]
    if len(at) > MOST_TICKS or (minor and not at):
        return {"at": [], "names": [], "rotation": 0.0, "size": 10.0}
    labels = axis.get_ticklabels(minor=minor)
    first = labels[0] if labels else axis.label
    return {
        "at": at,
        "names": [label.get_text() for label in labels],
        "rotation": float(first.get_rotation()),
        "size": float(first.get_fontsize()),
    }


def apply_scale(axes: Axes, name: AxisName, spec: Description) -> None:
    """Give an axis (`x` or `y`) its units and its scale."""
    axis = getattr(axes, f"{name}axis")
    apply_units(axis, spec["units"])
    scale = figure_checks.name_in(spec["scale"], _SCALES)
    if scale == "linear":
        return
    options = {}
    if scale in ("log", "symlog"):
        options["base"] = figure_checks.number(spec["base"], 1.0001, 1e6)
    if scale == "symlog":
        options["linthresh"] = figure_checks.number(spec["threshold"], 1e-300, _BOUND)
    getattr(axes, f"set_{name}scale")(scale, **options)


def apply_limits(axes: Axes, name: AxisName, spec: Description) -> None:
    """Give an axis its limits and whether it may change them by itself."""
    low, high = figure_checks.numbers(spec["limits"], 2)
    getattr(axes, f"set_{name}lim")(low, high, auto=spec["auto"] is True)


def apply_ticks(axes: Axes, name: AxisName, spec: dict[str, Any]) -> None:
    """Give an axis its name and ticks; a locator is only replaced where it would differ."""
    axis = getattr(axes, f"{name}axis")
    axis.set_label_text(figure_checks.text(spec["label"]))
    apply_style(axis.label, spec["label_style"])
    if spec["label_side"] in _SIDES:
        axis.set_label_position(spec["label_side"])
    axis.set_visible(spec["visible"] is True)
    shown = {side: on is True for side, on in spec["shown"].items() if side in _SHOWN}
    if shown:
        axes.tick_params(axis=name, **shown)
    axis.grid(spec["grid"] is True)
    _apply_places(axis, spec["minor"], minor=True)
    _apply_places(axis, spec["major"], minor=False)


def _apply_places(axis: Axis, spec: dict[str, Any], *, minor: bool) -> None:
    at, names = spec["at"], [figure_checks.text(name) for name in spec["names"]]
    if len(at) > MOST_TICKS or len(names) > MOST_TICKS:
        raise ValueRefused("an axis has too many ticks")
    at = figure_checks.numbers(at, len(at))
    if not _same(axis, at, names, minor=minor):
        ticker = need("matplotlib.ticker")
        which = "minor" if minor else "major"
        getattr(axis, f"set_{which}_locator")(ticker.FixedLocator(at))
        getattr(axis, f"set_{which}_formatter")(ticker.FixedFormatter(names))
    rotation = figure_checks.number(spec["rotation"], -1e6, 1e6)
    if rotation:
        for label in axis.get_ticklabels(minor=minor):
            label.set_rotation(rotation)


def _same(axis: Axis, at: list[float], names: list[str], *, minor: bool) -> bool:
    places = [float(place) for place in axis.get_ticklocs(minor=minor)]
    if places != at:
        return False
    if minor and not at:
        return True
    return [label.get_text() for label in axis.get_ticklabels(minor=minor)] == names
