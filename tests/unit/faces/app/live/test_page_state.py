"""What a page has chosen: each change makes another state, and nothing else is kept."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.faces.app.live.given_values import BadRequestError
from terakoya.faces.app.live.page_state import PageState, TypedTooMuchError

KNOWN = {"value": 1, "description": "a", "_view_name": "IntSlider"}


def test_state_before_a_change_stays_as_it_was() -> None:
    """Values add up; who holds the state of before holds the values of before."""
    first = PageState().with_values({"n": 1, "m": 2})
    second = first.with_values({"n": 3})
    assert (dict(first.values), dict(second.values)) == ({"n": 1, "m": 2}, {"n": 3, "m": 2})


def test_widgets_are_told_again_in_the_order_of_the_last_words() -> None:
    """A widget has the sum of what it was told, and comes last when it was told last."""
    page = PageState()
    told: list[tuple[str, dict[str, Any]]] = [
        ("a", {"value": 1}),
        ("b", {"value": 2}),
        ("a", {"description": "x"}),
    ]
    for model, state in told:
        page = page.with_widget(model, state, KNOWN)
    assert [(model, dict(state)) for model, state in page.told.items()] == [
        ("b", {"value": 2}),
        ("a", {"value": 1, "description": "x"}),
    ]


@pytest.mark.parametrize(
    "state", [{}, {"nosuch": 1}, {"_view_name": "HTML"}, {"value": 1, "_a": 2}]
)
def test_words_that_a_widget_does_not_know_are_refused(state: dict[str, Any]) -> None:
    """Nothing, a name that it does not have, and what begins with an underscore."""
    with pytest.raises(BadRequestError):
        PageState().with_widget("a", state, KNOWN)


def test_page_that_tells_too_much_keeps_what_it_told_before() -> None:
    """The bound is for all widgets together; what went beyond it is not noted."""
    page = PageState().with_widget("a", {"value": "x" * 600_000}, KNOWN)
    with pytest.raises(TypedTooMuchError):
        page.with_widget("b", {"value": "x" * 600_000}, KNOWN)
    assert list(page.told) == ["a"]
    again = page.with_widget("a", {"value": "y" * 600_000}, KNOWN)  # in its place, not beside it
    assert again.told["a"]["value"][0] == "y"
