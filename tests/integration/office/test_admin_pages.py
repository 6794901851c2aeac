"""Promises of the administrator's pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from terakoya.accounts import check_password, create_account, person_of
from terakoya.errors import LoginRefusedError
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.permissions import Action, Of, Role, may
from terakoya.records import add_events, list_events
from tests.made_office import NOW, MadeOffice, Visit, person

AOKI = "/accounts/a1"


@pytest.fixture
def admin(office: MadeOffice) -> Visit:
    """The administrator; 000001 has the account a1."""
    create_account(office.database, "a1", Stamp(NOW, "test"), person_id="000001", password="x" * 14)
    create_account(office.database, "admin", Stamp(NOW, "test"), password="x" * 14)
    return office.visit(person(Role.ADMIN, Role.STAFF, account="admin"))


def test_role_is_given_and_taken_away_and_counts_at_once(office: MadeOffice, admin: Visit) -> None:
    """Of the cohort that was chosen and of no other; both are noted."""
    manages = [Of(cohort="spring"), Of(cohort="autumn")]

    def may_manage() -> list[bool]:
        who = person_of(office.database, "a1")
        return [may(who, Action.MANAGE_COHORT, of) for of in manages]

    assert may_manage() == [False, False]
    admin.send(AOKI, do="give", role="instructor", cohort="spring", department="10")
    assert may_manage() == [True, False]
    assert "Instructor (spring)" in admin.get(AOKI).text
    admin.send(AOKI, do="take", role="instructor", place="spring")
    assert may_manage() == [False, False]
    with office.database.reading() as session:
        kinds = (EventKind.ROLE_GIVEN, EventKind.ROLE_TAKEN)
        noted = list_events(session, kinds=kinds)
    assert [stamp.by for stamp, _event in noted] == ["admin", "admin"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"do": "give", "role": "instructor"}, "There is no cohort"),
        ({"do": "give", "role": "manager", "department": "99"}, "There is no department"),
        ({"do": "give", "role": "learner"}, "no role that can be given"),
        ({"do": "give", "role": "hr", "first": "2027-02-30"}, "This is no day."),
        ({"do": "take", "role": "hr"}, "does not have the role"),
    ],
)
def test_role_that_cannot_be_given_is_refused_with_a_sentence(
    admin: Visit, asked: dict[str, str], words: str
) -> None:
    """And the page is there again, to be put right."""
    answer = admin.send(AOKI, **asked)
    assert answer.status_code == 422
    assert words in answer.text


def test_nobody_shuts_themselves_out(office: MadeOffice, admin: Visit) -> None:
    """The own rights stay; another's account is disabled, and opened again."""
    own = admin.send("/accounts/admin", do="disable")
    assert own.status_code == 422
    assert "You cannot take your own rights away." in own.text
    for wish, works in (("disable", False), ("enable", True)):
        admin.send(AOKI, do=wish)
        assert (person_of(office.database, "a1").account == "a1") is works


def test_first_password_is_asked_about_and_shown_once(office: MadeOffice, admin: Visit) -> None:
    """Nothing is changed before the question is answered; then the old one ends."""
    asks = admin.send(AOKI, do="password")
    assert "cannot be brought back" in asks.text
    later = NOW + timedelta(minutes=1)
    check_password(office.database, "a1", "x" * 14, now=later)
    shown = admin.send(AOKI, do="password", confirmed="yes").text
    found = re.search(r"<code>([^<]+)</code>", shown)
    assert found is not None
    with pytest.raises(LoginRefusedError):
        check_password(office.database, "a1", "x" * 14, now=later)
    check_password(office.database, "a1", found.group(1), now=later + timedelta(minutes=5))
    assert found.group(1) not in admin.get(AOKI).text


def test_account_is_made_for_a_person(office: MadeOffice, admin: Visit) -> None:
    """With a first password; a second one for the same person is refused."""
    made = admin.send("/accounts", name="Ｂ２", person="000002")
    assert "<code>" in made.text
    assert person_of(office.database, "b2").id == "000002"
    again = admin.send("/accounts", name="b3", person="000002")
    assert again.status_code == 422
    assert "has the account b2 already" in again.text


def test_list_of_accounts_is_searched_and_given_as_csv(admin: Visit) -> None:
    """By account, name or department; the file holds what is shown."""
    text = admin.get("/accounts?q=青木").text
    assert ">a1</a>" in text
    assert "Shown: 1 of 2" in text
    table = admin.get("/accounts.csv?q=青木").content.decode("utf-8-sig")
    assert table.count("\n") == 2


def test_looks_at_marks_are_in_the_log_once_an_hour(office: MadeOffice, admin: Visit) -> None:
    """Who, whose and what; the own marks are nobody's business, and a reload is no second look."""
    teaching = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    for _ in range(2):
        teaching.get("/cohorts/spring")
        teaching.get("/cohorts/spring/learners/000002/tiny")
    office.visit(person((Role.LEARNER, "spring"), id="000002")).get("/learning/spring/tiny")
    table = admin.get("/audit.csv?q=sensei").content.decode("utf-8-sig").splitlines()
    assert len(table) == 3
    assert "000002,tiny,a page as its learner sees it" in table[1]
    office.now += timedelta(hours=1)
    teaching.get("/cohorts/spring")
    assert len(admin.get("/audit.csv?q=sensei").content.decode("utf-8-sig").splitlines()) == 4


def test_look_that_is_refused_is_no_look(office: MadeOffice, admin: Visit) -> None:
    """Who was not shown anything has seen nothing."""
    office.visit(person((Role.INSTRUCTOR, "autumn"), account="other")).get("/cohorts/spring")
    assert "other" not in admin.get("/audit.csv").text


def note_looks(office: MadeOffice, first: int, last: int) -> list[str]:
    """Let so many people look at something, one after the other; return who, the last one first."""
    names = [f"who-{number:03}" for number in range(first, last)]
    with office.database.session() as session:
        for name in names:
            add_events(session, Stamp(NOW, name), [Event(EventKind.LOOKED, "spring")])
    return names[::-1]


def walk_log(admin: Visit, query: str, way: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (query, who stands on the page) of a page of the log and of all that follow it."""
    while query:
        text = admin.get(f"/audit{query}").text
        yield query, re.findall(r"who-\d{3}", text)
        found = re.search(rf'<a rel="{way}" href="([^"]+)"', text)
        query = html.unescape(found.group(1)) if found else ""


def test_log_is_read_page_by_page(office: MadeOffice, admin: Visit) -> None:
    """Everybody stands on one page, the newest first, whoever looks meanwhile; and the way back."""
    names = note_looks(office, 0, 450)
    (_first, newest), *_rest = walk_log(admin, "?", "next")
    assert newest == names[:200]
    pages = []
    for at, page in enumerate(walk_log(admin, "?", "next")):
        pages.append(page)
        note_looks(office, 900 + at, 901 + at)
    assert [name for _query, page in pages for name in page] == names
    assert all(len(page) <= 200 for _query, page in pages)
    back = [page for _query, page in walk_log(admin, pages[-1][0], "prev")]
    assert back[-1][0] > names[0]
    assert set(names) <= {name for page in back for name in page}
    table = admin.get("/audit.csv").content.decode("utf-8-sig")
    assert all(name in table for name in names)


def test_words_are_looked_for_on_all_pages_of_the_log(office: MadeOffice, admin: Visit) -> None:
    """What is found has pages of its own, in the order that is asked for."""
    names = note_looks(office, 0, 450)
    assert names[-1] in admin.get(f"/audit?q={names[-1]}").text
    pages = [page for _query, page in walk_log(admin, "?q=who-&sort=by", "next")]
    assert [len(set(page)) for page in pages] == [200, 200, 50]
    assert pages[0] == sorted(names[:200])
    assert "Nothing is found" in admin.get("/audit?q=nobody-at-all").text


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=" + "9" * 40, "before=0"])
def test_page_of_the_log_that_is_none_is_no_error(admin: Visit, query: str) -> None:
    """Whatever stands in the address."""
    assert admin.get(f"/audit?{query}").status_code == 200
