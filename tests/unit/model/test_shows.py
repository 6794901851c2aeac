"""Promises of telling, without running it, whether code shows something."""

from __future__ import annotations

import pytest

from terakoya.model.shows import alternative_text, draws_picture, prints_text, shows_result


@pytest.mark.parametrize(
    "source",
    ["table", "table.head()", "fig, ax = plt.subplots()\nax.set_title('x')", "display(x)\ny = 1"],
)
def test_code_that_shows_something(source: str) -> None:
    """A last value, a display and a drawing are seen."""
    assert shows_result(source)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "print(x)",
        "table.head();",
        "def draw():\n    plt.plot(x)",
        "names.append(1)",
        "'a note'",
        "%matplotlib inline",
        "",
    ],
)
def test_code_that_shows_nothing(source: str) -> None:
    """Assignments, definitions, prints, muted values and unreadable code are not results."""
    assert not shows_result(source)


def test_print_inside_a_function_is_not_yet_printed() -> None:
    """Only what runs counts."""
    assert prints_text("for x in y:\n    print(x)")
    assert not prints_text("def f():\n    print(1)")


def test_alternative_text_is_a_comment() -> None:
    """English or Japanese, with values in braces; without one there is none."""
    assert alternative_text("# alt: {town}の図\nplt.plot(x)") == "{town}の図"
    assert alternative_text("x = 1\n  # 図の説明： 棒グラフ ") == "棒グラフ"
    assert alternative_text("# altitude\nx = 1") == ""


def test_drawing_is_told_from_a_table() -> None:
    """Only pictures need words."""
    assert draws_picture("fig, ax = plt.subplots()")
    assert not draws_picture("table.head()")
