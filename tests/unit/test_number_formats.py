"""Numbers and texts through number formats; LibreOffice 7.4 and ECMA-376 gave what is expected."""

from __future__ import annotations

import json

import pytest

from terakoya.sheets.builtin import BUILTIN_FORMATS
from terakoya.sheets.formats import UnknownFormatError, show_number, show_text
from tests.made_formats import SHOWN

DAY = 46082  # 1 March 2026, a Sunday

NUMBERS = [
    ("General", 101, "101"),
    ("General", 1.5, "1.5"),
    ("General", -7, "-7"),
    ("General", 0.1 + 0.2, "0.3"),
    ('General"番"', 7, "7番"),
    ("@", 7, "7"),
    ('"A"0000', 201, "A0201"),
    ('"A"0000', 12345, "A12345"),
    ("[$-411]00000", 201, "00201"),
    ('0000"番"', 201, "0201番"),
    ("0000番", 201, "0201番"),
    ('"A-"000', 12, "A-012"),
    (r"000\-0000", 1234567, "123-4567"),
    ('0000"-"00', 12345, "0123-45"),
    ("[<1000]0000;00000", 201, "0201"),
    ("[<1000]0000;00000", 2010, "02010"),
    ('[>=10000]"B"00000;"A"0000', 201, "A0201"),
    (r"0000_ ;[Red]\-0000\ ", -201, "-0201 "),
    ("[赤]0000", 201, "0201"),
    ("[Color 3]0000", 201, "0201"),
    ("0;-0;;@", 0, ""),
    (";;;", 5, ""),
    ("#", 0, ""),
    ("0", 2.5, "3"),
    ("0.00", 1.005, "1.01"),
    ("0.0#", 1.5, "1.5"),
    ("0%", 0.25, "25%"),
    ("#,##0", 1234567, "1,234,567"),
    ("#,##0,", 1234567, "1,235"),
    ("[$¥-411]#,##0", 1200, "¥1,200"),
    ("_ * #,##0_ ", 5, " 5 "),
    ("???0", 12, "  12"),
    ('"欠"', 3, "欠"),
]

DAYS = [
    ("yyyy/m/d", DAY, "2026/3/1"),
    ('m"月"d"日"', DAY, "3月1日"),
    ("m-d", DAY, "3-1"),
    ("[$-409]d-mmm", DAY, "1-Mar"),
    ('[$-411]ggge"年"m"月"d"日";@', DAY, "令和8年3月1日"),
    ("[$-411]ge.m.d;@", DAY, "R8.3.1"),
    ('[$-411]gge"年"', DAY, "令8年"),
    ("[$-411]ge.m.d", 43585, "H31.4.30"),
    ("[$-411]ge.m.d", 32515, "S64.1.7"),
    ("[$-411]ge.m.d", 32516, "H1.1.8"),
    ('[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@', 43586, "令和元年5月1日"),
    ("m/d(aaa)", DAY, "3/1(日)"),
    ("aaaa", DAY, "日曜日"),
    ("h:mm", 0.5, "12:00"),
    ("h:mm AM/PM", 0.75, "6:00 PM"),
    ("[h]:mm", 1.5, "36:00"),
    ("mm:ss", 0.5, "00:00"),
    ("yyyy/m/d h:mm", DAY + 0.4375, "2026/3/1 10:30"),
]

UNKNOWN = [
    ("0.00E+00", 5),
    ("# ?/?", 0.5),
    ("[DBNum1][$-411]General", 123),
    ("[DBNum3]0", 123),
    ("*00000", 5),
    ("[$-D000000]0", 5),
    ("bbbb", DAY),
    ("rr", DAY),
    ("[$-F800]dddd, mmmm dd, yyyy", DAY),
    ("[$-804]yyyy", DAY),
    ("yyyy", -1),
    ("yyyy", 30),
    ("yyyy", 10**8),
    ("mm:ss.0", 0.5),
    ("0;0;0;@;0", 1),
    ("0" * 256, 1),
    ("Qx", 1),
    (r"[<=9999999]###\-####;\(0##\)\ ####\-####", 312345678),
    ("0000[Red]", 1),
    ("0000[$-411]", 1),
    ("0?0", 1),
    ("General0", 1),
    (",0", 1),
    ("0.", 1),
    ('"番"@', 1),
    ("[<5]0;0;0", 1),
    ("@;0", 1),
    ("ge.m.d", DAY),
    ("mmm-yy", DAY),
    ("yyyy/m/d yyyy", DAY),
    ("mm[h]", DAY),
    ("General", 123456789012),
    ("0", 1e15),
    ("[<0]0;0", -1),
]


@pytest.mark.parametrize(("code", "number", "seen"), NUMBERS)
def test_number_is_shown_as_in_excel(code: str, number: float, seen: str) -> None:
    """Zeros, words, conditions, colours and thousands, as a person sees them."""
    shown = show_number(number, code)
    assert (shown.text, shown.is_date) == (seen, False)


@pytest.mark.parametrize(("code", "number", "seen"), DAYS)
def test_day_is_shown_as_in_excel(code: str, number: float, seen: str) -> None:
    """Days and times, with the eras of Japan at their borders."""
    shown = show_number(number, code)
    assert (shown.text, shown.is_date) == (seen, True)


@pytest.mark.parametrize(("code", "number"), UNKNOWN)
def test_format_that_is_not_known_is_not_guessed(code: str, number: float) -> None:
    """Nothing is shown where we do not know what Excel shows."""
    with pytest.raises(UnknownFormatError):
        show_number(number, code)


@pytest.mark.parametrize(
    ("code", "text", "seen"),
    [
        ("General", "007", "007"),
        ('"A"0000', "201", "201"),
        ('"第"@"係"', "3", "第3係"),
        ("0;-0;;@", "x", "x"),
        ("0;-0;0;", "x", ""),
        (";;;", "x", ""),
    ],
)
def test_text_is_shown_as_in_excel(code: str, text: str, seen: str) -> None:
    """A format for numbers leaves texts alone; one for texts changes them."""
    assert show_text(text, code) == seen


def test_no_format_is_shown_otherwise_than_the_referee_shows_it() -> None:
    """Of a thousand formats at random we know a part, and each of these as LibreOffice shows it."""
    known = 0
    for code, content, shown in json.loads(SHOWN.read_text(encoding="utf-8")):
        try:
            if isinstance(content, str):
                ours = show_text(content, code)
            else:
                ours = show_number(content, code).text
        except UnknownFormatError:
            continue
        known += 1
        assert ours.strip() == shown.strip(), (code, content)
    assert known > 250


def test_day_of_the_old_macintosh_epoch() -> None:
    """The same number is four years and a day later."""
    assert show_number(DAY - 1462, "yyyy/m/d", is_1904=True).text == "2026/3/1"


def test_built_in_formats_are_known_or_refused() -> None:
    """Every format that a workbook only names by number can be taken apart."""
    for code in BUILTIN_FORMATS.values():
        try:
            assert show_number(DAY, code).text
        except UnknownFormatError:
            assert any(sign in code for sign in ("E+", "?/", ".0", "mmm"))
