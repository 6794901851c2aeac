"""pandas' arrays: what a column or an index is made of beside numpy's arrays."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.arrays import take_array
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.library import loaded, need
from terakoya_autograde.values.moments import check_unit, give_frequency, take_frequency
from terakoya_autograde.values.times import take_zone

__all__ = ["CODECS", "REFUSALS", "STORAGES", "give_column", "take_column"]

_NUMBERS = {
    "IntegerArray": frozenset("iu"),
    "FloatingArray": frozenset("f"),
    "BooleanArray": frozenset("b"),
}
STORAGES = {"python": None, "pyarrow": "pyarrow"}


def give_column(array: Any, giving: Giving) -> Any:
    """Return the node of an `.array` of a Series or an Index."""
    if type(array) is loaded("pandas").arrays.NumpyExtensionArray:  # StringArray is below it
        array = array.to_numpy()
    return giving.node(array)


def take_column(node: object, taking: Taking) -> Any:
    """Return a one-dimensional array, numpy's or pandas'.

    Raises:
        ValueRefused: it is none.
    """
    column, pandas = taking.value(node), need("pandas")
    kinds = (need("numpy").ndarray, pandas.api.extensions.ExtensionArray)
    if not isinstance(column, kinds) or column.ndim != 1:
        raise ValueRefused("a column is expected and something else came")
    if column.dtype.kind == "V":
        raise ValueRefused("a column has a structured dtype")
    if not len(column):
        taking.traits.add("empty")
    elif pandas.isna(column).any():
        taking.traits.add("missing")
    return column


def _give_numbers(value: Any, giving: Giving) -> Fields:
    name = next(name for name in _NUMBERS if isinstance(value, getattr(_arrays(), name)))
    return [name, giving.node(value._data), giving.node(value._mask)]


def _arrays() -> Any:
    return loaded("pandas").arrays


def _take_numbers(fields: list[Any], taking: Taking) -> object:
    name, data, mask = fields
    numbers = take_array(data, taking)
    if numbers.dtype.kind not in _NUMBERS[name]:
        raise ValueRefused("a column has another dtype than its kind")
    missing = take_array(mask, taking, "|b1")
    if missing.any():
        taking.traits.add("NA")
    elif not missing.size:
        taking.traits.add("void")
    return getattr(need("pandas").arrays, name)(numbers, missing)


def _give_texts(value: Any, giving: Giving) -> Fields:
    dtype = value.dtype
    missing = "NA" if dtype.na_value is loaded("pandas").NA else "nan"
    texts = value.to_numpy(object, na_value=None)
    return [dtype.storage, missing, giving.items(texts.tolist())]


def _take_texts(fields: list[Any], taking: Taking) -> Any:
    pandas, numpy = need("pandas"), need("numpy")
    storage, missing, node = fields
    if STORAGES[storage] is not None:
        need("pyarrow")
    values = taking.items(node)
    if not set(map(type, values)) <= {str, type(None)}:
        raise ValueRefused("a column of texts has something else in it")
    dtype = pandas.StringDtype(storage, na_value={"NA": pandas.NA, "nan": numpy.nan}[missing])
    if missing == "NA" and None in values:
        taking.traits.add("NA")
    texts = numpy.empty(len(values), dtype=object)
    texts[:] = values
    return pandas.array(texts, dtype=dtype)


def _give_categories(value: Any, giving: Giving) -> Fields:
    codes, categories = giving.node(value.codes), giving.part(value.categories, ".categories")
    return [codes, categories, bool(value.ordered)]


def _take_categories(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    codes, node, ordered = fields
    categories = taking.value(node)
    if not isinstance(categories, pandas.Index) or type(ordered) is not bool:
        raise ValueRefused("categories are expected and something else came")
    numbers = take_array(codes, taking)
    if numbers.dtype.kind != "i":
        raise ValueRefused("the codes of categories are no whole numbers")
    dtype = pandas.CategoricalDtype(categories, ordered)
    return pandas.Categorical.from_codes(numbers, dtype=dtype)


def _take_counts(node: object, taking: Taking) -> Any:
    """Return the whole numbers that moments are kept as.

    They are large, and the smallest is NaT; but pandas says so where its arithmetic with moments
    would turn round, so they are no numbers at the edge of their type.
    """
    before = frozenset(taking.traits)
    counts = take_array(node, taking, "<i8")
    taking.traits &= before
    return counts


def _give_moments(value: Any, giving: Giving) -> Fields:
    return [giving.node(value.asi8), value.unit, giving.part(value.tz, ".tz")]


def _take_moments(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    node, unit, zone = fields
    numbers, tz = _take_counts(node, taking), take_zone(zone, taking)
    made = pandas.DatetimeIndex(numbers.view(f"<M8[{check_unit(unit)}]"))
    return (made if tz is None else made.tz_localize("UTC").tz_convert(tz)).array


def _give_durations(value: Any, giving: Giving) -> Fields:
    return [giving.node(value.asi8), value.unit]


def _take_durations(fields: Fields, taking: Taking) -> object:
    node, unit = fields
    numbers = _take_counts(node, taking)
    return need("pandas").TimedeltaIndex(numbers.view(f"<m8[{check_unit(unit)}]")).array


def _give_periods(value: Any, giving: Giving) -> Fields:
    return [giving.node(value.asi8), give_frequency(value.freq, giving)]


def _take_periods(fields: Fields, taking: Taking) -> object:
    node, frequency = fields
    numbers = _take_counts(node, taking)
    return need("pandas").PeriodIndex.from_ordinals(numbers, freq=take_frequency(frequency)).array


def _give_intervals(value: Any, giving: Giving) -> Fields:
    return [giving.node(value.left), giving.node(value.right), value.closed]


def _take_intervals(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    left, right, closed = fields
    ends = [taking.value(left), taking.value(right)]
    if not all(isinstance(end, pandas.Index) for end in ends):
        raise ValueRefused("the ends of intervals are no indexes")
    return pandas.arrays.IntervalArray.from_arrays(*ends, closed=closed)


CODECS = (
    Codec(
        "numbers",
        tuple(f"pandas.arrays:{name}" for name in _NUMBERS),
        _give_numbers,
        _take_numbers,
    ),
    Codec(
        "texts",
        ("pandas.arrays:StringArray", "pandas.arrays:ArrowStringArray"),
        _give_texts,
        _take_texts,
    ),
    Codec("categories", ("pandas:Categorical",), _give_categories, _take_categories, inert=True),
    Codec("moments", ("pandas.arrays:DatetimeArray",), _give_moments, _take_moments),
    Codec("durations", ("pandas.arrays:TimedeltaArray",), _give_durations, _take_durations),
    Codec("periods", ("pandas.arrays:PeriodArray",), _give_periods, _take_periods),
    Codec(
        "intervals", ("pandas.arrays:IntervalArray",), _give_intervals, _take_intervals, inert=True
    ),
)
REFUSALS = (
    Refusal(
        ("pandas.arrays:SparseArray",),
        "a sparse column does not cross; make it dense with .sparse.to_dense()",
    ),
    Refusal(
        ("pandas.arrays:ArrowExtensionArray",),
        "an Arrow column does not cross; use .convert_dtypes(dtype_backend='numpy_nullable')",
    ),
)
