"""numpy's arrays and scalars: a dtype, a shape and the raw bytes; objects one by one."""

from __future__ import annotations

import math
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.dtypes import (
    give_dtype,
    give_text_dtype,
    take_dtype,
    take_text_dtype,
)
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS", "REFUSALS", "take_array"]

MOST_DIMENSIONS = 32
LAST_CHARACTER = 0x10FFFF
TURNS_ROUND = 2**62
_NOTHING = object()


def _give_array(value: object, giving: Giving) -> Fields:
    numpy = loaded("numpy")
    plain = numpy.ndarray.view(value, numpy.ndarray)
    if plain.dtype.kind == "V" and plain.dtype.type is not numpy.void:
        plain = plain.view(numpy.dtype((numpy.void, plain.dtype)))  # a record array's
    order = "F" if plain.flags.fnc else "C"
    head = [list(plain.shape), order]
    if plain.dtype.kind == "T":
        items = giving.items(plain.ravel(order=order).tolist())
        return [*head, give_text_dtype(plain.dtype, giving), items]
    if plain.dtype.str == "|O":
        return [*head, "O", giving.items(plain.ravel(order=order).tolist())]
    return [*head, give_dtype(plain.dtype, giving), plain.tobytes(order=order)]


def _take_array(fields: Fields, taking: Taking) -> object:
    shape, order, node, cells = fields
    if type(shape) is not list or len(shape) > MOST_DIMENSIONS or order not in ("C", "F"):
        raise ValueRefused("an array has no shape or order")
    if node == "O":
        flat = _take_objects(cells, taking)
        _check_shape(shape, flat.size, taking)
    elif type(node) is list and node[:1] == ["T"]:
        flat = _take_texts(node, cells, taking)
        _check_shape(shape, flat.size, taking)
    else:
        flat = _take_raw(node, shape, cells, taking)
    return flat.reshape(shape, order=order)


def _check_shape(shape: list[Any], size: int, taking: Taking) -> None:
    """Refuse a shape that does not hold `size` cells, or that is huge beside a 0."""
    most = max(size, taking.limits.most_elements)
    whole = math.prod(max(1, taking.natural(length, most)) for length in shape)
    if whole > most or math.prod(shape) != size:
        raise ValueRefused("an array's shape does not fit its cells")


def _take_objects(cells: object, taking: Taking) -> Any:
    values = taking.items(cells)
    flat = need("numpy").empty(len(values), dtype=object)
    if {type(value) for value in values} <= {str, float, int, bool, type(None)}:
        flat[:] = values
        return flat
    for place, value in enumerate(values):
        flat[place] = value
    return flat


def _take_texts(node: list[Any], cells: object, taking: Taking) -> Any:
    """Return texts of numpy's own dtype for them."""
    values, dtype = taking.items(cells), take_text_dtype(node, taking)
    missing = [value for value in values if type(value) is not str]
    allowed = getattr(dtype, "na_object", _NOTHING)
    if not all(value is allowed or type(value) is type(allowed) is float for value in missing):
        raise ValueRefused("an array of texts has something else in it")
    flat = need("numpy").empty(len(values), dtype=dtype)
    for place, value in enumerate(values):
        flat[place] = value
    return flat


def _take_raw(node: object, shape: list[object], cells: object, taking: Taking) -> Any:
    numpy = need("numpy")
    dtype = take_dtype(node, taking)
    if type(cells) is not bytes or dtype.subdtype is not None:
        raise ValueRefused("an array's cells are no bytes")
    if not dtype.itemsize:
        size = math.prod(taking.natural(length) for length in shape)
        _check_shape(shape, 0 if cells else size, taking)
        return numpy.zeros(taking.natural(size), dtype)
    if len(cells) % dtype.itemsize:
        raise ValueRefused("an array's cells break off")
    flat = numpy.frombuffer(cells, dtype).copy()
    _check_shape(shape, flat.size, taking)
    _check_cells(flat)
    if _is_at_an_edge(flat):
        taking.traits.add("edge")
    return flat


def _is_at_an_edge(flat: Any) -> bool:
    """Tell whether whole numbers are so large that a test's arithmetic with them turns round.

    The smallest one has no absolute value, and the sum of large ones may be a small one.
    """
    dtype = flat.dtype
    if dtype.kind not in "iu" or not flat.size:
        return False
    least, most = int(flat.min()), int(flat.max())
    smallest = dtype.kind == "i" and least == -(1 << (8 * dtype.itemsize - 1))
    return smallest or bool(max(-least, most) * flat.size >= TURNS_ROUND)


def _check_cells(flat: Any) -> None:
    """Refuse bytes that are no truth value or no character."""
    dtype = flat.dtype
    if dtype.subdtype is not None:
        return
    if dtype.names is not None:
        for name in dtype.names:
            _check_cells(flat[name])
    elif dtype.kind == "b":
        if flat.size and flat.view("u1").max() > 1:
            raise ValueRefused("a truth value is neither 0 nor 1")
    elif dtype.kind == "U" and flat.size and dtype.itemsize:
        numbers = flat.copy().view(dtype.str[0] + "u4")
        if numbers.max() > LAST_CHARACTER:
            raise ValueRefused("a text has a character that there is not")


def take_array(node: object, taking: Taking, dtype: str = "", dimensions: int = 1) -> Any:
    """Return the plain array of a node, of a dtype (as its `str`) if given.

    Raises:
        ValueRefused: it is another one.
    """
    array = taking.exactly(node, need("numpy").ndarray)
    if array.ndim != dimensions or (dtype and array.dtype.str != dtype):
        raise ValueRefused("an array has another dtype or shape than is expected")
    return array


def _give_scalar(value: object, giving: Giving) -> Fields:
    numpy = loaded("numpy")
    array = numpy.generic.__array__(value)
    return [give_dtype(array.dtype, giving), array.tobytes()]


def _take_scalar(fields: Fields, taking: Taking) -> object:
    node, cells = fields
    array = _take_raw(node, [1], cells, taking)
    return array[0].copy() if array.dtype.names else array[0]


def _give_masked(value: Any, giving: Giving) -> Fields:
    numpy = loaded("numpy")
    if value is numpy.ma.masked:
        return []
    mask = None if value.mask is numpy.ma.nomask else giving.node(numpy.asarray(value.mask))
    fill = None if value._fill_value is None else giving.node(numpy.asarray(value._fill_value))
    data = giving.node(numpy.ndarray.view(value, numpy.ndarray))
    return [data, mask, fill, value.hardmask]


def _take_masked(fields: Fields, taking: Taking) -> object:
    numpy = need("numpy")
    masked = need("numpy.ma")
    if not fields:
        taking.traits.add("masked")
        return masked.masked
    data, mask, fill, hard = fields
    data = taking.exactly(data, numpy.ndarray)
    mask = masked.nomask if mask is None else taking.exactly(mask, numpy.ndarray)
    if mask is not masked.nomask and mask.shape != data.shape:
        raise ValueRefused("a mask does not fit its array")
    made = masked.MaskedArray(data, mask, hard_mask=hard is True)
    if masked.is_masked(made):
        taking.traits.add("masked")
    if fill is not None:
        made.fill_value = taking.exactly(fill, numpy.ndarray)[()]
    return made


CODECS = (
    Codec("grid", ("numpy:ndarray",), _give_array, _take_array, inert=True),
    Codec("scalar", ("numpy:generic", "numpy:str_", "numpy:bytes_"), _give_scalar, _take_scalar),
    Codec("masked", ("numpy.ma:MaskedArray",), _give_masked, _take_masked, inert=True),
)
REFUSALS = (
    Refusal(
        ("numpy.random:BitGenerator",),
        "a random generator does not cross; give the numbers it drew",
    ),
)
