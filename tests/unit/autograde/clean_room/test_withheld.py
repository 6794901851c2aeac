"""What does not cross fails the check that uses it, whatever the check catches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from terakoya_autograde.clean_room.withheld import CannotBeChecked, Refusals, Withheld

USES: dict[str, Callable[[Any], object]] = {
    "item": lambda value: value[0],
    "comparison": lambda value: value == 3,
    "attribute": lambda value: value.get_title(),
    "truth": bool,
    "text": str,
}


@pytest.mark.parametrize("name", USES)
def test_withheld_value_is_no_error_that_a_test_expects(name: str) -> None:
    """No `except Exception` takes it, and that it was used is remembered."""
    refusals = Refusals()
    value = Withheld("point (Point)", refusals)
    with pytest.raises(CannotBeChecked, match="point"):
        try:
            USES[name](value)
        except Exception:  # noqa: BLE001 - as a careless test does
            pytest.fail("a test has taken it for an error that it expects")
    assert refusals.met == ["this value cannot be checked: point (Point)"]


def test_withheld_value_cannot_be_called() -> None:
    """It is no function, so a test that asks is told so."""
    assert not callable(Withheld("f (Point)", Refusals()))
