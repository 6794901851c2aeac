"""Dates and times of the standard library, with their zones and folds."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking

__all__ = ["CODECS", "take_zone"]

_KEY = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}")
_LONGEST_KEY = 64


def _give_date(value: date, _giving: Giving) -> Fields:
    return [value.year, value.month, value.day]


def _take_date(fields: Fields, _taking: Taking) -> date:
    year, month, day = _whole(fields)
    return date(year, month, day)


def _give_datetime(value: datetime, giving: Giving) -> Fields:
    day = [value.year, value.month, value.day, value.hour, value.minute, value.second]
    return [*day, value.microsecond, value.fold, giving.part(value.tzinfo, ".tzinfo")]


def _take_datetime(fields: Fields, taking: Taking) -> datetime:
    *whole, fold, zone = fields
    year, month, day, hour, minute, second, micro = _whole(whole)
    tz, fold = take_zone(zone, taking), taking.natural(fold, 1)
    return datetime(year, month, day, hour, minute, second, micro, tz, fold=fold)


def _give_time(value: time, giving: Giving) -> Fields:
    whole = [value.hour, value.minute, value.second, value.microsecond, value.fold]
    return [*whole, giving.part(value.tzinfo, ".tzinfo")]


def _take_time(fields: Fields, taking: Taking) -> time:
    *whole, fold, zone = fields
    hour, minute, second, micro = _whole(whole)
    tz, fold = take_zone(zone, taking), taking.natural(fold, 1)
    return time(hour, minute, second, micro, tz, fold=fold)


def _give_timedelta(value: timedelta, _giving: Giving) -> Fields:
    return [value.days, value.seconds, value.microseconds]


def _take_timedelta(fields: Fields, _taking: Taking) -> timedelta:
    days, seconds, micro = _whole(fields)
    made = timedelta(days, seconds, micro)
    if (made.days, made.seconds, made.microseconds) != (days, seconds, micro):
        raise ValueRefused("a time difference is not in its normal form")
    return made


def _give_timezone(value: timezone, giving: Giving) -> Fields:
    offset, *name = value.__getinitargs__()  # type: ignore[attr-defined]
    return [giving.node(offset), *map(giving.node, name)]


def _give_fixed(value: tzinfo, giving: Giving) -> Fields:
    """Give a zone that says its offset without being told a time, as a timezone."""
    try:
        offset, name = value.utcoffset(None), value.tzname(None)
        plain = timezone(offset) if name in (None, "UTC") else timezone(offset, name)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - the class may be the learner's
        giving.refuse(value, "this kind of time zone does not cross; use zoneinfo.ZoneInfo")
    return _give_timezone(plain, giving)


def _take_timezone(fields: Fields, taking: Taking) -> timezone:
    offset = taking.exactly(fields[0], timedelta)
    if len(fields) == 1:
        return UTC if not offset else timezone(offset)
    (name,) = fields[1:]
    return timezone(offset, taking.exactly(name, str))


def _give_zoneinfo(value: zoneinfo.ZoneInfo, giving: Giving) -> Fields:
    if not isinstance(value.key, str) or not _KEY.fullmatch(value.key):
        giving.refuse(value, "a time zone without a key does not cross; use ZoneInfo(key)")
    return [value.key]


def _take_zoneinfo(fields: Fields, taking: Taking) -> zoneinfo.ZoneInfo:
    key = taking.only(fields, str)
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise ValueRefused("a time zone's key is none")
    return zoneinfo.ZoneInfo(key)


def take_zone(node: object, taking: Taking) -> timezone | zoneinfo.ZoneInfo | None:
    """Return the time zone of a node, or None.

    Raises:
        ValueRefused: it is something else.
    """
    zone = taking.value(node)
    if zone is not None and type(zone) not in (timezone, zoneinfo.ZoneInfo):
        raise ValueRefused("a time zone is expected and something else came")
    return zone  # type: ignore[no-any-return]


def _whole(fields: Fields) -> list[int]:
    whole = [field for field in fields if type(field) is int]
    if len(whole) != len(fields):
        raise ValueRefused("a date or time has a part that is no whole number")
    return whole


CODECS = (
    Codec("date", ("datetime:date",), _give_date, _take_date),
    Codec("datetime", ("datetime:datetime",), _give_datetime, _take_datetime),
    Codec("time", ("datetime:time",), _give_time, _take_time),
    Codec("timedelta", ("datetime:timedelta",), _give_timedelta, _take_timedelta),
    Codec("timezone", ("datetime:timezone",), _give_timezone, _take_timezone),
    Codec("zone", ("zoneinfo:ZoneInfo",), _give_zoneinfo, _take_zoneinfo),
    Codec("fixed", ("datetime:tzinfo",), _give_fixed, _take_timezone),
)
