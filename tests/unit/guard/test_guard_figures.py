"""How well the guard finds what, on made sentences; the page tells the same figures."""

from __future__ import annotations

import pytest

from terakoya.guard import find_personal_data
from tests.unit.guard.figures import BEGIN, END, PAGE, Figures, alarms, measure, summary
from tests.unit.guard.made_sentences import Expected, Sentence, held_out, tuning

FIXED = ("my-number", "driving-licence", "passport", "residence-card", "card", "phone", "mail")
FIXED += ("bank-account", "insurance-number", "birth-date", "basic-pension-number")
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


@pytest.mark.parametrize("kind", ["name", "postal-address"])
@pytest.mark.parametrize("name", SETS)
def test_kind_without_form_is_mostly_found(name: str, kind: str) -> None:
    """Names and addresses: at least 97 of 100 in sentences that were looked at since."""
    assert ROWS[name][kind].recall >= 0.97, ROWS[name][kind]


@pytest.mark.parametrize("name", SETS)
def test_what_is_found_is_there(name: str) -> None:
    """Of each kind at least 98 of 100 findings are right."""
    assert [row for row in ROWS[name].values() if row.precision < 0.98] == []


@pytest.mark.parametrize("name", SETS)
def test_harmless_sentences_raise_no_alarm(name: str) -> None:
    """Of sentences that only look like it at most one in a hundred is marked."""
    count, false = alarms(SETS[name])
    assert false <= count / 100


TABLES = [
    ("番号,生年月日\n1,1972/4/8\n2,S47.4.8", "1972/4/8 S47.4.8", "番号,更新日"),
    ("氏名\t点数\n月見里優\t80", "月見里優", "品名\t点数"),
    ('"電話番号","時刻"\n"9012345678","10:30"', "9012345678", '"伝票番号","時刻"'),
    ("| 住所 | 組 |\n|---|---|\n| 東浜1-8-15 | A |", "東浜1-8-15", "| 型番 | 組 |"),
    (
        "   生年月日  組\n0  1972-04-08  A\n1  1973-05-09  B",
        "1972-04-08 1973-05-09",
        "   更新日  組",
    ),
    ("生年月日\n19720408\n\n2026/04/01", "19720408", "更新日"),
    ("姓,名,組\n綾,樹,A", "綾 樹", "県,市,組"),
    ("A,B\n氏名;基礎年金番号\n月見里;1234567890", "月見里 1234567890", "A,B\n品名;管理番号"),
]


@pytest.mark.parametrize(("table", "cells", "other"), TABLES)
def test_cell_is_known_by_the_heading_of_its_column(table: str, cells: str, other: str) -> None:
    """No word beside it tells. Control: below another heading the same cell is left alone."""
    assert [table[one.start : one.end] for one in find_personal_data(table)] == cells.split()
    headings = other.count("\n") + 1
    rows = table.split("\n", headings)[headings]
    assert find_personal_data(f"{other}\n{rows}") == ()


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
