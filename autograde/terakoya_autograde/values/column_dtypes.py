"""pandas' own dtypes: what the columns of a table are said to be.

Each arrives as pandas' own class, made of checked parts. A dtype of a learner's class, which may be
equal to whatever it is compared with, arrives as the one that it extends.
"""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.columns import STORAGES
from terakoya_autograde.values.library import loaded, need
from terakoya_autograde.values.moments import check_unit, give_frequency, take_frequency
from terakoya_autograde.values.times import take_zone

__all__ = ["CODECS", "REFUSALS"]

_NULLABLE = (
    *("Int8Dtype", "Int16Dtype", "Int32Dtype", "Int64Dtype"),
    *("UInt8Dtype", "UInt16Dtype", "UInt32Dtype", "UInt64Dtype"),
    *("Float32Dtype", "Float64Dtype", "BooleanDtype"),
)


def _give_text(value: Any, _giving: Giving) -> Fields:
    return [value.storage, "NA" if value.na_value is loaded("pandas").NA else "nan"]


def _take_text(fields: list[Any], _taking: Taking) -> object:
    pandas = need("pandas")
    storage, missing = fields
    if STORAGES[storage] is not None:
        need("pyarrow")
    values = {"NA": pandas.NA, "nan": need("numpy").nan}
    return pandas.StringDtype(storage, na_value=values[missing])


def _give_nullable(value: object, _giving: Giving) -> Fields:
    return [name for name in _NULLABLE if isinstance(value, getattr(loaded("pandas"), name))]


def _take_nullable(fields: Fields, _taking: Taking) -> object:
    (name,) = fields
    return getattr(need("pandas"), _NULLABLE[_NULLABLE.index(name)])()


def _give_categories(value: Any, giving: Giving) -> Fields:
    return [giving.part(value.categories, ".categories"), value.ordered]


def _take_categories(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    node, ordered = fields
    categories = taking.value(node)
    if categories is not None and not isinstance(categories, pandas.Index):
        raise ValueRefused("categories are expected and something else came")
    if ordered is not None and type(ordered) is not bool:
        raise ValueRefused("categories are ordered, or they are not")
    return pandas.CategoricalDtype(categories, ordered)


def _give_zoned(value: Any, giving: Giving) -> Fields:
    return [value.unit, giving.part(value.tz, ".tz")]


def _take_zoned(fields: Fields, taking: Taking) -> object:
    unit, zone = fields
    return need("pandas").DatetimeTZDtype(check_unit(unit), take_zone(zone, taking))


def _give_period(value: Any, giving: Giving) -> Fields:
    return [give_frequency(value.freq, giving)]


def _take_period(fields: Fields, taking: Taking) -> object:
    return need("pandas").PeriodDtype(take_frequency(taking.only(fields, str)))


def _give_interval(value: Any, giving: Giving) -> Fields:
    return [giving.part(value.subtype, ".subtype"), value.closed]


def _take_interval(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    node, closed = fields
    ends = taking.value(node)
    kinds = (need("numpy").dtype, pandas.api.extensions.ExtensionDtype, type(None))
    if not isinstance(ends, kinds):
        raise ValueRefused("the ends of intervals have no dtype")
    return pandas.IntervalDtype(ends, closed)


CODECS = (
    Codec("textdtype", ("pandas:StringDtype",), _give_text, _take_text),
    Codec(
        "nullable",
        tuple(f"pandas:{name}" for name in _NULLABLE),
        _give_nullable,
        _take_nullable,
    ),
    Codec(
        "categorydtype",
        ("pandas:CategoricalDtype",),
        _give_categories,
        _take_categories,
        inert=True,
    ),
    Codec("zoneddtype", ("pandas:DatetimeTZDtype",), _give_zoned, _take_zoned),
    Codec("perioddtype", ("pandas:PeriodDtype",), _give_period, _take_period),
    Codec("intervaldtype", ("pandas:IntervalDtype",), _give_interval, _take_interval),
)
REFUSALS = (
    Refusal(
        ("pandas:SparseDtype", "pandas:ArrowDtype"),
        "this dtype does not cross; give its text, str(…)",
    ),
)
