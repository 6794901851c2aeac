"""Groups of artists: bars, error bars, stems, pies; and legends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.container import (
        BarContainer,
        Container,
        ErrorbarContainer,
        PieContainer,
        StemContainer,
    )

__all__ = ["WAYS", "describe_container", "make_container", "members"]

Description = dict[str, object]
WAYS: frozenset[Literal["vertical", "horizontal"]] = frozenset(["vertical", "horizontal"])


def members(container: object) -> list[Artist]:
    """Return the artists of a container, flat."""
    wedges, rings = getattr(container, "wedges", None), getattr(container, "texts", ())
    if wedges is not None:
        return [*wedges, *(text for texts in rings for text in texts)]
    if not isinstance(container, tuple):
        return []
    found = []
    for entry in tuple.__iter__(container):
        found += list(entry) if isinstance(entry, tuple | list) else [entry]
    return [entry for entry in found if entry is not None]


def describe_container(container: Container, numbers: dict[int, int]) -> Description | None:
    """Return the description of a container; None where one of its artists is not described."""
    kind = type(container).__name__
    describe = _DESCRIBERS.get(kind)
    if describe is None or any(id(member) not in numbers for member in members(container)):
        return None
    return {"kind": kind} | describe(container, numbers)


def _describe_bars(container: BarContainer, numbers: dict[int, int]) -> Description:
    values, error = container.datavalues, container.errorbar
    return {
        "label": container.get_label(),
        "bars": [numbers[id(patch)] for patch in container.patches],
        "values": None if values is None else need("numpy").asarray(values, float),
        "way": container.orientation,
        "error": None if error is None else describe_container(error, numbers),
    }


def _describe_errors(container: ErrorbarContainer, numbers: dict[int, int]) -> Description:
    line, caps, bars = container.lines
    return {
        "label": container.get_label(),
        "line": None if line is None else numbers[id(line)],
        "caps": [numbers[id(cap)] for cap in caps],
        "bars": [numbers[id(bar)] for bar in bars],
        "has": [bool(container.has_xerr), bool(container.has_yerr)],
    }


def _describe_stems(container: StemContainer, numbers: dict[int, int]) -> Description:
    parts = [numbers[id(part)] for part in tuple.__iter__(container)]
    return {"label": container.get_label(), "parts": parts}


def _describe_pie(container: PieContainer, numbers: dict[int, int]) -> Description:
    return {
        "wedges": [numbers[id(wedge)] for wedge in container.wedges],
        "texts": [[numbers[id(text)] for text in texts] for texts in container.texts],
        "values": need("numpy").asarray(container.values, float),
        "whole": bool(container._normalize),  # type: ignore[attr-defined]
    }


_DESCRIBERS: dict[str, Callable[..., Description]] = {
    "BarContainer": _describe_bars,
    "ErrorbarContainer": _describe_errors,
    "StemContainer": _describe_stems,
    "PieContainer": _describe_pie,
}


def make_container(spec: dict[str, Any], made: dict[int, object]) -> Any:
    """Return the container of a description, of artists that are made already."""
    module, kind = need("matplotlib.container"), spec["kind"]
    if kind == "PieContainer":
        return _make_pie(spec, made)
    label = figure_checks.label(spec["label"])
    if kind == "BarContainer":
        error = None if spec["error"] is None else make_container(spec["error"], made)
        values = None if spec["values"] is None else figure_checks.array(spec["values"])
        way = None if spec["way"] is None else figure_checks.name_in(spec["way"], WAYS)
        bars = [made[number] for number in spec["bars"]]
        return module.BarContainer(bars, error, datavalues=values, orientation=way, label=label)
    if kind == "ErrorbarContainer":
        line = None if spec["line"] is None else made[spec["line"]]
        parts = (tuple(made[n] for n in spec[name]) for name in ("caps", "bars"))
        across, up = (entry is True for entry in spec["has"])
        return module.ErrorbarContainer((line, *parts), across, up, label=label)
    if kind != "StemContainer" or len(spec["parts"]) != 3:
        raise ValueRefused("a container has an unknown kind")
    return module.StemContainer(tuple(made[number] for number in spec["parts"]), label=label)


def _make_pie(spec: dict[str, Any], made: dict[int, object]) -> object:
    wedges = [made[number] for number in spec["wedges"]]
    values = figure_checks.array(spec["values"])
    pie = need("matplotlib.container").PieContainer(wedges, values, spec["whole"] is True)
    for texts in spec["texts"]:
        pie.add_texts([made[number] for number in texts])
    return pie
