"""Promises of a parameter's widget."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from terakoya.faces.app.live.in_kernel.fields import are_few, choices_of, make_control, make_field
from terakoya.faces.app.live.page import describe_parameter
from terakoya.faces.app.live.widget_cells import describe_for_kernel
from terakoya.model.parameters import read_parameters


def about(line: str) -> dict[str, Any]:
    """Return what the kernel is told of a parameter."""
    (parameter,) = read_parameters(line)
    return describe_for_kernel(parameter)


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("n: int = 3  # 数", "IntText", 3),
        ("n: int = 3  # 数 | 1..9 step 2", "IntSlider", 3),
        ("n: float = 0.5  # 割合", "FloatText", 0.5),
        ("n: float = 0.5  # 割合 | 0..1 step 0.05", "FloatSlider", 0.5),
        ("n: bool = True  # 使う", "Checkbox", True),
        ("n: date = date(2026, 4, 1)  # 日", "DatePicker", date(2026, 4, 1)),
        ("n: str = 'い'  # 語", "Text", "い"),
        ("n: Literal['棒', '線'] = '線'  # 図", "RadioButtons", 1),
        ("n: int = 6  # 月 | [1, 2, 3, 4, 5, 6]", "Dropdown", 5),
    ],
)
def test_each_type_has_its_widget(line: str, kind: str, value: object) -> None:
    """The kinds are those of the light page; the label is read whole."""
    control = make_control(about(line))
    assert (type(control).__name__, control.value) == (kind, value)
    assert control.description == line.partition("# ")[2].partition(" |")[0]
    assert control.style.description_width == "initial"


def test_slider_keeps_its_range_and_shows_every_digit() -> None:
    """Steps of a twentieth are read as such; nothing runs while a handle is dragged."""
    slider = make_control(about("n: float = 0.5  # 割合 | 0..1 step 0.05"))
    assert (slider.min, slider.max, slider.step) == (0, 1, 0.05)
    assert slider.readout_format == ".2f"
    assert slider.continuous_update is False


def test_field_tells_the_value_and_not_the_place() -> None:
    """A choice is given as the author wrote it; an emptied field gives nothing."""
    told: list[tuple[str, Any]] = []
    line = "year: int = 2026  # 年 | {'今年': 2026, '来年': 2027}"
    choice = make_field(about(line), lambda *news: told.append(news))
    choice.children[0].value = 1
    day = make_field(about("day: date = date(2026, 4, 1)"), lambda *news: told.append(news))
    day.children[0].value = None
    assert told == [("year", 2027)]


def test_help_is_text() -> None:
    """Whatever an author writes below a control is no markup there."""
    field = make_field(about("n: int = 1  # 数 || 1 < 2 <b>"), print)
    assert field.children[1].value == '<p class="tk-help">1 &lt; 2 &lt;b&gt;</p>'


@pytest.mark.parametrize("made", [["い", "ろ"], {"い": "い", "ろ": "ろ"}])
def test_choices_may_come_from_a_cell(made: object) -> None:
    """A list shows its values; a dict says what is shown for each."""
    assert choices_of(about("w: str = 'い'  # 語 | WORDS"), made) == [("い", "い"), ("ろ", "ろ")]


def test_choices_without_the_first_value_are_refused() -> None:
    """The page fails as the light one does, and the operator reads why."""
    with pytest.raises(ValueError, match="WORDS"):
        choices_of(about("w: str = 'は'  # 語 | WORDS"), ["い"])


@pytest.mark.parametrize("values", ["['x', 'y']", "[1, 2, 3, 4, 5]", f"['x', '{'y' * 30}']"])
def test_few_choices_are_few_on_both_pages(values: str) -> None:
    """Radio buttons or a list: both pages decide alike."""
    first = values[1:].partition(",")[0]
    kind = "int" if first == "1" else "str"
    (parameter,) = read_parameters(f"n: {kind} = {first}  # N | {values}")
    light = describe_parameter(parameter)["few"]
    assert are_few([value for _shown, value in parameter.choices]) == light
