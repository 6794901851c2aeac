"""Promises of the states of an application."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from terakoya.model.application import LIVE, NEXT, Opening, State, Step, next_state
from terakoya.model.posting import Period
from tests.unit.docs.pages import read_page


def test_table_on_the_page_is_that_of_the_code() -> None:
    """Every step of every state stands in the reference as the code takes it."""
    page = read_page("docs/reference/applications.md")
    for state in State:
        cells = [f"`{after}`" if (after := next_state(state, step)) else "–" for step in Step]
        assert f"| `{state}` | {' | '.join(cells)} |" in page


def test_what_is_over_stays_over() -> None:
    """Nothing happens to a refused or cancelled application; all others can be cancelled."""
    assert {State.REFUSED, State.CANCELLED} == set(State) - LIVE
    for state, step in product(State, Step):
        if state not in LIVE:
            assert next_state(state, step) is None
    assert all(next_state(state, Step.CANCEL) is State.CANCELLED for state in LIVE)


def test_nobody_gets_a_seat_without_the_superior_or_the_office() -> None:
    """The only ways to take part are the waiting list, and a roster."""
    ways = {pair for pair, after in NEXT.items() if after is State.ENROLLED}
    assert ways == {
        (State.WAITING, Step.SEAT),
        (State.WAITING, Step.PLACE),
        (State.APPLIED, Step.PLACE),
    }
    assert {pair for pair, after in NEXT.items() if after is State.WAITING} == {
        (State.APPLIED, Step.AGREE)
    }


@pytest.mark.parametrize(("seats", "taken", "free"), [(None, 9, None), (3, 1, 2), (3, 5, 0)])
def test_free_seats_are_never_fewer_than_none(
    seats: int | None, taken: int, free: int | None
) -> None:
    """A roster may put in more people than there are seats."""
    assert Opening("spring", seats).free(taken) == free


def test_first_and_last_day_of_applying_count() -> None:
    """Both are days on which people apply."""
    opening = Opening("spring", 3, Period(date(2027, 5, 1), date(2027, 5, 10)))
    days = (date(2027, 4, 30), date(2027, 5, 1), date(2027, 5, 10), date(2027, 5, 11))
    assert [opening.is_open_on(day) for day in days] == [False, True, True, False]
