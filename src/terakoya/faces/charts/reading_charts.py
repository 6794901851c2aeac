"""A chart among the kinds of a result, and whether it can be drawn without another host.

Formats: https://plotly.com/chart-studio-help/json-chart-schema/, https://vega.github.io/schema/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Chart", "Drawer", "find_chart"]

_PLOTLY = "application/vnd.plotly.v1+json"
_VEGA = re.compile(r"application/vnd\.(vegalite|vega)\.v\d+[.+]json")
_TILED = re.compile(r"(?:scatter|density|choropleth)map(?:box)?|scattergeo|choropleth")
"""Traces that plotly draws on maps: their tiles and coasts come from other hosts."""
_SHADED = re.compile(
    r"(?:scatter|heatmap|pointcloud|scatterpolar)gl|splom|parcoords|(?:scatter|mesh)3d|surface"
    r"|cone|streamtube|volume|isosurface"
)
"""Traces that plotly draws with WebGL, by code that it makes while it runs."""
_PLAIN = {"scattergl": "scatter", "scatterpolargl": "scatterpolar", "heatmapgl": "heatmap"}
_INERT = frozenset({"values", "datasets"})
"""Where a Vega specification holds data, in which an address is only a word."""


class Drawer(StrEnum):
    """Which library's scripts draw a chart."""

    PLOTLY = "plotly"
    VEGA = "vega"


@dataclass(frozen=True)
class Chart:
    """A chart as data.

    Attributes:
        spec: what its library takes, as plain JSON data.
        is_lite: whether it is written in Vega-Lite; else, of Vega's, it is in Vega itself.
        elsewhere: whether it asks for something that it does not bring: of another host, or a file.
        makes_code: whether what draws it makes code while it runs, which pages do not allow.
    """

    drawer: Drawer
    spec: Mapping[str, Any]
    is_lite: bool = False
    elsewhere: bool = False
    makes_code: bool = False

    @property
    def can_be_drawn(self) -> bool:
        """Whether a page can draw it that talks to nobody and runs no made code."""
        return not self.elsewhere and not self.makes_code

    @property
    def described(self) -> str:
        """What its author says of it; empty where that is nothing."""
        told = self.spec.get("description") if self.drawer is Drawer.VEGA else None
        return told if isinstance(told, str) else ""


def find_chart(data: Mapping[str, object]) -> Chart | None:
    """Return the chart that a result holds beside its other kinds; None where it holds none.

    Args:
        data: the kinds of one result, as in nbformat.
    """
    spec = data.get(_PLOTLY)
    if isinstance(spec, Mapping):
        return _read_plotly(spec)
    for kind, held in data.items():
        found = _VEGA.fullmatch(kind)
        value = _decoded(held) if found else None
        if found and isinstance(value, Mapping):
            lite = found[1] == "vegalite"
            return Chart(Drawer.VEGA, value, lite, elsewhere=_asks_for_files(value))
    return None


def _decoded(value: object) -> object:
    """Return a specification that was kept as text as what it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _read_plotly(spec: Mapping[str, object]) -> Chart:
    traces = [dict(trace) for trace in _mappings(spec.get("data"))]
    for trace in traces:
        trace["type"] = _PLAIN.get(str(trace.get("type", "scatter")), trace.get("type", "scatter"))
    kinds = [str(trace["type"]) for trace in traces]
    layout = spec.get("layout")
    layout = layout if isinstance(layout, Mapping) else {}
    images = [str(image.get("source", "")) for image in _mappings(layout.get("images"))]
    pictures = [str(trace.get("source") or "") for trace in traces if trace["type"] == "image"]
    fetched = any(not source.startswith("data:") for source in (*images, *pictures) if source)
    return Chart(
        Drawer.PLOTLY,
        {"data": traces, "layout": layout, "frames": list(_mappings(spec.get("frames")))},
        elsewhere=fetched or any(_TILED.fullmatch(kind) for kind in kinds),
        makes_code=any(_SHADED.fullmatch(kind) for kind in kinds),
    )


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list | tuple):
        yield from (entry for entry in value if isinstance(entry, Mapping))


def _asks_for_files(spec: object) -> bool:
    """Tell whether some part of a specification names where data or pictures are to be had."""
    if isinstance(spec, Mapping):
        return any(
            key == "url" or (key not in _INERT and _asks_for_files(value))
            for key, value in spec.items()
        )
    return isinstance(spec, list) and any(_asks_for_files(entry) for entry in spec)
