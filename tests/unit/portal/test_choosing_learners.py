"""Promises of choosing learners on a cohort's page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from terakoya.portal import CohortPage
from terakoya.portal.choosing_learners import Choice, list_departments
from tests.made_site import make_dated_page, make_page

from .conftest import Visitor


@pytest.fixture
def page(tmp_path: Path) -> CohortPage:
    """Three learners: graded, waiting, nothing handed in."""
    return make_page(tmp_path)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice(), ["001", "002", "003"]),
        (Choice(standing="missing"), ["003"]),
        (Choice(standing="waiting"), ["002"]),
        (Choice(standing="review"), []),
        (Choice(standing="nonsense"), []),
        (Choice(department="税務課"), ["002"]),
        (Choice(words="佐藤一郎"), ["002"]),
        (Choice(words="佐藤　一郎"), ["002"]),
        (Choice(words="００３"), ["003"]),
        (Choice(words="%"), []),
        (Choice(words=" "), ["001", "002", "003"]),
        (Choice(standing="waiting", department="総務課"), []),
    ],
)
def test_choice_leaves_those_who_are_asked_for(
    page: CohortPage, choice: Choice, found: list[str]
) -> None:
    """Standing, department and words together; spaces and width of letters do not count."""
    assert [row.learner_id for row in choice.choose(page)] == found


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice(standing="late"), ["002"]),
        (Choice(standing="waiting"), ["002"]),
        (Choice(standing="withdrawn"), ["004"]),
        (Choice(standing="graded"), ["001"]),
        (Choice(words="高橋"), ["004"]),
    ],
)
def test_choice_finds_those_who_were_late_and_those_who_withdrew(
    tmp_path: Path, choice: Choice, found: list[str]
) -> None:
    """Who was late is found among those who are counted; who withdrew, as such and by name."""
    page = make_dated_page(tmp_path)
    assert [row.learner_id for row in choice.choose(page)] == found


def test_choice_is_kept_while_sorting() -> None:
    """Another order shows the same people."""
    choice = Choice("missing", "税務課", "佐 藤&", sort="name")
    query = choice.sorted_by("-name")
    assert query == (
        "?standing=missing&department=%E7%A8%8E%E5%8B%99%E8%AA%B2&q=%E4%BD%90+%E8%97%A4%26&sort=-name"
    )
    assert Choice().sorted_by("total") == "?sort=total"


def test_departments_come_once_and_none_without_a_name(page: CohortPage) -> None:
    """The form offers what there is."""
    rows = (*page.rows, page.rows[0], replace(page.rows[0], department=""))
    assert list_departments(rows) == ("総務課", "税務課", "福祉課")


def test_results_are_given_as_a_workbook(visitor: Visitor) -> None:
    """The page leads to it; no other cohort's is there."""
    assert 'href="/cohorts/r8-a/grades.xlsx"' in visitor.get("/cohorts/r8-a").text
    answer = visitor.get("/cohorts/r8-a/grades.xlsx")
    assert answer.content == b"PK"
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert "r8-a.xlsx" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert visitor.get("/cohorts/r8-b/grades.xlsx").status_code == 404


def test_page_shows_whom_the_visitor_asked_for(visitor: Visitor) -> None:
    """The form keeps what was asked, escaped; figures above stay those of all."""
    text = visitor.get("/cohorts/r8-a?lang=en&q=%22%3E%3Cb%3E").text
    assert "Nobody is found" in text
    assert "<b>" not in text
    text = visitor.get("/cohorts/r8-a?lang=en&standing=missing&sort=-total").text
    assert "鈴木 次郎" in text
    assert "佐藤" not in text
    assert '<option value="missing" selected>' in text
    assert "Learners shown: 1 of 3" in text
    assert "2 / 3" in text
