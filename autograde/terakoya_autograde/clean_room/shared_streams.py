"""Streams that both processes draw from, as if there were one.

Where a check, or the instructor's cell before it, has seeded a stream, the learner's process is set
to where the check stands before each question. What it draws meanwhile comes back as a distance,
and the check's own generator goes on by so much: no state is ever taken from a stranger. One whose
words are all zeros gives zeros for ever, and a known one tells what a test will ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from terakoya_autograde.errors import WireError
from terakoya_autograde.randomness.generators import Standing, distance, kind_of, move, read
from terakoya_autograde.randomness.mersenne import FARTHEST, Moved
from terakoya_autograde.randomness.process_streams import MOST_BYTES, Placed, Streams, pack

__all__ = ["CheckersStreams", "LearnersStreams", "Moves"]

_SOON = 1 << 16  # words that a check draws between two questions
_MOST_SEARCHED = 1 << 25  # words, of one check's streams that are not found again


@dataclass(frozen=True)
class Moves:
    """How far the streams of the learner's process have moved, and which of them it has left."""

    moved: Mapping[str, Moved]
    left: Sequence[str]


class CheckersStreams:
    """One check's view: what both ends have in common."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._together: dict[str, Standing] = {}
        self._apart: dict[str, Standing] = {}
        self._holders: dict[str, int] = {}

    def meet(self) -> dict[str, Placed]:
        """Return where the seeded streams stand when the check begins.

        The learner's process has run the same cells, and the learner's beside them: it says how far
        it is ahead.
        """
        found = self._shared()
        self._together = {key: read(generator) for key, generator in found.items()}
        self._holders = {key: id(generator) for key, generator in found.items()}
        return {
            key: Placed(kind_of(found[key]), standing) for key, standing in self._together.items()
        }

    def join(self, names: Mapping[str, object]) -> None:
        """Note generators that the learner has given up: both ends have them now."""
        for key, generator in self._shared().items():
            if names.get(key.removeprefix(":")) is generator:
                self._apart.pop(key, None)
                self._together[key], self._holders[key] = read(generator), id(generator)

    def news(self) -> dict[str, Placed]:
        """Return the streams that this end has seeded or drawn from since the last question."""
        found = {}
        for key, generator in self._shared().items():
            now, anew = read(generator), self._holders.get(key) != id(generator)
            if not anew and self._together.get(key) == now:
                continue
            if not anew and self._has_only_drawn(key, kind_of(generator), now):
                continue
            self._apart.pop(key, None)
            self._together[key], self._holders[key] = now, id(generator)
            found[key] = Placed(kind_of(generator), now, anew=anew and key.startswith(":"))
        return found

    def take(self, moves: Moves, allowed: Callable[[str], bool]) -> None:
        """Follow the learner's process where that is allowed.

        Raises:
            WireError: it says what cannot be.
        """
        for key in moves.left:
            self._part(key)
        for key, moved in moves.moved.items():
            generator = self._streams.find(key)
            if key not in self._together or generator is None:
                raise WireError("a stream has moved that is not shared")
            if not allowed(key):
                self._part(key)
                continue
            try:
                self._together[key] = move(generator, moved)
            except ValueError as error:
                raise WireError(str(error)) from error

    def _part(self, key: str) -> None:
        known = self._together.pop(key, None)
        if known is not None:
            self._apart[key] = known

    def _has_only_drawn(self, key: str, kind: str, now: Standing) -> bool:
        """Tell whether a stream that the learner's process has left was not seeded here since."""
        known = self._apart.get(key)
        if known is None or distance(kind, known, now, _SOON) is None:
            return False
        self._apart[key] = now
        return True

    def _shared(self) -> dict[str, object]:
        return self._streams.seeded() | self._streams.named()


class LearnersStreams:
    """The learner's view. Nothing here is trusted by anybody."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._together: dict[str, tuple[str, Standing]] = {}
        self._left_over = _MOST_SEARCHED

    def meet(self, placed: Mapping[str, Placed]) -> bytes:
        """Begin a check: these streams are shared, wherever they stand here.

        Return where the streams stand that go on, packed.
        """
        self._left_over = _MOST_SEARCHED
        self._together = {key: (entry.kind, entry.standing) for key, entry in placed.items()}
        return self.standing

    def follow(self, placed: Mapping[str, Placed]) -> None:
        """Let streams stand where the check's stand."""
        for key, entry in placed.items():
            self._streams.place(key, entry)
            self._together[key] = entry.kind, entry.standing

    def give(self, names: Mapping[str, object]) -> None:
        """Note generators that are given up now."""
        for name, value in names.items():
            if kind := kind_of(value):
                self._together[f":{name}"] = kind, read(value)

    def look(self) -> Moves:
        """Say how far the shared streams have moved since the last look."""
        far, left = dict[str, Moved](), list[str]()
        for key, (kind, before) in list(self._together.items()):
            generator = self._streams.find(key)
            now = read(generator) if kind_of(generator) == kind else None
            if now == before:
                continue
            moved = None if now is None else self._distance(kind, before, now)
            if now is None or moved is None:
                left.append(key)
                del self._together[key]
            else:
                far[key] = moved
                self._together[key] = kind, now
        return Moves(far, left)

    def look_at(self, generators: Sequence[object], starts: Sequence[Standing]) -> dict[str, Moved]:
        """Say how far the generators that a call was given have moved, by their place."""
        found = {}
        for place, (generator, start) in enumerate(zip(generators, starts, strict=True)):
            now = read(generator)
            moved = self._distance(kind_of(generator), start, now) if now != start else None
            if moved is not None:
                found[str(place)] = moved
        return found

    @property
    def standing(self) -> bytes:
        """Where the streams stand that go on in the next cell, packed: those that were seeded."""
        found = self._streams.seeded() | self._streams.named()
        packed = pack({key: Placed(kind_of(one), read(one)) for key, one in found.items()})
        return packed if len(packed) <= MOST_BYTES else b""

    @property
    def has_drawn(self) -> bool:
        """Whether numbers were drawn that nobody has seeded."""
        return self._streams.has_drawn

    def _distance(self, kind: str, before: Standing, now: Standing) -> Moved | None:
        most = min(FARTHEST, self._left_over)
        moved = distance(kind, before, now, most)
        if moved is None:
            self._left_over -= most
        return moved
