"""Many values at once: lists, keys and columns, in bulk where they are of few plain kinds.

`["f", bytes]` floats, `["i", bytes]` 64-bit integers, `["b", bytes]` truth values, `["n", count]`
Nones, `["t", text]` texts with a unit separator between them, `["s", lengths, text]` texts with
nothing between them; `["m", codes, items…]` a mixture of these, one byte an
entry saying which of the items it comes from; `["*", node…]` anything else, one by one.
Numbers are little-endian.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from typing import Any

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.codec import Giving, Taking

__all__ = ["give_items", "take_items"]

_FEW = 4  # below this, one by one is as good
_BETWEEN = "\x1f"  # what ASCII has for this; a text with it in it goes the longer way
_CODES = {float: "d", int: "q"}
_PLAIN = frozenset((str, int, float, bool, type(None)))


def give_items(values: Sequence[object], giving: Giving) -> list[object]:
    """Return the node of some values."""
    if len(values) >= _FEW:
        types = list(map(type, values))
        kinds = dict.fromkeys(types)
        if _PLAIN.issuperset(kinds):
            found = _give_bulk(values, types, list(kinds))
            if found is not None:
                giving.spend(len(values))
                return found
    return ["*", *_give_each(values, giving)]


def _give_each(values: Sequence[object], giving: Giving) -> Iterator[Any]:
    for place, value in enumerate(values):
        try:
            yield giving.node(value)
        except CannotCross as error:
            error.path = f"[{place}]{error.path}"
            raise


def _give_bulk(values: Sequence[object], types: list[type], kinds: list[type]) -> list[Any] | None:
    """Return the node of plain values of few kinds; None where one of them needs more care."""
    if len(kinds) == 1:
        return _give_kind(values, kinds[0])
    code_of = {kind: code for code, kind in enumerate(kinds)}
    groups: list[list[Any]] = [[] for _ in kinds]
    codes = bytes(map(code_of.__getitem__, types))
    for code, value in zip(codes, values, strict=True):
        groups[code].append(value)
    nodes = [_give_kind(group, kind) for group, kind in zip(groups, kinds, strict=True)]
    return None if None in nodes else ["m", codes, *nodes]


def _give_kind(values: Sequence[Any], kind: type) -> list[Any] | None:
    if kind is str:
        return _give_texts(values)
    if kind is type(None):
        return ["n", len(values)]
    if kind is bool:
        return ["b", bytes(values)]
    try:
        return ["f" if kind is float else "i", _to_bytes(array(_CODES[kind], values))]
    except OverflowError:
        return None


def _give_texts(values: Sequence[str]) -> list[Any] | None:
    text = _BETWEEN.join(values)
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return None
    if text.count(_BETWEEN) == len(values) - 1:
        return ["t", text]
    text = "".join(values)
    return ["s", _to_bytes(array("I", map(len, values))), text]


def _to_bytes(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def take_items(node: object, taking: Taking) -> list[object]:
    """Return the values of a node that `give_items` made."""
    if type(node) is not list or not node or type(node[0]) is not str:
        raise ValueRefused("items are expected and something else came")
    if node[0] == "*":
        return [taking.value(entry) for entry in node[1:]]
    if node[0] == "m":
        return _take_mixture(node, taking)
    return _take_kind(node, taking)


def _take_mixture(node: list[object], taking: Taking) -> list[object]:
    codes, groups = node[1], node[2:]
    if type(codes) is not bytes or not 0 < len(groups) <= len(_PLAIN):
        raise ValueRefused("a mixture has no codes or too many kinds")
    taken = [_take_kind(group, taking) for group in groups]
    if any(codes.count(code) != len(group) for code, group in enumerate(taken)):
        raise ValueRefused("a mixture's codes do not fit its kinds")
    if sum(map(len, taken)) != len(codes):
        raise ValueRefused("a mixture's codes do not fit its kinds")
    nexts = [iter(group) for group in taken]
    return [next(nexts[code]) for code in codes]


def _take_kind(node: Any, taking: Taking) -> list[Any]:
    kind, *parts = node
    if kind == "s":
        return _take_texts(*parts, taking=taking)
    (part,) = parts
    if kind == "n":
        taking.spend(taking.natural(part))
        return list(repeat(None, part))
    if kind == "t" and type(part) is str:
        taking.spend(part.count(_BETWEEN) + 1)
        return part.split(_BETWEEN)
    if type(part) is not bytes:
        raise ValueRefused("numbers are expected as bytes")
    if kind == "b":
        taking.spend(len(part))
        if part.count(0) + part.count(1) != len(part):
            raise ValueRefused("a truth value is neither 0 nor 1")
        return list(map(bool, part))
    if kind not in ("f", "i"):
        raise ValueRefused("items of an unknown kind")
    taking.spend(len(part) // 8)
    return _from_bytes("d" if kind == "f" else "q", part).tolist()


def _take_texts(lengths: object, text: object, *, taking: Taking) -> list[object]:
    if type(lengths) is not bytes or type(text) is not str:
        raise ValueRefused("texts are expected as lengths and one text")
    taking.spend(len(lengths) // 4)
    ends = list(accumulate(_from_bytes("I", lengths), initial=0))
    if ends[-1] != len(text):
        raise ValueRefused("the lengths of texts do not fit their text")
    return [text[start:end] for start, end in pairwise(ends)]


def _from_bytes(code: str, data: bytes) -> array[Any]:
    numbers = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
