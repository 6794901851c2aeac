"""numpy's dtypes: the simple ones by their string, structured ones field by field.

Objects are never part of one: their cells would be addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import need

__all__ = ["CODECS", "give_dtype", "take_dtype"]

KINDS = frozenset("biufcmMSUV")
MOST_FIELDS = 1000
_NOTHING = object()
MOST_BYTES = 2**24
MOST_NESTED = 4
_UNIT = r"(\[[1-9]?\d{0,5}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
_SIMPLE = re.compile(
    r"\|b1|[|<>][iu][1248]|[<>]f(2|4|8|12|16)|[<>]c(8|16|24|32)|[|<>](S|U|V)\d{1,8}|[<>][mM]8"
    + _UNIT
)


def give_dtype(dtype: Any, giving: Giving) -> Any:
    """Return the node of a dtype that has no objects in it.

    Raises:
        CannotCross: it has, or is of a kind that is not known.
    """
    if dtype.names is not None and dtype.isbuiltin != 1:
        fields = [dtype.fields[name] for name in dtype.names]
        parts = [give_dtype(field[0], giving) for field in fields]
        names = [giving.node(name) for name in dtype.names]
        titles = [giving.node(field[2]) if len(field) > 2 else None for field in fields]
        return ["fields", names, titles, parts, [field[1] for field in fields], dtype.itemsize]
    if dtype.subdtype is not None:
        inner, shape = dtype.subdtype
        return ["cells", give_dtype(inner, giving), list(shape)]
    if dtype.kind not in KINDS or dtype.hasobject:
        giving.refuse(dtype, f"the dtype {dtype.kind!r} does not cross; use astype(object)")
    return dtype.str


def take_dtype(node: object, taking: Taking, depth: int = 0) -> Any:
    """Return the dtype of a node.

    Raises:
        ValueRefused: it is none of those that cross.
    """
    if type(node) is str:
        return _take_simple(node)
    if depth == MOST_NESTED or type(node) is not list:
        raise ValueRefused("a dtype is none or nested too deeply")
    if node[0] == "cells":
        _tag, inner, shape = node
        if len(shape) > 32:
            raise ValueRefused("a dtype has too many dimensions")
        shape = tuple(taking.natural(size) for size in shape)
        dtype = need("numpy").dtype((take_dtype(inner, taking, depth + 1), shape))
    else:
        dtype = _take_fields(node, taking, depth)
    if dtype.hasobject or dtype.itemsize > MOST_BYTES:
        raise ValueRefused("a dtype has objects or is too large")
    return dtype


@lru_cache(maxsize=256)
def _take_simple(text: str) -> Any:
    if not _SIMPLE.fullmatch(text):
        raise ValueRefused(f"no array may have the dtype {text[:40]!r}")
    dtype = need("numpy").dtype(text)
    if dtype.itemsize > MOST_BYTES or dtype.str != text:
        raise ValueRefused(f"no array may have the dtype {text[:40]!r}")
    return dtype


def _take_fields(node: list[Any], taking: Taking, depth: int) -> Any:
    tag, names, titles, parts, offsets, size = node
    if tag != "fields" or len(names) > MOST_FIELDS:
        raise ValueRefused("a dtype is none or has too many fields")
    titles = [None if title is None else taking.exactly(title, str) for title in titles]
    form = {
        "names": [taking.exactly(name, str) for name in names],
        "formats": [take_dtype(part, taking, depth + 1) for part in parts],
        "offsets": [taking.natural(offset, MOST_BYTES) for offset in offsets],
        "itemsize": taking.natural(size, MOST_BYTES),
    }
    if any(title is not None for title in titles):
        form["titles"] = titles
    return need("numpy").dtype(form)


def give_text_dtype(dtype: Any, giving: Giving) -> Any:
    """Return the node of numpy's dtype of texts; what stands for a missing one is None or a float.

    Raises:
        CannotCross: it is something else.
    """
    missing = getattr(dtype, "na_object", _NOTHING)
    if missing is _NOTHING:
        return ["T", dtype.coerce]
    if missing is not None and type(missing) is not float:
        giving.refuse(dtype, "texts with such a missing value do not cross; use astype(object)")
    return ["T", dtype.coerce, missing]


def take_text_dtype(node: list[Any], _taking: Taking) -> Any:
    """Return numpy's dtype of texts.

    Raises:
        ValueRefused: it is none.
    """
    _tag, coerce, *missing = node
    if type(coerce) is not bool or len(missing) > 1:
        raise ValueRefused("a dtype of texts is none")
    if missing and not (missing[0] is None or type(missing[0]) is float):
        raise ValueRefused("a dtype of texts has something odd for what is missing")
    given = {"na_object": missing[0]} if missing else {}
    return need("numpy").dtypes.StringDType(coerce=coerce, **given)


def _give(value: Any, giving: Giving) -> Fields:
    if value.kind == "T":
        return [give_text_dtype(value, giving)]
    return ["O" if value.str == "|O" else give_dtype(value, giving)]


def _take(fields: Fields, taking: Taking) -> Any:
    (node,) = fields
    if type(node) is list and node[:1] == ["T"]:
        return take_text_dtype(node, taking)
    return need("numpy").dtype(object) if node == "O" else take_dtype(node, taking)


CODECS = (Codec("dtype", ("numpy:dtype",), _give, _take),)
