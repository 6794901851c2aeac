"""Promises of a learner's own pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from terakoya.delivery import DueRequest, change_due_date
from terakoya.model import Stamp
from terakoya.model.permissions import Person, Role
from tests.made_office import NOW, SPRING, MadeOffice, person

DUE = datetime(2027, 5, 14, 14, 59, 59, tzinfo=UTC)


def learner(number: str) -> Person:
    """A learner of spring."""
    return person((Role.LEARNER, "spring"), id=number)


def set_due(office: MadeOffice, *learners: str, at: datetime = DUE) -> None:
    """Give the assignment a due date, for all or for some."""
    request = DueRequest(SPRING, "tiny", at, learners)
    change_due_date(office.database, office.workspace, request, Stamp(NOW, "test"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("000001", "Graded"),
        ("000005", "Handed in; it is being graded"),
        ("000006", "Not handed in yet"),
    ],
)
def test_learner_sees_how_far_the_own_work_is(office: MadeOffice, number: str, words: str) -> None:
    """Each state has its words; nobody else's name or cohort is on the page."""
    text = office.visit(learner(number)).get("/learning").text
    assert words in text
    assert "令和9年度 春" in text
    assert "令和9年度 秋" not in text
    assert "青木" not in text


def test_next_thing_is_the_open_assignment_with_its_date(office: MadeOffice) -> None:
    """What to do comes first, with until when; who has done it is told that nothing is to do."""
    set_due(office)
    text = office.visit(learner("000006")).get("/learning").text
    assert "2027-05-14 23:59" in text
    assert '<h2 id="next"><a href="/learning/spring/tiny">' in text
    done = office.visit(learner("000001")).get("/learning").text
    assert "There is nothing that you have to do now." in done


def test_extension_is_told_to_whom_it_is_given(office: MadeOffice) -> None:
    """The own date counts, and only for that person."""
    set_due(office)
    set_due(office, "000006", at=datetime(2027, 5, 20, 14, 59, 59, tzinfo=UTC))
    own = office.visit(learner("000006")).get("/learning").text
    assert "2027-05-20 23:59" in own
    assert "extended for you" in own
    other = office.visit(learner("000005")).get("/learning").text
    assert "2027-05-14 23:59" in other
    assert "extended for you" not in other


def test_assignment_shows_items_hints_and_receipts(office: MadeOffice) -> None:
    """Points of every item, what the check said, and what was taken of every hand-in."""
    text = office.visit(learner("000002")).get("/learning/spring/tiny").text
    assert "合計が正しくありません" in text
    assert "2 / 2" in text
    assert "0 / 1" in text
    assert "This one counts" in text
    assert "tiny.ipynb" in text


def test_hidden_tests_are_not_told(office: MadeOffice) -> None:
    """What only the grader knows stays with it: not the source of a hidden test."""
    text = office.visit(learner("000004")).get("/learning/spring/tiny").text
    assert "double(2) が 4 になりません" in text
    assert "HIDDEN" not in text
    assert "double(-3)" not in text


def test_what_is_not_the_learners_own_is_not_shown(office: MadeOffice) -> None:
    """Another cohort is refused before anything is looked up; what is unknown is not there."""
    visit = office.visit(learner("000001"))
    assert visit.get("/learning/autumn/tiny").status_code == 403
    assert visit.get("/learning/spring/unknown").status_code == 404


def test_instructor_sees_a_learners_page_to_read_only(office: MadeOffice) -> None:
    """The same page, with a sentence that it is somebody else's, and nothing to send."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    answer = visit.get("/cohorts/spring/learners/000002")
    assert answer.status_code == 200
    assert "to read only" in answer.text
    assert "<form" not in answer.text
    assert visit.get("/cohorts/spring/learners/000002/tiny").status_code == 200
    assert visit.get("/cohorts/autumn/learners/000007").status_code == 403
    assert visit.get("/cohorts/spring/learners/000007").status_code == 404


def test_calendar_holds_what_is_still_to_be_handed_in(office: MadeOffice) -> None:
    """A due date ahead is an entry; what is handed in is none."""
    set_due(office)
    for number, count in (("000006", 1), ("000001", 0)):
        answer = office.visit(learner(number)).get("/learning/dates.ics")
        entries = Calendar.from_ical(answer.content).walk("VEVENT")
        assert len(entries) == count
        assert all(entry.decoded("dtend") == DUE for entry in entries)


def test_first_page_leads_to_the_own_work(office: MadeOffice) -> None:
    """A learner begins with what comes next; an instructor with the cohorts."""
    answer = office.visit(learner("000001")).get("/")
    assert answer.headers["location"] == "/learning"
    teaching = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert teaching.get("/").status_code == 200


def test_navigation_names_who_is_there_and_only_what_they_may(office: MadeOffice) -> None:
    """A learner is led to the own work; whoever does not learn is not."""
    own = office.visit(learner("000001")).get("/learning").text
    assert "000001" in own
    assert '<a href="/learning" aria-current="page">' in own
    other = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei")).get("/").text
    assert "sensei" in other
    assert 'href="/learning"' not in other


def test_notebook_is_handed_in_on_the_page_and_gets_a_receipt(office: MadeOffice) -> None:
    """The newest one counts; the same form sent twice is one hand-in with one receipt."""
    visit = office.visit(learner("000006"))
    page = "/learning/spring/tiny"
    sending = re.search(r'name="sending" value="([^"]+)"', visit.get(page).text)
    assert sending is not None
    notebook = (office.workspace.release("tiny") / "tiny.ipynb").read_bytes()
    files = {"file": ("tiny.ipynb", notebook)}
    first, again = (
        visit.send(page, files=files, sending=sending.group(1)).headers["location"]
        for _ in range(2)
    )
    assert first == again
    shown = visit.get(first).text
    assert "Handed in. Receipt number 1, 2027-05-10 12:00." in shown
    assert shown.count("This one counts") == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("other.ipynb", b"{}", "tiny.ipynb"),
        ("tiny.ipynb", b"no notebook", "tiny.ipynb"),
        ("", b"", "No file is chosen."),
    ],
)
def test_what_is_no_notebook_of_it_is_refused_with_a_sentence(
    office: MadeOffice, name: str, content: bytes, words: str
) -> None:
    """The page says why and what to do, and nothing was handed in."""
    visit = office.visit(learner("000006"))
    page = "/learning/spring/tiny"
    answer = visit.send(page, files={"file": (name, content)}, sending="a" * 16)
    assert answer.status_code == 422
    assert words in answer.text
    assert "You have handed in nothing yet." in visit.get(page).text


def test_somebody_without_a_role_is_told_that_nothing_is_open_yet(office: MadeOffice) -> None:
    """Whoever only has an account is led nowhere, and is not told to write files."""
    text = office.visit(person(Role.STAFF, account="new")).get("/").text
    assert "Nothing is open to you here yet." in text
    assert "source/" not in text


def test_page_says_who_is_logged_in_by_name(office: MadeOffice) -> None:
    """Not by the staff number; the roles are said where there are several."""
    learns = replace(learner("000001"), name="青木 一", roles=(Role.LEARNER,))
    head = office.visit(learns).get("/learning").text.partition("<main")[0]
    assert '<span class="unseen">Logged in as </span>青木 一</span>' in head
    assert "000001" not in head
    both = person((Role.LEARNER, "spring"), (Role.INSTRUCTOR, "spring"), id="000001")
    both = replace(both, name="青木 <b>", roles=(Role.LEARNER, Role.INSTRUCTOR))
    head = office.visit(both).get("/learning").text.partition("<main")[0]
    assert '青木 &lt;b&gt; <span class="roles">(Learner / Instructor)</span></span>' in head
    assert 'href="/materials"' in head
