"""Promises of a cohort's figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.portal.cohort_figures import sort_rows, summarise_cohort
from terakoya.portal.site import CohortPage, LearnerRow
from tests.made_site import make_dated_page, make_page


def test_summary_counts_what_was_handed_in_and_graded(tmp_path: Path) -> None:
    """Waiting is handed in, but neither graded nor in the median."""
    (summary,) = summarise_cohort(make_page(tmp_path))
    assert (summary.learners, summary.handed_in, summary.graded) == (3, 2, 1)
    assert (summary.median, summary.points) == (4.5, 5)


def test_summary_counts_nobody_who_withdrew(tmp_path: Path) -> None:
    """Neither among the learners nor what they handed in, scored or handed in late."""
    (summary,) = summarise_cohort(make_dated_page(tmp_path))
    assert (summary.learners, summary.handed_in, summary.graded) == (3, 2, 1)
    assert (summary.median, summary.late, summary.due) == (4.5, 1, "2027-05-14 23:59")


def test_summary_of_nobody_has_no_median() -> None:
    """No score is no zero."""
    page = make_page_without_learners()
    assert [entry.median for entry in summarise_cohort(page)] == []


def make_page_without_learners() -> CohortPage:
    """A cohort before anybody is enrolled."""
    return CohortPage("c", "班", "講座")


@pytest.mark.parametrize(
    ("order", "expected"),
    [("id", "123"), ("-id", "321"), ("-total", "123"), ("total", "123"), ("nonsense", "123")],
)
def test_rows_are_sorted_as_asked(tmp_path: Path, order: str, expected: str) -> None:
    """An unknown order changes nothing; without a total comes last either way."""
    rows = sort_rows(make_page(tmp_path).rows, order)
    assert "".join(row.learner_id[-1] for row in rows) == expected


def test_total_of_nothing_is_none() -> None:
    """Who has no score has no total, rather than zero."""
    assert LearnerRow("1", "名", "課").total is None
