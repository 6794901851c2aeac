"""pandas' tables: indexes, Series and DataFrames."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.arrays import take_array
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.columns import give_column, take_column
from terakoya_autograde.values.containers import distinct
from terakoya_autograde.values.library import loaded, need
from terakoya_autograde.values.moments import take_frequency, text_of_frequency

__all__ = ["CODECS", "REFUSALS"]

MOST_LABELLED, LONGEST_LABEL = 100, 40  # columns whose traits are told apart


def _give_range(value: Any, giving: Giving) -> Fields:
    return [value.start, value.stop, value.step, giving.part(value.name, ".name")]


def _take_range(fields: list[Any], taking: Taking) -> object:
    *ends, name = fields
    if any(type(end) is not int for end in ends):
        raise ValueRefused("a range has an end that is no whole number")
    taking.natural(len(range(*ends)))
    return need("pandas").RangeIndex(*ends, name=_take_name(name, taking))


def _take_name(node: object, taking: Taking) -> Any:
    name = taking.value(node)
    hash(name)
    return name


def _has_hash(key: object) -> bool:
    """Tell whether a label can be looked up; pandas keeps others, and refuses to look."""
    try:
        hash(key)
    except TypeError:
        return False
    return True


def _give_index(value: Any, giving: Giving) -> Fields:
    frequency = None
    if isinstance(value, loaded("pandas").DatetimeIndex | loaded("pandas").TimedeltaIndex):
        frequency = text_of_frequency(value.freq)  # the times say it all
    return [give_column(value.array, giving), giving.part(value.name, ".name"), frequency]


def _take_index(fields: Fields, taking: Taking) -> object:
    pandas = need("pandas")
    column, name, frequency = fields
    values, name = take_column(column, taking), _take_name(name, taking)
    if values.dtype == object:
        distinct([key for key in values.tolist() if _has_hash(key)])
    made = pandas.Index(values, dtype=values.dtype, name=name, tupleize_cols=False)
    if frequency is not None:
        if not isinstance(made, pandas.DatetimeIndex | pandas.TimedeltaIndex):
            raise ValueRefused("an index has a frequency and no times")
        made.freq = take_frequency(frequency)
    return made


def _give_multi(value: Any, giving: Giving) -> Fields:
    levels = [giving.part(level, f".levels[{at}]") for at, level in enumerate(value.levels)]
    codes = [giving.node(loaded("numpy").asarray(codes)) for codes in value.codes]
    return [levels, codes, [giving.part(name, ".names") for name in value.names]]


def _take_multi(fields: list[Any], taking: Taking) -> object:
    pandas = need("pandas")
    levels, codes, names = fields
    taken = [taking.value(level) for level in levels]
    if not all(isinstance(level, pandas.Index) for level in taken):
        raise ValueRefused("a level is no index")
    numbers = [take_array(node, taking) for node in codes]
    if any(array.dtype.kind != "i" for array in numbers):
        raise ValueRefused("the codes of a level are no whole numbers")
    return pandas.MultiIndex(taken, numbers, names=[_take_name(name, taking) for name in names])


def _take_any_index(node: object, taking: Taking) -> Any:
    index = taking.value(node)
    if not isinstance(index, need("pandas").Index):
        raise ValueRefused("an index is expected and something else came")
    return index


def _give_notes(value: Any, giving: Giving) -> Fields:
    attrs = value.attrs
    notes = giving.part(attrs, ".attrs") if attrs else None
    return [notes, value.flags.allows_duplicate_labels]


def _take_notes(made: Any, told: Fields, taking: Taking) -> Any:
    notes, duplicates = told
    if notes is not None:
        made.attrs = taking.exactly(notes, dict)
    if duplicates is not True:
        made.flags.allows_duplicate_labels = False
    return made


def _give_series(value: object, giving: Giving) -> Fields:
    plain = loaded("pandas").Series(value)
    index, name = giving.part(plain.index, ".index"), giving.part(plain.name, ".name")
    return [give_column(plain.array, giving), index, name, *_give_notes(value, giving)]


def _take_series(fields: Fields, taking: Taking) -> object:
    column, index, name, *notes = fields
    values, labels = take_column(column, taking), _take_any_index(index, taking)
    if len(values) != len(labels):
        raise ValueRefused("a column is longer or shorter than its index")
    name = _take_name(name, taking)
    made = need("pandas").Series(values, index=labels, dtype=values.dtype, name=name, copy=False)
    return _take_notes(made, notes, taking)


def _give_frame(value: object, giving: Giving) -> Fields:
    plain = loaded("pandas").DataFrame(value)
    labels = [giving.part(plain.index, ".index"), giving.part(plain.columns, ".columns")]
    columns = []
    for place, label in enumerate(plain.columns):
        try:
            columns.append(give_column(plain.iloc[:, place].array, giving))
        except CannotCross as error:
            error.path = f"[{label!r}]{error.path}"
            raise
    return [*labels, columns, *_give_notes(value, giving)]


def _take_labelled(label: str, node: object, taking: Taking) -> Any:
    """Return a column of a table; its traits are its own: a test looks at one column."""
    others, taking.traits = taking.traits, set()
    column = take_column(node, taking)
    taking.traits = others | {f"{trait} in {label}" for trait in taking.traits}
    return column


def _take_frame(fields: list[Any], taking: Taking) -> object:
    pandas = need("pandas")
    index, columns, nodes, *notes = fields
    labels, names = _take_any_index(index, taking), _take_any_index(columns, taking)
    labelled = len(names) <= MOST_LABELLED
    taken = [
        _take_labelled(str(name)[:LONGEST_LABEL], node, taking)
        if labelled
        else take_column(node, taking)
        for name, node in zip(names, nodes, strict=True)
    ]
    if len(taken) != len(names) or any(len(column) != len(labels) for column in taken):
        raise ValueRefused("a table's columns do not fit its labels")
    series = {
        place: pandas.Series(column, index=labels, dtype=column.dtype, copy=False)
        for place, column in enumerate(taken)
    }
    made = pandas.DataFrame(series, index=labels, copy=False)
    made.columns = names
    return _take_notes(made, notes, taking)


CODECS = (
    Codec("rangeindex", ("pandas:RangeIndex",), _give_range, _take_range, inert=True),
    Codec("multiindex", ("pandas:MultiIndex",), _give_multi, _take_multi, inert=True),
    Codec("index", ("pandas:Index",), _give_index, _take_index, inert=True),
    Codec("series", ("pandas:Series",), _give_series, _take_series, inert=True),
    Codec("frame", ("pandas:DataFrame",), _give_frame, _take_frame, inert=True),
)
REFUSALS = (
    Refusal(
        ("pandas.core.groupby.groupby:BaseGroupBy",),
        "groups do not cross; give what is computed from them, such as .mean()",
    ),
    Refusal(
        ("pandas.core.window.rolling:BaseWindow",),
        "windows do not cross; give what is computed from them, such as .mean()",
    ),
    Refusal(
        ("pandas.io.formats.style:Styler",),
        "a styled table does not cross; give its table, .data",
    ),
)
