"""Days and moments as people write them: one place for the form, which a workspace chooses.

The form holds for Japanese. In English, and so in what programs read, nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date

from terakoya.language import current_language

__all__ = [
    "DATE_FORMS",
    "LOCAL",
    "DateForm",
    "choose_date_form",
    "current_date_form",
    "excel_forms",
]
__all__ += ["use_date_form", "write_day", "write_long_day", "write_moment", "year_of_era"]

LOCAL = ZoneInfo("Asia/Tokyo")
"""The time zone in which people write and read moments."""
DateForm = Literal["plain", "slash", "era"]
DATE_FORMS: tuple[DateForm, ...] = ("plain", "slash", "era")
_current: ContextVar[DateForm] = ContextVar("terakoya_date_form", default="plain")
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),  # since when Japan has this calendar; the era began in 1868
)
_MEIJI = 1868
_EXCEL: dict[DateForm, str] = {
    "plain": "yyyy-mm-dd",
    "slash": "yyyy/mm/dd",
    "era": '[$-411]ggge"年"m"月"d"日"',
}


def current_date_form() -> DateForm:
    """Return the form in which dates are written now."""
    return _current.get() if current_language() == "ja" else "plain"


def choose_date_form(form: DateForm) -> None:
    """Write dates in `form` from now on, in this context."""
    _current.set(form)


@contextmanager
def use_date_form(form: DateForm) -> Iterator[None]:
    """Write dates in `form` inside a ``with`` block."""
    token = _current.set(form)
    try:
        yield
    finally:
        _current.reset(token)


def year_of_era(day: date) -> str | None:
    """Return 令和8年, and 元年 for an era's first year; None for a day before all of them."""
    for begins, name in _ERAS:
        if day >= begins:
            year = day.year - (_MEIJI if name == "明治" else begins.year) + 1
            return f"{name}{'元' if year == 1 else year}年"
    return None


def write_day(day: date) -> str:
    """Write a day as in a table: 2026-11-28, 2026/11/28 or 令和8年11月28日."""
    form = current_date_form()
    if form == "era" and (year := year_of_era(day)):
        return f"{year}{day.month}月{day.day}日"
    return day.strftime("%Y/%m/%d") if form == "slash" else day.isoformat()


def write_moment(moment: datetime) -> str:
    """Write a moment as in a table, to the minute; its time zone is that of its reader."""
    return f"{write_day(moment.date())} {moment:%H:%M}"


def write_long_day(day: date, *, weekday: bool = False) -> str:
    """Write a day as in a sentence or on paper: 2026年11月28日, and （土） behind it if wanted."""
    if current_language() == "en":
        return format_date(day, "EEE d MMMM y" if weekday else "long", locale="en")
    form = current_date_form()
    written = format_date(day, "y年M月d日", locale="ja") if form == "plain" else write_day(day)
    return written + (format_date(day, "（EEE）", locale="ja") if weekday else "")


def excel_forms() -> tuple[str, str]:
    """Return how a spreadsheet shows a day and a moment: the cell stays a real date."""
    day = _EXCEL[current_date_form()]
    return day, f"{day} hh:mm"
