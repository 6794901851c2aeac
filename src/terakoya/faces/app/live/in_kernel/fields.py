"""A parameter as a widget with its label: the same kinds as on the light page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import ipywidgets

__all__ = ["are_few", "choices_of", "make_control", "make_field", "value_of"]

_WHOLE = {"description_width": "initial"}  # a label is never cut short
_STEPS = 100


def make_field(about: Mapping[str, Any], change: Callable[[str, Any], None]) -> ipywidgets.Widget:
    """Return a parameter's control with its help below it.

    Args:
        about: as `widget_cells.plan_controls` describes a parameter.
        change: is told the parameter's name and each new value.
    """
    control = make_control(about)

    def note(event: Mapping[str, Any]) -> None:
        if event["new"] is not None:  # an emptied field leaves the value as it is
            change(about["name"], value_of(about, event["new"]))

    control.observe(note, "value")
    parts = [control]
    if about["help"]:
        parts.append(ipywidgets.HTML(f'<p class="tk-help">{escape(about["help"])}</p>'))
    field = ipywidgets.VBox(parts)
    field.add_class("tk-field")
    return field


def make_control(about: Mapping[str, Any]) -> ipywidgets.Widget:
    """Return the control of a parameter; choices have their position as value."""
    # Without a tooltip, some labels would say "null" under the mouse.
    label = {"description": about["label"], "style": _WHOLE, "tooltip": ""}
    if about["choices"]:
        options = [(shown, place) for place, (shown, _value) in enumerate(about["choices"])]
        values = [value for _shown, value in about["choices"]]
        kind = ipywidgets.RadioButtons if are_few(values) else ipywidgets.Dropdown
        return kind(options=options, value=values.index(about["default"]), **label)
    if about["low"] is not None and about["high"] is not None:
        return _make_slider(about, label)
    return _make_entry(about, label)


def _make_entry(about: Mapping[str, Any], label: Mapping[str, Any]) -> ipywidgets.Widget:
    match about["type"]:
        case "int":
            step = max(1, round(about["step"] or 1))
            return ipywidgets.IntText(about["default"], step=step, **label)
        case "float":
            return ipywidgets.FloatText(about["default"], step=about["step"], **label)
        case "bool":
            return ipywidgets.Checkbox(about["default"], indent=False, **label)
        case "date":
            return ipywidgets.DatePicker(value=date.fromisoformat(about["default"]), **label)
    return ipywidgets.Text(about["default"], continuous_update=False, **label)


def _make_slider(about: Mapping[str, Any], label: Mapping[str, Any]) -> ipywidgets.Widget:
    low, high, step = about["low"], about["high"], about["step"]
    if about["type"] == "int":
        return ipywidgets.IntSlider(
            about["default"],
            min=math.ceil(low),
            max=math.floor(high),
            step=max(1, round(step or 1)),
            continuous_update=False,
            **label,
        )
    step = step or (high - low) / _STEPS
    digits = max(_digits(number) for number in (low, step, about["default"]))
    return ipywidgets.FloatSlider(
        about["default"],
        min=low,
        max=high,
        step=step,
        readout_format=f".{digits}f",
        continuous_update=False,
        **label,
    )


def _digits(number: float) -> int:
    """Return how many digits a number has behind its point, written as people do."""
    exponent = Decimal(f"{number:.6g}").normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def value_of(about: Mapping[str, Any], shown: Any) -> Any:
    """Return the value that a control's state stands for."""
    return about["choices"][shown][1] if about["choices"] else shown


def choices_of(about: Mapping[str, Any], made: Any) -> list[tuple[str, Any]]:
    """Return (what is shown, value) for what an earlier cell has made: a dict or a list.

    Raises:
        ValueError: the parameter's first value is not among them.
    """
    pairs = made.items() if isinstance(made, dict) else [(entry, entry) for entry in made]
    found = [(str(shown), v.item() if hasattr(v, "item") else v) for shown, v in pairs]
    if about["default"] not in [value for _shown, value in found]:
        message = f"{about['default']!r} is none of the choices in {about['choices_name']}"
        raise ValueError(message)
    return found


def are_few(values: list[object]) -> bool:
    """Tell whether choices fit on a line, so that all are seen at once."""
    return 0 < len(values) <= 4 and sum(len(str(value)) for value in values) <= 24
