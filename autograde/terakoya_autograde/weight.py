"""How much memory the objects of a JSON text would take, told before any of them is made.

A list of empty objects is three bytes an entry as text, and a hundred and more as Python objects:
thirty megabytes from a stranger would make the reader fifty times as large. Texts are not counted:
what they take is at most four times their length, which is bounded anyway.
"""

from __future__ import annotations

import re

__all__ = ["weigh"]

# bytes of CPython's objects, each with its place in what holds it; names of keys count as texts
_OBJECT, _LIST, _ENTRY, _NAMED, _TEXT = 200, 80, 40, 100, 56
_NEITHER = bytes(set(range(256)).difference(b'{[,:"'))
_QUOTED = re.compile(rb'"[^"]*"')


def weigh(data: bytes, most: int) -> int:
    """Return about how many bytes the objects take that a JSON text holds.

    Nothing is decoded; what is no JSON has some weight, too.

    Args:
        most: from here on it does not matter; what is returned may then be too much or too little,
            but is more than `most`.

    >>> from terakoya_autograde import weigh
    >>> weigh(b"[" + b"[]," * 1000 + b"[]]", most=10_000) > 50 * 1000
    True
    """
    quotes = data.count(b'"') // 2
    rough = _sum(data) + _TEXT * quotes
    if rough <= most:
        return rough
    plain = data.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, _NEITHER)
    texts = _TEXT * (plain.count(b'"') // 2)
    if texts > most:  # too many to look between them one by one
        return texts
    return texts + _sum(_QUOTED.sub(b"", plain.replace(b'""', b"")))


def _sum(data: bytes) -> int:
    return (
        _OBJECT * data.count(b"{")
        + _LIST * data.count(b"[")
        + _ENTRY * data.count(b",")
        + _NAMED * data.count(b":")
    )
