"""Which line of a TOML file a key stands on, so that an error can name it."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["find_line"]

_TABLE = re.compile(r"^\s*\[(\[?)\s*([^\]]+?)\s*\]?\]\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+)\s*=")


def find_line(text: str, location: Sequence[str | int], *, exact: bool = False) -> int:
    """Return the 1-based line where the value at `location` is set.

    Where the key itself is missing, the line of its table; where that is missing too, line 1.
    `location` is a path as pydantic gives it: names, and a number for the n-th ``[[table]]``.
    With `exact`, 0 where the key itself is missing.
    """
    lines = dict(_walk(text))
    path = tuple(location)
    while path:
        if path in lines:
            return lines[path]
        if exact:
            return 0
        path = path[:-1]
    return 1


def _walk(text: str) -> list[tuple[tuple[str | int, ...], int]]:
    """List every table and key of `text` with its line, the last path first seen winning."""
    found: list[tuple[tuple[str | int, ...], int]] = []
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _split(header.group(2))
            if header.group(1):
                index = counts.get(table, 0)
                counts[table] = index + 1
                table = (*table, index)
            found.append((table, number))
        elif key := _KEY.match(line):
            found.append(((*table, *_split(key.group(1))), number))
    return found


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
