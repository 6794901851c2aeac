"""What a function made of its copies, made of the test's own arguments."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from terakoya_autograde.clean_room.bridge import VALUE_LIMITS
from terakoya_autograde.values import Encoder
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.figures import figures_in, look_alike, redraw

__all__ = ["put_back", "replace_content"]

Pairs = Mapping[str, tuple[Any, Any]]
"""Place of an argument → what the test has, and what became of its copy."""


def put_back(
    name: str, pairs: Pairs, may_change: frozenset[str] | None, far: FarEnd | None = None
) -> set[str]:
    """Change what may be changed; return those arguments (`name:place`).

    Args:
        name: what the test calls the function.
        may_change: the arguments that the reference solution changes; None for all.
        far: what stands for things of the learner's, and what was lent to him.
    """
    pairs = {f"{name}:{place}": pair for place, pair in pairs.items()}
    changed = set()
    figures = {argument: list(_figures(*pair)) for argument, pair in pairs.items()}
    drawn = {
        id(figure): (figure, like)
        for found in figures.values()
        for figure, like in found
        if not look_alike(figure, like)
    }
    redrawn: dict[int, tuple[Any, Any]] = {}
    for argument, (old, new) in pairs.items():
        if may_change is not None and argument not in may_change:
            continue
        if figures[argument]:
            here = {
                id(figure): drawn[id(figure)]
                for figure, _ in figures[argument]
                if id(figure) in drawn
            }
            redrawn |= here
            changed |= {argument} if here else set()
        elif type(old) is type(new) and _differ(old, new, far):
            changed.add(argument)
            replace_content(old, new)
    for figure, like in redrawn.values():  # once each, however many arguments belong to it
        redraw(figure, like)
    return changed


def _figures(old: object, new: object) -> Iterator[tuple[Any, Any]]:
    yield from zip(figures_in(old), figures_in(new), strict=False)


def _differ(old: object, new: object, far: FarEnd | None) -> bool:
    bodies = [Encoder(VALUE_LIMITS, far=far, free=True).encode(each) for each in (old, new)]
    return bodies[0] != bodies[1]


def replace_content(old: Any, new: Any) -> bool:
    """Make an object what another of its type is; tell whether it is one that can be."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    match old:
        case list() | bytearray():
            old[:] = new
        case dict() | set():
            old.clear()
            old.update(new)
        case _ if numpy and isinstance(old, numpy.ndarray) and old.shape == new.shape:
            old[...] = new
        case _ if pandas and isinstance(old, pandas.DataFrame | pandas.Series):
            old._update_inplace(new)
        case _:
            return False
    return True
