"""Promises of what managers and HR see."""

from __future__ import annotations

import pytest

from terakoya.model import EventKind
from terakoya.model.permissions import Role
from terakoya.model.posting import Period, Posting
from terakoya.portal.completion.completion_rows import DepartmentRow
from terakoya.records import list_events
from terakoya.records.additional_postings import add_posting
from tests.made_office import NOW, SPRING_LEARNERS, MadeOffice, person


def row(people: int, complete: int) -> DepartmentRow:
    """A department in one cohort."""
    return DepartmentRow("10", "総務課", "春", "講座", people, complete, complete)


@pytest.mark.parametrize(
    ("people", "complete", "words"),
    [
        (4, 4, "–"),
        (1, 0, "–"),
        (5, 0, "0 (0%)"),
        (5, 5, "5 (100%)"),
        (5, 4, "under 5"),
        (20, 1, "under 5"),
        (20, 4, "under 5"),
        (20, 5, "5 (25%)"),
        (20, 15, "15 (75%)"),
        (20, 16, "more than 15"),
        (20, 19, "more than 15"),
        (20, 20, "20 (100%)"),
    ],
)
def test_few_are_told_neither_as_done_nor_as_left(people: int, complete: int, words: str) -> None:
    """A figure from which somebody could say who it was is no figure."""
    told = row(people, complete)
    assert told.words(complete) == words
    assert (told.share(complete) is not None) is ("%" in words)


def test_manager_sees_own_departments_and_nobody_by_name(office: MadeOffice) -> None:
    """Neither another department nor a name, a number or a score of anybody."""
    for path in ("/departments", "/departments.csv"):
        text = office.visit(person((Role.MANAGER, "10"), account="kacho")).get(path).text
        assert "総務課" in text
        assert "税務課" not in text
        for learner in SPRING_LEARNERS:
            assert learner.name.split()[0] not in text
            assert learner.id not in text


def test_manager_of_two_departments_sees_both_apart(office: MadeOffice) -> None:
    """Each in a row of its own; what is missing in one is not filled up by the other."""
    both = person((Role.MANAGER, "10"), (Role.MANAGER, "20"), account="bucho")
    text = office.visit(both).get("/departments").text
    assert text.count("<tr>") == 4  # the head; general affairs in two cohorts, taxes in one


def test_hr_sees_who_has_completed_and_that_is_noted(office: MadeOffice) -> None:
    """Whoever is graded in every assignment has; scores are not in it."""
    visit = office.visit(person(Role.HR, account="jinji"))
    table = visit.get("/people.csv?sort=id").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[8] for line in table[1:4]] == ["Completed"] * 3
    assert "Not completed" in table[5]
    assert len(table) == 8
    with office.database.reading() as session:
        (noted,) = list_events(session, kinds=(EventKind.LOOKED,))
    assert noted[0].by == "jinji"


def test_list_of_people_is_searched(office: MadeOffice) -> None:
    """By department here."""
    text = office.visit(person(Role.HR, account="jinji")).get("/people?q=税務").text
    assert "江口" in text
    assert "青木" not in text
    assert "Shown: 2 of 7" in text


def test_who_works_in_two_departments_is_counted_once(office: MadeOffice) -> None:
    """In the main one: an additional posting moves nobody's figures, and the page says so."""
    boss = office.visit(person((Role.MANAGER, "10"), (Role.MANAGER, "20"), account="bucho"))
    before = boss.get("/departments.csv").text
    extra = Posting("000001", "20", "税務課", "", Period(NOW.date()))
    with office.database.session() as session:
        assert add_posting(session, extra, NOW)
    assert boss.get("/departments.csv").text == before
    assert "is counted once, in the main one" in boss.get("/departments").text
