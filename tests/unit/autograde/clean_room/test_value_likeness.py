"""What a learner gives up is like what the reference gives up."""

from __future__ import annotations

import math

import pandas as pd
from terakoya_autograde.clean_room.value_likeness import Likeness, describe, stands_for
from terakoya_autograde.clean_room.withheld import Refusals, Withheld

NONE: frozenset[str] = frozenset()
SERIES = describe(pd.Series([1]), NONE)


def test_likeness_missing_values_where_the_reference_has_none() -> None:
    """They agree with whatever they are compared with; where the reference has them, they may."""
    like = Likeness({"plain": ("table",), "long": ("NA", "table")})
    assert like.note("plain", SERIES) == ""
    assert like.note("plain", SERIES | {"NA"})
    assert like.note("plain", SERIES | {"masked"})
    assert like.note("long", SERIES | {"NA"}) == ""


def test_likeness_table_in_the_place_of_a_module_or_a_chart() -> None:
    """A table's labels are its attributes: it could answer for either."""
    like = Likeness({"np": ("module",), "axes": ("chart",), "rows": ("value",)})
    assert like.note("np", SERIES)
    assert like.note("axes", SERIES)
    assert like.note("rows", SERIES) == ""
    assert like.note("axes", describe([1], NONE)) == ""


def test_likeness_without_a_reference_allows_all_and_notes_it() -> None:
    """So the reference itself is tried."""
    like = Likeness(None)
    assert like.note("shares", SERIES | {"NA"}) == ""
    assert not like.note_withheld("model")
    assert like.noted == {"shares": {"table", "NA"}, "model": {"withheld"}}


def test_likeness_withheld_in_the_place_of_a_function() -> None:
    """Calling it is Python's own TypeError, which a test may expect."""
    assert Likeness({"f": ("function",)}).note_withheld("f")
    assert not Likeness({"f": ("value",)}).note_withheld("f")


def test_import_of_the_learner_s() -> None:
    """A module that does not cross is imported; a number under its name is none."""
    withheld = Withheld("np (module)", Refusals())
    assert stands_for(withheld, math)
    assert stands_for(math, math)
    assert stands_for(len, math.isclose)
    assert not stands_for(None, math)
    assert not stands_for(len, math)
    assert not stands_for(3, math.isclose)


def test_likeness_items_are_measured_by_what_they_come_from() -> None:
    """An iterator may stand for a list and a list for an iterator, for better or worse."""
    like = Likeness({"rows()": ("value",), "long()": ("value",), "long()[]": ("NA", "table")})
    assert like.note("rows()[]", SERIES) == ""
    assert like.note("rows()[]", SERIES | {"NA"})
    assert like.note("rows()()", SERIES | {"NA"})
    assert like.note("long()", describe([1], NONE) | {"NA"}) == ""
    assert Likeness({"long()": ("NA", "value")}).note("long()[]", SERIES | {"NA"}) == ""
    assert like.note("long()", describe([1], NONE) | {"masked"})


def test_likeness_class_in_a_cell() -> None:
    """It can be called, so it answers for a method; where the reference has classes, it may."""
    like = Likeness({"text": ("value",), "kinds": ("class", "table")})
    assert like.note("text", SERIES | {"class"})
    assert like.note("kinds", SERIES | {"class"}) == ""


def test_likeness_missing_value_of_another_kind() -> None:
    """A float's nan is an `Int64`'s NA; in a table, that goes for its own column."""
    like = Likeness({"ages": ("missing", "table"), "staff": ("missing in age", "table")})
    assert like.note("ages", SERIES | {"NA"}) == ""
    assert like.note("staff", SERIES | {"NA in age", "missing in age"}) == ""
    assert like.note("staff", SERIES | {"NA in pay"})
    assert like.note("ages", SERIES | {"masked"})


def test_likeness_empty_column_that_could_hold_missing_values() -> None:
    """Beside another it becomes NA: it crosses where the reference is empty too."""
    like = Likeness({"few()": ("empty", "table"), "all()": ("table",)})
    assert like.note("few()", SERIES | {"empty", "void"}) == ""
    assert like.note("all()", SERIES | {"empty", "void"})
    assert like.note("all()", SERIES | {"empty"}) == ""
