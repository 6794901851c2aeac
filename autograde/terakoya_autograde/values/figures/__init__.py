"""Figures of matplotlib: they cross as a description and are drawn again as plain figures.

Whatever belongs to a figure (axes, a line, bars, a legend) crosses as a part of it, so that what
was one object is one object on arrival. A figure that has changed since is described anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.figures import colour_bars
from terakoya_autograde.values.figures.artist_groups import members
from terakoya_autograde.values.figures.drawing import Cast
from terakoya_autograde.values.figures.figure import describe_figure, make_figure, why_not
from terakoya_autograde.values.figures.redrawing import figures_in, look_alike, redraw
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CODECS", "REFUSALS", "figures_in", "look_alike", "redraw"]

MOST_FIGURES = 500
_MADE = "figures made"


@dataclass(frozen=True)
class _Given:
    """A figure that the other end has; the artists are kept so that no id is used again."""

    number: int
    digest: bytes
    figure: Figure
    cast: Cast = field(repr=False)


def _give_figure(figure: Figure, giving: Giving) -> Fields:
    given = giving.memo.get(id(figure))
    if given is not None and id(figure) in giving.fresh:
        return [given.number, None]
    reason = why_not(figure)
    if reason:
        giving.refuse(figure, reason)
    cast = Cast()
    node = giving.part(describe_figure(figure, cast), "")
    giving.fresh.add(id(figure))
    digest = hashlib.sha256(msgspec.msgpack.encode(node)).digest()
    if given is not None and given.digest == digest:
        giving.memo[id(figure)] = _Given(given.number, digest, figure, cast)
        return [given.number, None]
    number = giving.memo[_MADE] = giving.memo.get(_MADE, 0) + 1
    if number > MOST_FIGURES:
        giving.refuse(figure, f"there are more than {MOST_FIGURES} figures; draw fewer")
    giving.memo[id(figure)] = _Given(number, digest, figure, cast)
    return [number, node]


def _take_figure(fields: Fields, taking: Taking) -> object:
    return _taken(fields, taking)[0]


def _taken(fields: Fields, taking: Taking) -> tuple[Figure, dict[int, object]]:
    number, node = fields
    taking.natural(number, MOST_FIGURES)
    if node is None:
        if number not in taking.memo:
            raise ValueRefused("a figure is meant that never came")
        return taking.memo[number]  # type: ignore[no-any-return]
    if number in taking.memo:
        raise ValueRefused("two figures have one number")
    taking.memo[number] = make_figure(taking.exactly(node, dict))
    return taking.memo[number]  # type: ignore[no-any-return]


def _figure_of(thing: object) -> Figure | None:
    """Return the figure that something is a part of, or None."""
    if not isinstance(thing, need("matplotlib.artist").Artist):
        parts = members(thing)
        return _figure_of(parts[0]) if parts else None
    figure = thing.get_figure(root=True)
    return figure if isinstance(figure, need("matplotlib.figure").Figure) else None


def _give_part(part: object, giving: Giving) -> Fields:
    figure = _figure_of(part)
    if figure is None:
        giving.refuse(part, "it is drawn in no figure; draw it in one")
    fields = _give_figure(figure, giving)
    number = giving.memo[id(figure)].cast.numbers.get(id(part))
    if number is None:
        giving.refuse(part, "this part of a figure does not cross; give what it shows")
    return [*fields, number]


def _take_part(fields: Fields, taking: Taking) -> object:
    *figure, number = fields
    _figure, parts = _taken(figure, taking)
    if type(number) is not int or number not in parts:
        raise ValueRefused("a part of a figure is meant that is not there")
    return parts[number]


CODECS = (
    Codec("figure", ("matplotlib.figure:Figure",), _give_figure, _take_figure),
    Codec(
        "part",
        (
            "matplotlib.artist:Artist",
            "matplotlib.container:Container",
            "matplotlib.container:PieContainer",
        ),
        _give_part,
        _take_part,
    ),
    *colour_bars.CODECS,
)
REFUSALS = (
    Refusal(
        ("matplotlib.figure:SubFigure",),
        "a part of a divided figure does not cross; give the whole figure",
    ),
    Refusal(
        ("matplotlib.axis:Axis", "matplotlib.axis:Tick"),
        "one axis does not cross by itself; give the axes",
    ),
)
