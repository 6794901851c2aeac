"""Promises of the page that says where a class stands."""

from __future__ import annotations

import csv
import io

from terakoya.delivery import SubmissionStore, withdraw_learners
from terakoya.delivery.giving_out import note_fetch
from terakoya.grading import CohortGrader, open_run
from terakoya.model import Stamp
from terakoya.model.permissions import Role
from tests.made_office import NOW, RIGHT, SPRING, MadeOffice, hand_in, person

PROGRESS = "/cohorts/spring/progress"


def rows(office: MadeOffice, query: str = "") -> dict[str, list[str]]:
    """The page's file: staff number → its row."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    text = visit.get(f"{PROGRESS}.csv{query}").content.decode("utf-8-sig")
    return {row[-1]: row for row in list(csv.reader(io.StringIO(text)))[1:]}


def grade(office: MadeOffice) -> None:
    """Grade what is new, as it would be."""
    store = SubmissionStore.of(office.workspace)
    grader = CohortGrader(office.workspace, office.database, store, SPRING, lambda: NOW)
    with open_run(grader) as run:
        list(run.grade(workers=2))


def test_class_is_told_from_what_was_fetched_handed_in_and_graded(office: MadeOffice) -> None:
    """Fetched, handed in, and stuck at an item whose answers were wrong twice; then no more."""
    note_fetch(office.database, "spring", "000006", "tiny", Stamp(NOW, "test"))
    told = rows(office)
    assert [told[f"00000{n}"][1] for n in (1, 2, 5, 6)] == [
        "All items done",
        "Handed in",
        "Handed in",
        "Fetched",
    ]
    assert all(row[2] == "" for row in told.values())
    hand_in(office, [("000002", {**RIGHT, "total": "total = 12"})])
    grade(office)
    told = rows(office)
    assert told["000002"][1] == "Stuck (2)"
    assert told["000002"][2] == "合計する (2 hand-ins)"
    assert told["000003"][1] == "Handed in"
    hand_in(office, [("000002", RIGHT)])
    grade(office)
    assert rows(office)["000002"][1:3] == ["All items done (3)", ""]


def test_page_says_how_it_is_told_counts_and_can_be_searched(office: MadeOffice) -> None:
    """The words, the figures and the list stand on one page; its parts follow events."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"), is_live=True)
    page = visit.get(PROGRESS).text
    for words in ("Nobody is watched while they work", "Nobody is stuck at an item", "青木 一"):
        assert words in page
    assert 'hx-select-oob="#places"' in page
    assert [*rows(office, "?q=江口")] == ["000004"]
    assert [*rows(office, "?sort=-id")] == [f"00000{n}" for n in range(6, 0, -1)]


def test_page_of_a_class_of_nobody_says_so(office: MadeOffice) -> None:
    """An empty page tells what to do."""
    withdraw_learners(office.database, SPRING, [f"00000{n}" for n in range(1, 7)], Stamp(NOW, "t"))
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert "Nobody is enrolled yet." in visit.get(PROGRESS).text
