"""What a message holds, counted before anything is made of it.

The messages are MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) with neither
maps nor extensions nor 32-bit floats. A stranger may write that an array has four thousand million
entries; therefore lengths, depth and number are checked here first, without an allocation.
"""

from __future__ import annotations

import struct

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.value_limits import ValueLimits

__all__ = ["count_tokens"]

_LEVELS = 3  # a value's node, its items, their parts
_NUMBERS = {0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_LENGTHS = {
    0xC4: struct.Struct(">B"),
    0xC5: struct.Struct(">H"),
    0xC6: struct.Struct(">I"),
    0xD9: struct.Struct(">B"),
    0xDA: struct.Struct(">H"),
    0xDB: struct.Struct(">I"),
}
_ARRAYS = {0xDC: struct.Struct(">H"), 0xDD: struct.Struct(">I")}
_ATOMS = frozenset((0xC0, 0xC2, 0xC3))


def count_tokens(data: bytes, limits: ValueLimits) -> int:
    """Return how many things a message holds, an array counted with its entries.

    Raises:
        ValueRefused: it is not exactly one thing, is too deep or holds too much.
    """
    try:
        return _count(data, limits)
    except (IndexError, struct.error) as error:
        raise ValueRefused("the message breaks off") from error


def _count(data: bytes, limits: ValueLimits) -> int:
    at, tokens, size = 0, 0, len(data)
    deepest = limits.deepest * _LEVELS
    left = [1]  # how many entries are still to come, at each depth
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        tokens += 1
        entries, at = _step(data, at)
        if entries:
            if entries > size - at or tokens + entries > limits.most_elements:
                raise ValueRefused("the message holds too many values")
            left.append(entries)
            if len(left) > deepest:
                raise ValueRefused("the message is nested too deeply")
    if at != size:
        raise ValueRefused("the message is longer or shorter than it says")
    return tokens


def _step(data: bytes, at: int) -> tuple[int, int]:
    """Return the number of entries of what begins at `at`, and where the next thing begins."""
    first = data[at]
    at += 1
    if first < 0x80 or first >= 0xE0 or first in _ATOMS:
        return 0, at
    if 0xA0 <= first < 0xC0:
        return 0, at + first - 0xA0
    if 0x90 <= first < 0xA0:
        return first - 0x90, at
    if first in _NUMBERS:
        return 0, at + _NUMBERS[first]
    if first in _LENGTHS:
        form = _LENGTHS[first]
        return 0, at + form.size + form.unpack_from(data, at)[0]
    if first in _ARRAYS:
        form = _ARRAYS[first]
        return form.unpack_from(data, at)[0], at + form.size
    raise ValueRefused(f"the message holds a byte {first:#x} that has no meaning here")
