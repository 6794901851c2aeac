"""A made-up site for the portal's pages, so that no test of them needs a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from terakoya.model.standing import Standing
from terakoya.portal import (
    AssignmentColumn,
    AssignmentLink,
    Cell,
    CohortLink,
    CohortPage,
    ItemColumn,
    LearnerRow,
)

__all__ = ["MadeUpSite", "make_dated_page", "make_large_page", "make_page"]


@dataclass(frozen=True)
class MadeUpSite:
    """One cohort and one assignment."""

    page: CohortPage
    links: tuple[AssignmentLink, ...] = (
        AssignmentLink("population", "人口と高齢化", "町別に見ます。"),
    )

    def cohorts(self) -> Sequence[CohortLink]:
        """The one cohort."""
        page = self.page
        assignments = tuple(assignment.id for assignment in page.assignments)
        told = (page.id, page.title, page.course_title, len(page.counted), assignments)
        return [CohortLink(*told, page.archived)]

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """The one cohort, or none."""
        return self.page if cohort_id == self.page.id else None

    def cell(self, cohort_id: str, learner_id: str, assignment_id: str) -> Cell | None:
        """A learner's result."""
        page = self.cohort(cohort_id)
        row = page.row(learner_id) if page is not None else None
        return row.cell(assignment_id) if row is not None else None

    def grade_book(self, cohort_id: str) -> bytes | None:
        """A few bytes for the one cohort."""
        return b"PK" if cohort_id == self.page.id else None

    def assignments(self) -> Sequence[AssignmentLink]:
        """The one assignment."""
        return self.links

    def assignment(self, assignment_id: str) -> AssignmentLink | None:
        """The one assignment, or none."""
        return next((link for link in self.links if link.id == assignment_id), None)

    def departments_of(self, learner_id: str) -> frozenset[str]:
        """A department for each learner; 003 works in two."""
        known = {"001": {"10"}, "002": {"20"}, "003": {"10", "20"}}
        return frozenset(known.get(learner_id, ()))


def make_page(folder: Path) -> CohortPage:
    """Three learners: graded with feedback, waiting, and nothing handed in."""
    feedback = folder / "feedback.html"
    feedback.write_text("<h1>講評</h1><script>alert(1)</script>", encoding="utf-8")
    items = (ItemColumn("q1", "問1", 2), ItemColumn("q2", "問2", 3))
    graded = Cell(Standing.GRADED, 4.5, 5, {"q1": 2.0, "q2": 2.5}, feedback)
    return CohortPage(
        "r8-a",
        "令和8年度 A班",
        "データ活用入門",
        (AssignmentColumn("population", "人口と高齢化", items),),
        (
            LearnerRow("001", "山田 <b>花子</b>", "総務課", {"population": graded}),
            LearnerRow("002", "佐藤 一郎", "税務課", {"population": Cell(Standing.WAITING)}),
            LearnerRow("003", "鈴木 次郎", "福祉課"),
        ),
    )


def make_dated_page(folder: Path) -> CohortPage:
    """The same with a due date: one was late, and one who was late has withdrawn."""
    page = make_page(folder)
    (column,) = page.assignments
    first, second, third = page.rows
    late = replace(second.cell("population"), late=True)
    gone = Cell(Standing.WITHDRAWN, 5.0, 5, late=True)
    rows = (
        first,
        replace(second, cells={"population": late}),
        third,
        LearnerRow("004", "高橋 四郎", "福祉課", {"population": gone}, withdrawn=True),
    )
    due = replace(column, due="2027-05-14 23:59")
    return replace(page, assignments=(due,), rows=rows, archived=True)


def make_large_page(feedback: Path) -> CohortPage:
    """Thirty learners of every status, some late, some gone; two assignments of eight items."""
    items = tuple(ItemColumn(f"q{n}", f"問{n}", 3) for n in range(1, 9))
    titles = {"waiting": "窓口の待ち時間", "population": "人口と高齢化"}
    due = {"waiting": "2027-05-14 23:59"}
    columns = tuple(
        AssignmentColumn(key, title, items, due=due.get(key, "")) for key, title in titles.items()
    )
    rows = tuple(_row(number, feedback) for number in range(1, 31))
    return CohortPage("r8-a", "令和8年度 第1期 A班", "データ活用実践", columns, rows)


def _row(number: int, feedback: Path) -> LearnerRow:
    progress, withdrawn = list(Standing)[number % 5], number % 7 == 0
    scored = progress is Standing.GRADED
    status = Standing.WITHDRAWN if withdrawn else progress
    scores = {f"q{n}": float(n % 4) if scored else None for n in range(1, 9)}
    cell = Cell(status, 12.5 if scored else None, 24, scores, feedback if scored else None)
    late = number % 3 == 0 and progress is not Standing.MISSING
    notes = ("遅延（期限 2027-05-14 23:59）",) if late else ()
    cells = {"waiting": replace(cell, late=late, notes=notes), "population": cell}
    person = (f"{number:06}", f"受講者 {number}", "市民生活部市民課")
    return LearnerRow(*person, cells, withdrawn)
