"""Promises of the figures of items."""

from __future__ import annotations

import pytest

from terakoya.delivery import SubmissionStore
from terakoya.grading import CohortGrader, open_run, summarise
from terakoya.model.permissions import Role
from terakoya.portal.teaching import item_analysis
from terakoya.portal.teaching.item_analysis import analyse_items
from tests.made_office import AUTUMN, NOW, RIGHT, SPRING, MadeOffice, hand_in, person


def test_figures_are_those_of_graded_hand_ins(office: MadeOffice) -> None:
    """Four are graded: three double rightly, two sum up rightly; who waits counts nowhere."""
    double, total = analyse_items(summarise(office.workspace, office.database, SPRING), "tiny")
    assert (double.graded, total.graded) == (4, 4)
    assert (double.difficulty, total.difficulty) == (0.75, 0.5)
    assert double.common == (("double(2) が 4 になりません", 1),)
    assert total.common == (("合計が正しくありません", 2),)
    assert double.discrimination is None  # of four hand-ins


def test_discrimination_is_the_correlation_with_all_other_items(
    office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Double: 1 1 1 0 with total 1 0 0 1 gives -1/sqrt(3), by hand."""
    monkeypatch.setattr(item_analysis, "FEWEST_GRADED", 4)
    figures = analyse_items(summarise(office.workspace, office.database, SPRING), "tiny")
    assert [one.discrimination for one in figures] == [pytest.approx(-(3**-0.5))] * 2


def test_items_of_which_nothing_is_graded_are_there_without_figures(office: MadeOffice) -> None:
    """A cohort that has just begun has a page, too."""
    summary = summarise(office.workspace, office.database, AUTUMN)
    assert [one.difficulty for one in analyse_items(summary, "tiny")] == [None, None]
    text = office.visit(person((Role.INSTRUCTOR, "autumn"), account="a"))
    assert text.get("/cohorts/autumn/items").status_code == 200


def test_page_and_file_tell_the_same(office: MadeOffice) -> None:
    """Items, shares, and what checks said; no name of anybody."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    page = visit.get("/cohorts/spring/items").text
    table = visit.get("/cohorts/spring/items.csv").content.decode("utf-8-sig")
    assert "75%" in page
    assert "0.75" in table
    for text in (page, table):
        assert "合計が正しくありません" in text
        assert "青木" not in text


def test_same_wrong_answers_are_counted_when_asked(office: MadeOffice) -> None:
    """Apart from spaces and comments; not right ones, and not what one person alone wrote."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    asked = "/cohorts/spring/items?answers=yes"
    assert "total = 11" not in visit.get("/cohorts/spring/items").text
    page = visit.get(asked).text
    assert page.count("total = 11") == 1
    assert "× 2</div>" in page
    assert "return x" not in page
    hand_in(office, [("000003", {**RIGHT, "total": "total  =  12   # 足しました"})])
    hand_in(office, [("000002", {**RIGHT, "total": "total=12"})])
    store = SubmissionStore.of(office.workspace)
    with open_run(
        CohortGrader(office.workspace, office.database, store, SPRING, lambda: NOW)
    ) as run:
        list(run.grade(workers=2))
    page = visit.get(asked).text
    assert "total = 12" in page
    assert "足しました" not in page
    assert "total = 11" not in page
