"""Promises of reading a cell of parameters."""

from __future__ import annotations

from datetime import date

import pytest

from terakoya.model.parameters import BadParameterError, read_parameters


def test_every_type_is_read() -> None:
    """Text, numbers, truth, days and written-out choices."""
    found = read_parameters(
        "from typing import Literal\n"
        "# 一行に一つ\n"
        'town: str = "市全体"\n'
        "year: int = 2026\n"
        "share: float = 1\n"
        "note: bool = True\n"
        "start: date = date(2026, 4, 1)\n"
        'kind: Literal["棒", "線"] = "線"\n'
    )
    assert [one.type for one in found] == ["str", "int", "float", "bool", "date", "str"]
    assert [one.default for one in found] == ["市全体", 2026, 1.0, True, date(2026, 4, 1), "線"]
    assert found[5].choices == (("棒", "棒"), ("線", "線"))


def test_comment_gives_label_range_and_help() -> None:
    """Three parts with bars between; a help text may hold bars."""
    (found,) = read_parameters("x: float = 0.5  # 割合 | 0..1 step 0.05 | 全体に占める | 割合です")
    assert (found.label, found.low, found.high, found.step) == ("割合", 0.0, 1.0, 0.05)
    assert found.help == "全体に占める | 割合です"


def test_label_is_the_name_where_nobody_gives_one() -> None:
    """There is always something to call it."""
    assert read_parameters("year: int = 2026")[0].label == "year"


def test_choices_are_a_list_a_dict_or_a_name() -> None:
    """What is shown may differ from the value; a variable is looked up later."""
    listed, named, mapped = read_parameters(
        'a: str = "x"  # A | ["x", "y"]\nb: str = "x"  # B | TOWNS\nc: int = 2  # C | {"二": 2}'
    )
    assert listed.choices == (("x", "x"), ("y", "y"))
    assert named.choices_name == "TOWNS"
    assert mapped.choices == (("二", 2),)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("x = 1", "no-parameter"),
        ("print(1)", "no-parameter"),
        ("x: int", "no-value"),
        ("x: int = y", "not-plain"),
        ("x: int = 'a'", "other-type"),
        ("x: bool = 1", "other-type"),
        ("x: dict = {}", "type"),
        ("x: str = 'a'  # X | 0..1", "range-of-text"),
        ("x: int = 9  # X | 0..1", "out-of-range"),
        ("x: str = 'a'  # X | ['b']", "not-a-choice"),
        ("x: str = 'a'  # X | [1", "choices"),
        ("x: int = 1\nx: int = 2", "twice"),
        ("x: int =", "syntax"),
    ],
)
def test_line_that_is_no_parameter_is_told(source: str, what: str) -> None:
    """The reason and the line are in the error."""
    with pytest.raises(BadParameterError) as caught:
        read_parameters(source)
    assert caught.value.what == what
