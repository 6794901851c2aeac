"""pandas' single values: moments, durations, periods, intervals, and what is missing."""

from __future__ import annotations

import re
import warnings
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.library import need
from terakoya_autograde.values.times import take_zone

__all__ = ["CODECS", "REFUSALS", "check_unit", "give_frequency", "take_frequency"]
__all__ += ["text_of_frequency"]

UNITS = frozenset(("s", "ms", "us", "ns"))
_FREQUENCY = re.compile(r"-?\d{0,9}[A-Za-z]{1,5}(-[A-Z]{3})?")
_WHOLE = 2**63


def check_unit(unit: object) -> str:
    """Return a unit of time that pandas has.

    Raises:
        ValueRefused: it is none.
    """
    if type(unit) is not str or unit not in UNITS:
        raise ValueRefused("a time has an unknown unit")
    return unit


def text_of_frequency(frequency: Any) -> str | None:
    """Return the text of a frequency; None where there is none, or none that means the same."""
    if frequency is None:
        return None
    text = str(frequency.freqstr)
    try:
        same = bool(_FREQUENCY.fullmatch(text)) and _offset(text) == frequency
    except ValueError:
        same = False
    return text if same else None


def give_frequency(frequency: object, giving: Giving) -> str:
    """Return the text of a frequency.

    Raises:
        CannotCross: there is none that means the same.
    """
    text = text_of_frequency(frequency)
    if text is None:
        giving.refuse(frequency, "this frequency does not cross; drop it with .freq = None")
    return text


def take_frequency(node: object) -> Any:
    """Return the offset of a text, or None.

    Raises:
        ValueRefused: it is none.
    """
    if node is None:
        return None
    if type(node) is not str or not _FREQUENCY.fullmatch(node):
        raise ValueRefused("a frequency is none")
    return _offset(node)


def _offset(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return need("pandas").tseries.frequencies.to_offset(text)


def _count(node: object) -> int:
    if type(node) is not int or not -_WHOLE <= node < _WHOLE:
        raise ValueRefused("a count of time is out of its bounds")
    return node


def _give_timestamp(value: Any, giving: Giving) -> Fields:
    count = int(value.asm8.view("i8"))
    return [count, value.unit, giving.part(value.tzinfo, ".tz"), value.fold]


def _take_timestamp(fields: Fields, taking: Taking) -> object:
    pandas, numpy = need("pandas"), need("numpy")
    count, unit, zone, fold = fields
    tz = take_zone(zone, taking)
    made = pandas.Timestamp(numpy.datetime64(_count(count), check_unit(unit)))
    if made is pandas.NaT:
        raise ValueRefused("a time is no time")
    if tz is not None:
        made = made.tz_localize("UTC").tz_convert(tz)
    return made if made.fold == taking.natural(fold, 1) else made.replace(fold=fold)


def _give_timedelta(value: Any, _giving: Giving) -> Fields:
    return [int(value.asm8.view("i8")), value.unit]


def _take_timedelta(fields: Fields, _taking: Taking) -> object:
    count, unit = fields
    pandas = need("pandas")
    made = pandas.Timedelta(need("numpy").timedelta64(_count(count), check_unit(unit)))
    if made is pandas.NaT:
        raise ValueRefused("a duration is no duration")
    return made


def _give_period(value: Any, giving: Giving) -> Fields:
    return [value.ordinal, give_frequency(value.freq, giving)]


def _take_period(fields: Fields, _taking: Taking) -> object:
    ordinal, frequency = fields
    pandas = need("pandas")
    made = pandas.Period(ordinal=_count(ordinal), freq=take_frequency(frequency))
    if made is pandas.NaT:
        raise ValueRefused("a period is no period")
    return made


def _give_interval(value: Any, giving: Giving) -> Fields:
    ends = [giving.part(getattr(value, name), f".{name}") for name in ("left", "right")]
    return [*ends, value.closed]


def _take_interval(fields: Fields, taking: Taking) -> object:
    left, right, closed = fields
    return need("pandas").Interval(taking.value(left), taking.value(right), closed)


def _give_nothing(_value: object, _giving: Giving) -> Fields:
    return []


def _take_nat(fields: Fields, _taking: Taking) -> object:
    () = fields
    return need("pandas").NaT


def _take_na(fields: Fields, taking: Taking) -> object:
    () = fields
    taking.traits.add("NA")
    return need("pandas").NA


CODECS = (
    Codec("nat", ("pandas._libs.tslibs.nattype:NaTType",), _give_nothing, _take_nat),
    Codec("na", ("pandas._libs.missing:NAType",), _give_nothing, _take_na),
    Codec("timestamp", ("pandas:Timestamp",), _give_timestamp, _take_timestamp),
    Codec("duration", ("pandas:Timedelta",), _give_timedelta, _take_timedelta),
    Codec("period", ("pandas:Period",), _give_period, _take_period),
    Codec("interval", ("pandas:Interval",), _give_interval, _take_interval),
)
REFUSALS = (
    Refusal(
        ("pandas.tseries.offsets:BaseOffset",),
        "a pandas offset does not cross; give its text, .freqstr",
    ),
)
