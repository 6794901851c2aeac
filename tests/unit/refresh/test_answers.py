"""What people type, and whether it is right."""

from __future__ import annotations

import pytest

from terakoya.model import Ask, Refresher, Text
from terakoya.refresh import is_right, read_answer, same_answer

MINUTES = Refresher(
    "q", Ask.NUMBER, Text("何分", "how long"), unit=Text("分", "minutes"), tolerance=0.05
)
RATE = Refresher("q", Ask.NUMBER, Text("何％", "rate"), unit=Text("%", "%"))
TOWN = Refresher("q", Ask.CHOICE, Text("どの町", "which"))
WORDS = Refresher("q", Ask.TEXT, Text("名前", "name"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", 12.5),
        ("１２．５", 12.5),
        (" 12.5 分 ", 12.5),
        ("１２．５　分", 12.5),
        ("12.5Minutes", 12.5),
        ("1,234", 1234.0),
        ("１，２３４，５６７分", 1234567.0),
        ("−3", -3.0),
        ("－３", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("7.", 7.0),
    ],
)
def test_number_is_read_as_people_type_it(typed: str, value: float) -> None:
    """Full-width figures, commas, signs and the unit, in either language."""
    assert read_answer(MINUTES, typed).value == value


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "十二", "12 and 13", "12,5", "1,23", "nan", "inf", "1e3", "0x10", "5" * 300],
)
def test_number_that_cannot_be_read_is_no_attempt(typed: str) -> None:
    """There is no value, and a sentence says how to write it."""
    reading = read_answer(MINUTES, typed)
    assert reading.value is None
    assert reading.problem


def test_wrong_unit_is_told_and_not_counted() -> None:
    """Seconds are not minutes: the person is asked again."""
    reading = read_answer(MINUTES, "12.5秒")
    assert reading.value is None
    assert "秒" in reading.problem
    assert read_answer(RATE, "３１．５％").value == 31.5


def test_choice_must_be_one_of_those_that_were_offered() -> None:
    """Whatever else a form sends is refused; width does not matter."""
    offered = ("緑が丘１丁目", "港町")
    assert read_answer(TOWN, "緑が丘1丁目", offered).value == "緑が丘１丁目"
    assert read_answer(TOWN, "磯崎", offered).value is None


def test_right_is_within_the_tolerance() -> None:
    """Exactly at the tolerance is right, beyond it wrong; text ignores case, width and gaps."""
    assert is_right(MINUTES, 12.55, 12.5)
    assert not is_right(MINUTES, 12.56, 12.5)
    assert is_right(WORDS, "ＡＢ c", "abc")
    assert not is_right(WORDS, "xyz", "abc")
    assert not is_right(MINUTES, float("inf"), 12.5)


def test_same_answer_is_wider_than_right() -> None:
    """Two variants are told apart only where no typed answer would be right for both."""
    assert same_answer(MINUTES, 12.5, 12.6)
    assert not same_answer(MINUTES, 12.5, 12.7)
    assert same_answer(TOWN, "港町", "港町")
    assert not same_answer(TOWN, "港町", "磯崎")
