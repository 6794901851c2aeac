"""Further calls are made from those that were seen: near them, and at the solution's boundaries."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from terakoya.authoring.mutants.recorded_calls import MOST_CALLS, Recorder, vary_calls


def seen(*given: Any, **named: Any) -> list[Any]:
    """What is noted of a call with these arguments."""
    names: dict[str, Any] = {"f": lambda *_given, **_named: None}
    recorder = Recorder(names)
    recorder.watch("f")
    names["f"](*given, **named)
    return [*recorder.calls.values()]


def varied(*given: Any, constants: tuple[Any, ...] = ()) -> list[Any]:
    """The arguments of that call and of further ones."""
    return [call.given()[0] for call in vary_calls(seen(*given), constants, {})]


def test_call_is_kept_as_it_was() -> None:
    """What a function does to its argument later changes no call."""
    rows = [1, 2]
    (call,) = seen(rows, limit=3)
    rows.clear()
    assert call.given() == (([1, 2],), {"limit": 3})
    assert call.text == "f([1, 2], limit=3)"


@pytest.mark.parametrize(
    ("given", "other"),
    [
        (10, 11),
        (10, 9),
        (2.5, 5.0),
        (True, False),
        ([3, 1], [3]),
        ([3, 1], [1, 3]),
        ([3, 1], []),
        ("9:05", "8:04"),
        ({"a": 4}, {"a": 5}),
    ],
)
def test_values_near_are_tried(given: object, other: object) -> None:
    """One more and one less, other lengths and orders, other digits."""
    assert (other,) in varied(given)


def test_boundary_of_the_solution_is_tried() -> None:
    """What it compares with, and just beside that."""
    found = varied(80, constants=(100,))
    assert {(99,), (100,), (101,)} <= set(found)
    assert ("",) in varied("9:05", constants=("",))


def test_numbers_below_zero_are_tried_only_where_some_were_seen() -> None:
    """A number of people is not negative."""
    assert all(number >= 0 for (number,) in varied(0))
    assert any(number < 0 for (number,) in varied(-2))


def test_table_is_tried_with_other_rows() -> None:
    """Fewer, none, and the other way round."""
    table = pd.DataFrame({"a": [1, 2, 3, 4]})
    found = [rows["a"].tolist() for (rows,) in varied(table)]
    assert [1, 2, 3] in found
    assert [4, 3, 2, 1] in found
    assert [] in found


def test_calls_are_not_many() -> None:
    """However many values an argument holds."""
    assert len(varied([*range(300)], [*range(300)], "a" * 40)) <= MOST_CALLS


def test_call_that_cannot_be_kept_is_none() -> None:
    """A generator is gone once it was looked at."""
    assert seen(one for one in [1, 2]) == []
