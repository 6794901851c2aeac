"""Choosing a variant whose answer is a new one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest

from terakoya.errors import NotebookError
from terakoya.model import Ask, Refresher, Text
from terakoya.refresh import NoVariantError, choose_variant

NUMBER = Refresher("q", Ask.NUMBER, Text("何", "what"))
CODE = Refresher("q", Ask.CODE, Text("", ""))


@dataclass(frozen=True)
class Made:
    """A variant: its seed's last figure is the answer."""

    seed: int
    answer: float | None


def make(seed: int) -> Made:
    """Make one; data with a seed below 100 cannot be solved."""
    if seed < 100:
        raise NotebookError("no solution")
    return Made(seed, float(seed % 10))


def test_first_candidate_is_taken_where_its_answer_is_new() -> None:
    """Nothing is passed over without a reason."""
    assert choose_variant(NUMBER, make, [123, 124], [5.0]) == (Made(123, 3.0), 0)


def test_known_answers_and_broken_data_are_passed_over() -> None:
    """The number says how many candidates were rejected, so that the choice can be repeated."""
    assert choose_variant(NUMBER, make, [123, 7, 135, 146], [3.0, 5.0]) == (Made(146, 6.0), 3)


def test_value_that_never_changes_is_an_error() -> None:
    """It does not go on for ever, and says what to do."""
    with pytest.raises(NoVariantError, match="depends more on the data"):
        choose_variant(NUMBER, make, itertools.count(103, 10), [3.0])


def test_code_needs_no_new_value() -> None:
    """What code gives is judged by its checks."""
    assert choose_variant(CODE, make, [123], [3.0]) == (Made(123, 3.0), 0)
