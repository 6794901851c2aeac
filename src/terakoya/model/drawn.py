"""What Python writes of a value, made fit for people: no objects' names, no wrappers, no overprint.

The results of cells are read by those who never see code, in the app and on paper alike.
"""

from __future__ import annotations

import re

__all__ = ["is_drawing_repr", "plain_repr", "settle_lines"]

_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|-?inf|\.\.\."
_PIECE = re.compile(
    rf"(?P<drawing><[A-Za-z_](?:{_STRING}|[^<>'\"])*>"
    rf"|(?:Text|Axes|Figure)\((?:{_STRING}|[^'\"()]|\([^()]*\))*\))"
    rf"|{_STRING}|{_NUMBER}|array|dtype=\w+|shape=|[\s\[\](){{}},:]"
)
"""A drawing's name, or what stands around it in lists, tuples, arrays and dicts."""
_SCALAR = re.compile(
    rf"(?P<kept>{_STRING})"
    rf"|\bnp\.(?P<truth>True|False)_"
    rf"|\bnp\.(?:u?int\d*|u?longlong|u?long|float\d+|c?longdouble|complex\d+)"
    rf"\((?P<number>[^()'\"]*)\)"
    rf"|\bnp\.str_\((?P<text>{_STRING})\)"
)
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Colours and moves of a terminal: ECMA-48's control sequences, and its links."""


def is_drawing_repr(text: str) -> bool:
    """Tell whether a text is only what Python calls drawings: ``<Axes: …>``, lists of such, bars.

    Where the picture itself is shown, such a line says nothing to its readers. A histogram's
    numbers go with their bars.
    """
    found, place = False, 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None:
            return False
        found, place = found or piece["drawing"] is not None, piece.end()
    return found


def plain_repr(text: str) -> str:
    """Return a value's text without numpy's wrappers: ``np.int64(5)`` becomes ``5``.

    What stands in quotation marks stays as it is.
    """
    return _SCALAR.sub(
        lambda found: next(part for part in found.groups() if part is not None), text
    )


def settle_lines(text: str) -> str:
    r"""Return printed text as it stands in the end, without a terminal's colours.

    Of a line that was written over (``\r``), the last state stays; ``\b`` takes a letter back.
    """
    lines = _CONTROL.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(_last_state(line) for line in lines)


def _last_state(line: str) -> str:
    states = [state for state in line.split("\r") if state.strip()]
    if "\b" not in line:
        return states[-1] if states else line.replace("\r", "")
    kept: list[str] = []
    back = 0
    for letter in states[-1] if states else "":
        if letter == "\b":
            back += 1
        else:  # a terminal only moves back; the letter that follows is what writes over
            kept[len(kept) - min(back, len(kept)) :] = [letter]
            back = 0
    return "".join(kept)
