"""What is drawn in axes or on a figure: every artist with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures.artists import (
    describe_common,
    describe_line,
    describe_patch,
    finish,
    make_line,
    make_patch,
)
from terakoya_autograde.values.figures.collections_and_images import (
    describe_collection,
    describe_image,
    make_collection,
    make_image,
)
from terakoya_autograde.values.figures.texts import describe_text, make_text
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["MOST_ARTISTS", "Cast", "describe_artists", "make_artists"]

Description = dict[str, object]
MOST_ARTISTS = 20_000
_MAKERS: dict[str, Callable[[Description, Axes | None, Figure], Artist]] = {
    "line": make_line,
    "patch": make_patch,
    "collection": make_collection,
    "image": make_image,
    "text": make_text,
    "note": make_text,
}


class Cast:
    """The artists of one figure and their numbers, while it is described."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.artists: list[object] = []

    def add(self, artist: object) -> int:
        """Return the number of an artist, a new one at its first time."""
        number = self.numbers.setdefault(id(artist), len(self.artists))
        if number == len(self.artists):
            self.artists.append(artist)
        return number


def describe_artists(
    artists: Iterable[Artist], axes: Axes | None, figure: Figure, cast: Cast
) -> list[Description]:
    """Return the descriptions of those artists that are of a known kind."""
    found = []
    for artist in artists:
        describe = _describer(artist)
        if describe is not None:
            spec = describe(artist, axes, figure) | describe_common(artist)
            found.append(spec | {"n": cast.add(artist)})
    return found


def _describer(artist: Artist) -> Any:
    for path, describe in (
        ("matplotlib.lines:Line2D", describe_line),
        ("matplotlib.patches:Patch", describe_patch),
        ("matplotlib.collections:Collection", describe_collection),
        ("matplotlib.image:AxesImage", describe_image),
        ("matplotlib.text:Text", describe_text),
    ):
        module, _, name = path.partition(":")
        if isinstance(artist, getattr(need(module), name)):
            return describe
    return None


def make_artists(
    spec: list[Description], axes: Axes | None, figure: Figure, made: dict[int, object]
) -> list[Artist]:
    """Return the artists of their descriptions, and put them under their numbers."""
    found = []
    for entry in spec:
        if entry["kind"] not in _MAKERS or len(made) >= MOST_ARTISTS:
            raise ValueRefused("a figure has an artist of an unknown kind, or too many")
        artist = finish(_MAKERS[entry["kind"]](entry, axes, figure), entry)
        remember(entry["n"], artist, made)
        found.append(artist)
    return found


def remember(number: object, thing: object, made: dict[int, object]) -> None:
    """Put a thing under its number."""
    if type(number) is not int or number in made:
        raise ValueRefused("two things of a figure have one number")
    made[number] = thing
