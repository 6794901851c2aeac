"""Promises of the pages of due dates."""

from __future__ import annotations

import pytest

from terakoya.delivery.giving_out import offer_assignment
from terakoya.model import Stamp
from terakoya.model.permissions import Role
from terakoya.records import Offer, StoredFile, list_events, list_offers, read_due_dates
from tests.made_office import NOW, MadeOffice, Visit, person

DATES = "/cohorts/spring/dates"


@pytest.fixture
def teaching(office: MadeOffice) -> Visit:
    """The instructor of spring."""
    return office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))


def due_of(office: MadeOffice, learner: str = "000001") -> str:
    """Until when somebody has, as a day; empty where there is no date."""
    with office.database.reading() as session:
        due = read_due_dates(session, "spring").of(learner, "tiny")
    return due.at.date().isoformat() if due else ""


def test_change_is_shown_first_and_made_when_confirmed(office: MadeOffice, teaching: Visit) -> None:
    """A past day would make everybody late: the page says so, and nothing is changed yet."""
    asked = {"assignment": "tiny", "day": "2027-05-01", "who": "all"}
    shown = teaching.send(DATES, **asked)
    assert shown.status_code == 200
    assert "青木 一" in shown.text
    assert "Late" in shown.text
    assert due_of(office) == ""
    answer = teaching.send(DATES, **asked, confirmed="yes")
    assert answer.headers["location"] == f"{DATES}?done=changed"
    assert due_of(office) == "2027-05-01"


def test_change_is_noted_with_its_account_and_can_be_put_back(
    office: MadeOffice, teaching: Visit
) -> None:
    """The newest change stands on the page with a form that leads back."""
    teaching.send(DATES, assignment="tiny", day="2027-05-20", who="all", confirmed="yes")
    teaching.send(
        DATES, assignment="tiny", day="2027-05-25", time="17:00", who="all", confirmed="1"
    )
    with office.database.reading() as session:
        assert [stamp.by for stamp, _event in list_events(session, "spring")][-2:] == ["sensei"] * 2
    page = teaching.get(DATES).text
    assert '<input type="hidden" name="day" value="2027-05-20">' in page
    teaching.send(
        DATES, assignment="tiny", day="2027-05-20", time="23:59", who="all", confirmed="yes"
    )
    assert due_of(office) == "2027-05-20"


def test_some_get_longer_than_the_rest(office: MadeOffice, teaching: Visit) -> None:
    """Who is chosen has longer, everybody else has not."""
    teaching.send(DATES, assignment="tiny", day="2027-05-20", who="all", confirmed="yes")
    chosen = {"learner": ["000001", "000003"], "who": "some", "day": "2027-06-01"}
    shown = teaching.send(DATES, assignment="tiny", **chosen)
    assert "青木 一, 上田 三" in shown.text
    teaching.send(DATES, assignment="tiny", **chosen, confirmed="yes")
    assert [due_of(office, one) for one in ("000001", "000002", "000003")] == [
        "2027-06-01",
        "2027-05-20",
        "2027-06-01",
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"assignment": "tiny", "day": "2027-02-30", "who": "all"}, "no day and time"),
        ({"assignment": "other", "day": "2027-05-20", "who": "all"}, "no assignment other"),
        (
            {"assignment": "tiny", "day": "2027-05-20", "who": "some", "learner": "000001"},
            "nothing to extend",
        ),
        (
            {"assignment": "tiny", "day": "2027-05-20", "who": "some", "learner": "000007"},
            "not enrolled",
        ),
        ({"assignment": "tiny", "day": "2027-05-20", "who": "some"}, "Choose at least one"),
    ],
)
def test_what_cannot_be_changed_is_said_in_a_sentence(
    office: MadeOffice, teaching: Visit, asked: dict[str, str], words: str
) -> None:
    """Before anything is shown as possible, and nothing is changed."""
    for confirmed in ({}, {"confirmed": "yes"}):
        answer = teaching.send(DATES, **asked, **confirmed)
        assert answer.status_code == 422
        assert words in answer.text
    assert due_of(office) == ""


def test_form_without_its_token_changes_nothing(office: MadeOffice, teaching: Visit) -> None:
    """A page of another site cannot move a date; neither can a page without the token."""
    asked = {"assignment": "tiny", "day": "2027-05-20", "who": "all", "confirmed": "yes"}
    teaching.get(DATES)
    assert teaching.post(DATES, asked).status_code == 403
    assert teaching.post(DATES, asked, origin="http://evil.example").status_code == 403
    old = teaching.post(DATES, asked, origin="http://127.0.0.1:8000")
    assert old.status_code == 403
    assert "too old to be sent" in old.text
    assert due_of(office) == ""


def test_assignment_is_taken_back_and_given_out_again(office: MadeOffice, teaching: Visit) -> None:
    """Learners get what they last got, also where an instructor had given out other files."""
    files = {"tiny.ipynb": StoredFile("a" * 64, 7)}
    own = Offer(is_open=True, files=files)
    offer_assignment(office.database, "spring", "tiny", own, Stamp(NOW, "test"))
    found = []
    for wish in ("stop", "start"):
        answer = teaching.send(DATES, assignment="tiny", do=wish)
        assert answer.status_code == 303
        with office.database.reading() as session:
            found.append(list_offers(session, "spring")["tiny"])
    assert found == [Offer(is_open=False), own]
    assert teaching.send(DATES, assignment="other", do="stop").status_code == 422
