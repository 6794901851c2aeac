"""polars' tables and columns: their dtypes by name, their values in bulk; nothing of Arrow's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS", "REFUSALS"]

_SIMPLE = (
    *("Boolean", "String", "Binary", "Null", "Date", "Time", "Categorical"),
    *("Int8", "Int16", "Int32", "Int64", "Int128", "UInt8", "UInt16", "UInt32", "UInt64"),
    *("Float32", "Float64"),
)
_UNITS = ("ms", "us", "ns")
_DEEPEST = 8
MOST_COLUMNS = 10_000


def _give_dtype(dtype: Any, giving: Giving) -> Any:
    name = type(dtype).__name__ if not isinstance(dtype, type) else dtype.__name__
    if name in _SIMPLE:
        return name
    parts = _PARTS.get(name)
    if parts is None or isinstance(dtype, type):
        giving.refuse(dtype, f"the dtype {name} of polars does not cross; cast it")
    return [name, *parts(dtype, giving)]


_PARTS: dict[str, Callable[[Any, Giving], Fields]] = {
    "Datetime": lambda dtype, _giving: [dtype.time_unit, dtype.time_zone],
    "Duration": lambda dtype, _giving: [dtype.time_unit],
    "List": lambda dtype, giving: [_give_dtype(dtype.inner, giving)],
    "Struct": lambda dtype, giving: [
        [[part.name, _give_dtype(part.dtype, giving)] for part in dtype.fields]
    ],
    "Enum": lambda dtype, giving: [giving.items(dtype.categories.to_list())],
    "Decimal": lambda dtype, _giving: [dtype.precision, dtype.scale],
}


def _take_dtype(node: Any, taking: Taking, depth: int = 0) -> Any:
    polars = need("polars")
    if type(node) is str and node in _SIMPLE:
        return getattr(polars, node)()
    if depth > _DEEPEST or type(node) is not list:
        raise ValueRefused("a dtype of polars is none or nested too deeply")
    made = None
    match node:
        case ["Datetime", unit, zone] if unit in _UNITS and type(zone) in (str, type(None)):
            made = polars.Datetime(unit, zone)
        case ["Duration", unit] if unit in _UNITS:
            made = polars.Duration(unit)
        case ["List", inner]:
            made = polars.List(_take_dtype(inner, taking, depth + 1))
        case ["Struct", parts]:
            fields = [(name, _take_dtype(part, taking, depth + 1)) for name, part in parts]
            made = polars.Struct([polars.Field(*field) for field in fields])
        case ["Enum", items]:
            made = polars.Enum(taking.items(items))
        case ["Decimal", precision, scale]:
            made = polars.Decimal(precision, taking.natural(scale, 38))
    if made is None:
        raise ValueRefused("a dtype of polars is none")
    return made


def _give_series(value: Any, giving: Giving) -> Fields:
    polars = loaded("polars")
    dtype = _give_dtype(value.dtype, giving)
    plain = value.cast(polars.Int64) if _is_moment(value.dtype) else value
    return [value.name, dtype, giving.items(polars.Series.to_list(plain))]


def _is_moment(dtype: Any) -> bool:
    """Tell whether values are counted in units that Python's own times do not have."""
    polars = loaded("polars")
    return isinstance(dtype, polars.Datetime | polars.Duration)


def _take_series(fields: list[Any], taking: Taking) -> Any:
    polars = need("polars")
    name, node, items = fields
    if type(name) is not str:
        raise ValueRefused("a column of polars has no name")
    dtype, values = _take_dtype(node, taking), taking.items(items)
    if None in values:
        taking.traits.add("missing")
    elif not values:
        taking.traits.add("empty")
    if _is_moment(dtype):
        return polars.Series(name, values, dtype=polars.Int64, strict=True).cast(dtype)
    return polars.Series(name, values, dtype=dtype, strict=True)


def _give_frame(value: Any, giving: Giving) -> Fields:
    columns = loaded("polars").DataFrame.get_columns(value)
    return [[giving.part(column, f"[{column.name!r}]") for column in columns]]


def _take_frame(fields: list[Any], taking: Taking) -> Any:
    polars = need("polars")
    (nodes,) = fields
    if len(nodes) > MOST_COLUMNS:
        raise ValueRefused("a table of polars has too many columns")
    return polars.DataFrame([taking.exactly(node, polars.Series) for node in nodes])


def _give_kind(value: Any, giving: Giving) -> Fields:
    return [_give_dtype(value, giving)]


def _take_kind(fields: list[Any], taking: Taking) -> Any:
    (node,) = fields
    return _take_dtype(node, taking)


CODECS = (
    Codec("plseries", ("polars:Series",), _give_series, _take_series, inert=True),
    Codec("plframe", ("polars:DataFrame",), _give_frame, _take_frame, inert=True),
    Codec("pldtype", ("polars.datatypes:DataType",), _give_kind, _take_kind, inert=True),
)
REFUSALS = (
    Refusal(
        ("polars:LazyFrame",),
        "a lazy table does not cross; give what it computes, .collect()",
    ),
    Refusal(
        ("polars:Expr",),
        "an expression of polars does not cross; give what a table makes of it",
    ),
)
