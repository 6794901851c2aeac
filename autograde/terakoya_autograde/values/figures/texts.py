"""Texts, annotations and legends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.artists import plain_colour
from terakoya_autograde.values.figures.coordinates import give_coordinates, take_coordinates
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

__all__ = ["apply_style", "describe_style", "describe_text", "make_text"]

Description = dict[str, object]
Across = Literal["left", "center", "right"]
Up = Literal["top", "bottom", "center", "baseline", "center_baseline"]
_ACROSS: frozenset[Across] = frozenset(["left", "center", "right"])
_UP: frozenset[Up] = frozenset(["top", "bottom", "center", "baseline", "center_baseline"])
_COORDINATES = frozenset(
    f"{name}{unit}"
    for name in ("figure ", "subfigure ", "axes ", "offset ")
    for unit in ("points", "pixels", "fraction")
) | {"data", "polar", "offset fontsize"}


def describe_style(text: Text) -> Description:
    """Return how a text looks."""
    weight = text.get_fontweight()
    return {
        "size": float(text.get_fontsize()),
        "colour": plain_colour(text.get_color()),
        "across": text.get_horizontalalignment(),
        "up": text.get_verticalalignment(),
        "rotation": float(text.get_rotation()),
        "weight": weight if isinstance(weight, str) else int(weight),
        "slant": str(text.get_fontstyle()),
    }


def apply_style(text: Text, spec: Description) -> None:
    """Make a text look so."""
    text.set_fontsize(figure_checks.number(spec["size"], 0, 1000))
    text.set_color(figure_checks.colour(spec["colour"]))
    text.set_horizontalalignment(figure_checks.name_in(spec["across"], _ACROSS))
    text.set_verticalalignment(figure_checks.name_in(spec["up"], _UP))
    text.set_rotation(figure_checks.number(spec["rotation"], -1e6, 1e6))
    weight = spec["weight"]
    text.set_fontweight(_check_weight(weight))
    text.set_fontstyle(
        figure_checks.name_in(spec["slant"], frozenset(["normal", "italic", "oblique"]))
    )


def _check_weight(weight: object) -> int | str:
    if type(weight) is int:
        return figure_checks.whole(weight, 1000)
    names: frozenset[str] = frozenset(need("matplotlib.font_manager").weight_dict)
    return figure_checks.name_in(weight, names)


def describe_text(text: Text, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of a Text or an Annotation."""
    spec: Description = {"kind": "text", "text": text.get_text()} | describe_style(text)
    if not isinstance(text, need("matplotlib.text").Annotation):
        x, y = text.get_unitless_position()
        place = give_coordinates(text.get_transform(), axes, figure)
        return spec | {"at": [float(x), float(y)], "in": place}
    arrow = text.arrowprops
    return spec | {
        "kind": "note",
        "xy": [_plain_place(part) for part in text.xy],
        "xy_in": _plain_coordinates(text.xycoords),
        "at": [_plain_place(part) for part in text.xyann],
        "at_in": _plain_coordinates(text.anncoords),
        "arrow": None if arrow is None else str(arrow.get("arrowstyle", "")),
    }


def _plain_place(part: Any) -> object:
    return part if isinstance(part, str) or hasattr(part, "year") else float(part)


def _plain_coordinates(name: object) -> Any:
    if isinstance(name, tuple) and len(name) == 2:
        return [_plain_coordinates(part) for part in name]
    return name if isinstance(name, str) and name in _COORDINATES else "data"


def make_text(spec: dict[str, Any], axes: Axes | None, figure: Figure) -> Text:
    """Return the Text or Annotation of a description."""
    module = need("matplotlib.text")
    words = figure_checks.text(spec["text"])
    if spec["kind"] == "text":
        x, y = (_take_place(part) for part in spec["at"])
        made: Text = module.Text(x, y, words)
        transform = take_coordinates(spec["in"], axes, figure)
        if transform is not None:
            made.set_transform(transform)
    else:
        made = module.Annotation(
            words,
            tuple(map(_take_place, spec["xy"])),
            tuple(map(_take_place, spec["at"])),
            xycoords=_take_coordinates(spec["xy_in"]),
            textcoords=_take_coordinates(spec["at_in"]),
            arrowprops=None if spec["arrow"] is None else {"arrowstyle": "->"},
        )
    apply_style(made, spec)
    made.set_alpha(figure_checks.optional(spec["alpha"], 0, 1))
    return made


def _take_place(part: object) -> Any:
    if type(part) is str:
        return figure_checks.text(part)
    if hasattr(part, "year") or type(part) is float:
        return part
    raise ValueRefused("a text stands nowhere")


def _take_coordinates(name: object) -> Any:
    if type(name) is list and len(name) == 2:
        return tuple(figure_checks.name_in(part, _COORDINATES) for part in name)
    return figure_checks.name_in(name, _COORDINATES)
