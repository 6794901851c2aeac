"""What was made from files, kept until one of them changes.

A file's times are only as fine as its file system's clock: what is written twice within one tick
looks the same. So for the first seconds the content is looked at again as well, and only then do
the times alone count. Nothing here compares the clocks of two machines.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from terakoya.errors import TerakoyaError
from terakoya.language import LANGUAGES, current_language

__all__ = ["Readings"]

_COARSEST = 2.0
"""Seconds: the coarsest tick of a file system's times (FAT's; others have 1 or less)."""
_DOUBT = 5.0
"""Seconds until a problem is looked at again: what it lies in may be none of the files."""

Made = TypeVar("Made")
Key = tuple[str, Hashable]
_State = tuple[object, tuple[tuple[int, ...] | None, ...]]


@dataclass(frozen=True)
class _Reading:
    """What came of a reading: a value, or the problem that whoever asks again has again."""

    state: _State
    digest: bytes
    since: float
    settled: bool
    made: Any = None
    problem: TerakoyaError | None = None


class Readings:
    """Keeps what was made from files; callable from many threads.

    Two that ask for the same at the same moment may both make it: nobody waits for another one.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[Key, str], _Reading] = {}

    def get(
        self, key: Key, files: Sequence[Path], make: Callable[[], Made], given: object = None
    ) -> Made:
        """Return what `make` makes of `files`, made anew where one of them is not as it was.

        Args:
            key: what is made, and of whom.
            files: everything that `make` reads; those that are not there count as well.
            make: makes it; a problem that it raises is kept, one for each language.
            given: what else `make` goes by; something else than before is a change.

        Raises:
            TerakoyaError: what `make` raised.
        """
        state = (given, tuple(_stat(file) for file in files))
        reading = self._find(key, state, files)
        if reading is None:
            reading = self._read(key, state, files, make)
        if reading.problem is not None:
            raise reading.problem.again()
        return cast(Made, reading.made)

    def forget_others(self, kind: str, names: Collection[Hashable]) -> None:
        """Let go of a kind (and of its parts, kind:part) what belongs to none of `names`."""
        kept = set(names)
        for place in [*self._known]:
            (its_kind, name), _language = place
            if its_kind.partition(":")[0] == kind and name not in kept:
                self._known.pop(place, None)

    def _find(self, key: Key, state: _State, files: Sequence[Path]) -> _Reading | None:
        for place in ((key, ""), (key, current_language())):
            reading = self._known.get(place)
            if reading is None or reading.state != state:
                continue
            looked_at = self._clock()
            if reading.problem is not None and looked_at - reading.since > _DOUBT:
                continue
            if reading.settled:
                return reading
            if _digest(files) == reading.digest:
                if looked_at - reading.since > _COARSEST:
                    self._known[place] = replace(reading, settled=True)
                return reading
        return None

    def _read(
        self, key: Key, state: _State, files: Sequence[Path], make: Callable[[], Made]
    ) -> _Reading:
        since, digest = self._clock(), _digest(files)  # before it is made: an older one is noticed
        try:
            reading = _Reading(state, digest, since, settled=False, made=make())
        except TerakoyaError as error:
            reading = _Reading(state, digest, since, settled=False, problem=error.again())
        language = current_language() if reading.problem is not None else ""  # it is in a sentence
        for other in LANGUAGES if not language else ("",):
            self._known.pop(
                (key, other), None
            )  # a problem that is mended, or what was there before
        self._known[key, language] = reading
        return reading


def _stat(file: Path) -> tuple[int, ...] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 - asked for every file that a page loads
    except (OSError, ValueError):
        return None
    kind = stat.S_IFMT(found.st_mode)
    times = (found.st_mtime_ns, found.st_ctime_ns)  # the second also tells of permissions
    return (found.st_dev, found.st_ino, found.st_size, kind, *times)


def _digest(files: Sequence[Path]) -> bytes:
    digest = hashlib.sha256()
    for file in files:
        try:
            content = file.read_bytes() if file.is_file() else b""
        except (OSError, ValueError) as error:
            content = type(error).__name__.encode()
        digest.update(b"%d:" % len(content) + content)
    return digest.digest()
