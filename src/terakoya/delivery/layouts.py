"""How names of folders and files are read, by every system that is known, and by none.

Systems with a form of their own are sources (`terakoya.delivery.sources`). What remains is a name
and what follows it: Teams' folders are named like the person, Google Classroom writes the name,
`` - `` and the file's name.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from terakoya.delivery.foreign import guard_naming
from terakoya.delivery.source import SOURCES, Naming, Reading

__all__ = ["Reading", "addressee", "is_called_late", "is_certain", "is_dated_by_download", "narrow"]
__all__ += ["original_name", "read_layouts"]

_SEPARATORS = "_- "
_AROUND = " 　_-"
_MOST_SEPARATORS = 12  # no person's name holds more; a file's may hold hundreds


def is_certain(text: str) -> bool:
    """Tell whether a system made this name that nothing else looks like."""
    return _certain(text) is not None


def read_layouts(text: str) -> tuple[Reading, ...]:
    """Return every way to read the first part of a path, the surest first; at least one."""
    if certain := _certain(text):
        return (certain,)
    readings = (each.read(text) for each in _namings() if not each.is_certain)
    return (*filter(None, readings), *_read_plain(text))


def addressee(text: str) -> str:
    """Return to whom a system takes back what has this name: its own number, else the name.

    Systems read only their numbers; people read names, whatever their case and width.
    """
    numbers = filter(None, (each.number_in(text) for each in _namings()))
    return next(numbers, "") or narrow(text).rstrip(_AROUND).casefold()


def is_dated_by_download(text: str) -> bool:
    """Tell whether the system that made this name dates files by their download, not the hand-in.

    So do Moodle (a zip made anew for each download) and Canvas.
    """
    return any(each.dates_by_download and each.number_in(text) is not None for each in _namings())


def is_called_late(text: str) -> bool:
    """Tell whether the system that made this name says in it that the hand-in was late: Canvas."""
    return any(each.is_late(text) for each in _namings())


def original_name(head: str, name: str) -> str:
    """Return a file's name as its owner wrote it, where a system may have put a count into it.

    Of a name that was handed in before Canvas makes ``tools-1.py``; empty where it is none of its.
    """
    return next(filter(None, (each.original_name(head, name) for each in _namings())), "")


def narrow(text: str) -> str:
    """Return text as staff numbers are compared: half-width, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def _certain(text: str) -> Reading | None:
    readings = (each.read(text) for each in _namings() if each.is_certain)
    return next(filter(None, readings), None)


def _namings() -> tuple[Naming, ...]:
    return _installed(tuple(sys.path))


@lru_cache(maxsize=8)
def _installed(_path: tuple[str, ...]) -> tuple[Naming, ...]:
    """Return each system's way, the certain ones first; `_path` decides what is there."""
    parts = SOURCES.load().parts.values()
    found = [guard_naming(each) for each in parts if each.naming is not None]
    return tuple(sorted(found, key=lambda each: not each.is_certain))


def _read_plain(text: str) -> Iterator[Reading]:
    """Read a name before a separator; the longest first, as a name may hold separators itself."""
    yield Reading(text, "", head=f"{text}_")
    ends = (at for at in range(1, len(text)) if narrow(text[at]) in ("", *_SEPARATORS))
    for end in reversed(list(islice(ends, _MOST_SEPARATORS))):
        rest = text[end + 1 :].lstrip(_AROUND)
        yield Reading(text[:end], rest.rstrip(_AROUND), head=text[: len(text) - len(rest)])
