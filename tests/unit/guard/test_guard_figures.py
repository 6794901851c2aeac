"""How well the guard finds what, on made sentences; the page tells the same figures."""

from __future__ import annotations

import pytest

from tests.unit.guard.figures import BEGIN, END, PAGE, Figures, alarms, measure, summary
from tests.unit.guard.made_sentences import Expected, Sentence, held_out, tuning

FIXED = ("my-number", "driving-licence", "passport", "residence-card", "card", "phone", "mail")
FIXED += ("bank-account", "insurance-number", "birth-date")
SETS = {"tuning": tuning(), "held-out": held_out()}
ROWS = {name: {row.kind: row for row in measure(of)} for name, of in SETS.items()}


def test_sentences_are_many_and_half_of_them_are_harmless() -> None:
    """There are at least 600 that nobody tuned on, and about as many without personal data."""
    count, _false = alarms(held_out())
    assert len(held_out()) >= 600
    assert 0.4 < count / len(held_out()) < 0.6
    assert {one.text for one in held_out()}.isdisjoint(one.text for one in tuning())


@pytest.mark.parametrize("kind", FIXED)
@pytest.mark.parametrize("name", SETS)
def test_kind_of_fixed_form_is_found(name: str, kind: str) -> None:
    """What has a check digit or a form is found in at least 98 of 100 places."""
    row = ROWS[name][kind]
    assert row.expected >= 8
    assert row.recall >= 0.98, row


@pytest.mark.parametrize("kind", ["name", "postal-address", "basic-pension-number"])
@pytest.mark.parametrize("name", SETS)
def test_kind_without_form_is_mostly_found(name: str, kind: str) -> None:
    """Names, addresses, and numbers that only a word tells: at least 9 of 10."""
    assert ROWS[name][kind].recall >= 0.9, ROWS[name][kind]


@pytest.mark.parametrize("name", SETS)
def test_what_is_found_is_there(name: str) -> None:
    """Of each kind at least 95 of 100 findings are right."""
    assert [row for row in ROWS[name].values() if row.precision < 0.95] == []


@pytest.mark.parametrize("name", SETS)
def test_harmless_sentences_raise_no_alarm(name: str) -> None:
    """Of sentences that only look like it at most one in a hundred is marked."""
    count, false = alarms(SETS[name])
    assert false <= count / 100


def test_figures_of_a_blind_guard_are_bad() -> None:
    """Control: where the place of something is another one, neither figure is good."""
    elsewhere = Sentence("電話は090-1234-5678です", (Expected("phone", 0, 2),))
    *_rows, total = measure([elsewhere])
    assert total == Figures("all", 1, 0, 1, 0)
    assert (total.recall, total.precision) == (0.0, 0.0)


def test_page_tells_the_figures() -> None:
    """The table of the documentation is the one that is measured."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip() == summary()
