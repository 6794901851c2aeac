"""Days as offices write them: 令和8年, 2026/11/28, or as before; English and JSON never change."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from terakoya.dates import (
    DATE_FORMS,
    DateForm,
    current_date_form,
    use_date_form,
    write_day,
    write_long_day,
    write_moment,
    year_of_era,
)
from terakoya.errors import ManifestError
from terakoya.faces.job import BuildOptions
from terakoya.language import use_language
from terakoya.model import local_time
from terakoya.portal.page_rendering import write_day as site_day
from terakoya.sheets.filed_sheet import Sheet
from terakoya.sheets.filed_workbook import book_bytes
from terakoya.workspace.settings import read_settings

DAY = date(2026, 11, 28)
MOMENT = datetime(2026, 11, 28, 9, 5)  # noqa: DTZ001 - what a clock shows


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 11, 28), "令和8年"),
        (date(2020, 1, 1), "令和2年"),
        (date(2019, 12, 31), "令和元年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1873, 1, 1), "明治6年"),
        (date(1872, 12, 31), None),
    ],
)
def test_year_of_an_era(day: date, year: str | None) -> None:
    """An era begins on its day, not with the year; its first year is 元年."""
    assert year_of_era(day) == year


@pytest.mark.parametrize(
    ("form", "table", "sentence"),
    [
        ("plain", "2026-11-28 09:05", "2026年11月28日（土）"),
        ("slash", "2026/11/28 09:05", "2026/11/28（土）"),
        ("era", "令和8年11月28日 09:05", "令和8年11月28日（土）"),
    ],
)
def test_form_is_the_same_wherever_a_date_is_written(
    form: DateForm, table: str, sentence: str
) -> None:
    """Tables, the command line, the site and paper follow one setting."""
    with use_language("ja"), use_date_form(form):
        assert write_moment(MOMENT) == table
        assert local_time(datetime(2026, 11, 28, 0, 5, tzinfo=UTC)) == table
        assert site_day(DAY) == write_long_day(DAY, weekday=True) == sentence
        assert write_long_day(DAY) == sentence.removesuffix("（土）")


@pytest.mark.parametrize("form", DATE_FORMS)
def test_english_and_what_programs_read_never_change(form: DateForm) -> None:
    """JSON is written in English: its dates are ISO 8601 whatever an office sets."""
    with use_language("en"), use_date_form(form):
        assert current_date_form() == "plain"
        assert write_moment(MOMENT) == "2026-11-28 09:05"
        assert write_long_day(DAY) == "November 28, 2026"
        assert write_long_day(DAY, weekday=True) == "Sat 28 November 2026"


def test_day_before_all_eras_is_written_plainly() -> None:
    """There is no year of an era to write."""
    with use_language("ja"), use_date_form("era"):
        assert write_day(date(1600, 10, 21)) == "1600-10-21"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("plain", "yyyy-mm-dd hh:mm"),
        ("slash", "yyyy/mm/dd hh:mm"),
        ("era", '[$-411]ggge"年"m"月"d"日" hh:mm'),
    ],
)
def test_workbook_shows_the_form_and_keeps_real_dates(form: DateForm, shown: str) -> None:
    """Excel still sorts and counts with them; the column is wide enough for what it shows."""
    with use_language("ja"), use_date_form(form):
        made = book_bytes([Sheet("一覧", ["提出"], [[MOMENT]])])
        needed = sum(2 if ord(letter) > 255 else 1 for letter in write_moment(MOMENT))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet["A2"].value == MOMENT
    assert sheet["A2"].number_format == shown
    assert sheet.column_dimensions["A"].width >= needed


def test_paper_is_made_anew_when_the_form_changes() -> None:
    """What was built with another form is not taken for what is wanted; English is the same."""
    lines = {}
    for form in DATE_FORMS:
        with use_date_form(form):
            lines[form] = [BuildOptions(language=one).as_line() for one in ("ja", "en")]
    assert len({ja for ja, _en in lines.values()}) == len(DATE_FORMS)
    assert len({en for _ja, en in lines.values()}) == 1


def test_workspace_sets_the_form(tmp_path: Path) -> None:
    """Without the file, dates are as ever."""
    assert read_settings(tmp_path).dates == "plain"
    (tmp_path / "terakoya.toml").write_text('dates = "era"\n', encoding="utf-8")
    assert read_settings(tmp_path).dates == "era"


@pytest.mark.parametrize("text", ['dates = "reiwa"', "date = 1", "dates = 1", "dates ="])
def test_setting_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    """It says the file and the line; nothing is guessed."""
    (tmp_path / "terakoya.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError, match=r"terakoya\.toml"):
        read_settings(tmp_path)
