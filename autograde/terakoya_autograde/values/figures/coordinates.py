"""What the numbers of an artist are measured in: the data, the axes, the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.errors import ValueRefused

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

__all__ = ["give_coordinates", "take_coordinates"]


def _known(axes: Axes | None, figure: Figure) -> dict[str, Transform]:
    """Return the coordinate systems that have a name; axes is None for a figure's own artists."""
    known = {"figure": figure.transFigure, "inches": figure.dpi_scale_trans}
    if axes is not None:
        known |= {
            "data": axes.transData,
            "axes": axes.transAxes,
            "x": axes.get_xaxis_transform(),
            "y": axes.get_yaxis_transform(),
        }
    return known


def give_coordinates(transform: Transform, axes: Axes | None, figure: Figure) -> str:
    """Return the name of a coordinate system; "pixels" where it is none of the usual ones."""
    known = _known(axes, figure)
    for name, candidate in known.items():
        if transform is candidate:
            return name
    return next((name for name, entry in known.items() if transform == entry), "pixels")


def take_coordinates(name: object, axes: Axes | None, figure: Figure) -> Transform | None:
    """Return the coordinate system of a name, None for pixels.

    Raises:
        ValueRefused: there is none of this name.
    """
    if name == "pixels":
        return None
    known = _known(axes, figure)
    if type(name) is not str or name not in known:
        raise ValueRefused("an artist is measured in unknown coordinates")
    return known[name]
