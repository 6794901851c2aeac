"""Promises of applying, deciding and lists of applications on the site."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from terakoya.accounts import give_role, make_missing_accounts
from terakoya.delivery.cohorts import alter_cohort
from terakoya.delivery.enrolling.cohort_openings import open_cohort
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import Opening, State
from terakoya.model.permissions import Person, Role
from terakoya.model.posting import Period, Posting
from terakoya.records import list_applications
from terakoya.records.additional_postings import add_posting
from tests.counted_queries import counted
from tests.made_office import AUTUMN, NOW, MadeOffice, person

STAMP = Stamp(NOW, "jinji")


@pytest.fixture
def open_office(office: MadeOffice) -> MadeOffice:
    """The cohort autumn has one seat left."""
    make_missing_accounts(office.database, [f"{number:06}" for number in range(1, 8)], STAMP)
    open_cohort(office.database, Opening("autumn", 2), STAMP)
    return office


def staff(number: int) -> Person:
    """Somebody who has logged in."""
    return person(Role.STAFF, id=f"{number:06}")


KACHO = person((Role.MANAGER, "10"), Role.STAFF, account="kacho")
OTHER = person((Role.MANAGER, "20"), Role.STAFF, account="other")
HR = person(Role.HR, Role.STAFF, account="jinji")


def states(office: MadeOffice) -> dict[str, str]:
    """Return staff number → state."""
    with office.database.reading() as session:
        return {one.person_id: one.state.value for one in list_applications(session)}


def apply(office: MadeOffice, *numbers: int) -> list[int]:
    """Apply, each on the own page; return the applications' numbers."""
    for number in numbers:
        office.now += timedelta(seconds=1)
        answer = office.visit(staff(number)).send("/courses", do="apply", cohort="autumn")
        assert answer.headers["location"].endswith("done=applied")
    with office.database.reading() as session:
        ids = {one.person_id: one.id for one in list_applications(session)}
    return [ids[f"{number:06}"] for number in numbers]


def test_person_applies_the_superior_agrees_and_the_next_one_waits(
    open_office: MadeOffice,
) -> None:
    """From the page of courses to a place, and to the waiting list with a number."""
    first, second = apply(open_office, 1, 2)
    visit = open_office.visit(KACHO)
    page = visit.get("/decisions").text
    assert "青木" in page
    assert "井上 &lt;b&gt;" in page
    for one in (first, second):
        assert visit.send("/decisions", do="agree", id=str(one)).status_code == 303
    assert states(open_office) == {"000001": "enrolled", "000002": "waiting"}
    assert "on the waiting list, place 1" in open_office.visit(staff(2)).get("/courses").text
    assert "takes part" in open_office.visit(staff(1)).get("/courses").text


def test_cancelling_asks_first_and_gives_the_seat_to_the_next(open_office: MadeOffice) -> None:
    """What is lost by it is said before; the same form again changes nothing."""
    first, second = apply(open_office, 1, 2)
    for one in (first, second):
        open_office.visit(HR).send("/decisions", do="agree", id=str(one))
    visit = open_office.visit(staff(1))
    asked = visit.send("/courses", do="cancel", id=str(first))
    assert asked.status_code == 200
    assert "Cancel this application?" in asked.text
    assert states(open_office)["000001"] == "enrolled"
    for done in ("cancelled", "same"):
        answer = visit.send("/courses", do="cancel", id=str(first), confirmed="yes")
        assert answer.headers["location"].endswith(f"done={done}")
    assert states(open_office) == {"000001": "cancelled", "000002": "enrolled"}
    assert open_office.visit(staff(2)).send("/courses", do="cancel", id=str(first)).status_code == (
        404  # nobody else's
    )


def test_superior_decides_for_the_own_department_only(open_office: MadeOffice) -> None:
    """Another department's is not shown, and not decided on by its number either."""
    (mine,) = apply(open_office, 4)  # of taxes
    visit = open_office.visit(KACHO)
    assert "江口" not in visit.get("/decisions").text
    assert "000004" not in visit.get("/decisions.csv").text
    assert visit.send("/decisions", do="agree", id=str(mine)).status_code == 422
    refused = visit.send("/decisions", do="nominate", person="000004", cohort="autumn")
    assert refused.status_code == 422
    assert states(open_office) == {"000004": "applied"}
    assert open_office.visit(OTHER).send("/decisions", do="agree", id=str(mine)).status_code == 303


def test_who_works_in_two_departments_is_seen_by_both_and_decided_by_the_main(
    open_office: MadeOffice,
) -> None:
    """The superior of the additional posting reads who decides; before it began, nothing."""
    (mine,) = apply(open_office, 1)
    assert "青木" not in open_office.visit(OTHER).get("/decisions").text
    extra = Posting("000001", "20", "税務課", "", Period(NOW.date()))
    with open_office.database.session() as session:
        add_posting(session, extra, NOW)
    visit = open_office.visit(OTHER)
    page = visit.get("/decisions").text
    assert "青木" in page
    assert 'value="agree"' not in page
    assert visit.send("/decisions", do="agree", id=str(mine)).status_code == 403
    assert states(open_office) == {"000001": "applied"}


def test_refusal_needs_a_reason_that_the_person_reads(open_office: MadeOffice) -> None:
    """Without one nothing is done; with it, the superior may still nominate."""
    (mine,) = apply(open_office, 1)
    visit = open_office.visit(KACHO)
    assert visit.send("/decisions", do="refuse", id=str(mine)).status_code == 422
    visit.send("/decisions", do="refuse", id=str(mine), reason="<i>繁忙期</i>")
    assert "&lt;i&gt;繁忙期" in open_office.visit(staff(1)).get("/courses").text
    assert visit.send("/decisions", do="nominate", person="000001", cohort="autumn")
    with open_office.database.reading() as session:
        last = max(list_applications(session), key=lambda one: one.id)
    assert (last.state, last.applied_by) == (State.ENROLLED, "kacho")


def test_nobody_decides_on_the_own_application(open_office: MadeOffice) -> None:
    """A manager who applies is decided on by the department above, or by HR."""
    (mine,) = apply(open_office, 6)
    chief = person((Role.MANAGER, "10"), Role.STAFF, id="000006")
    visit = open_office.visit(chief)
    assert visit.send("/decisions", do="agree", id=str(mine)).status_code == 422
    assert states(open_office) == {"000006": "applied"}
    assert open_office.visit(HR).send("/decisions", do="agree", id=str(mine)).status_code == 303


def test_office_applies_for_somebody_and_the_list_says_who_did(open_office: MadeOffice) -> None:
    """Whoever did it for whom is in the list and its file; instructors cannot."""
    visit = open_office.visit(HR)
    page = "/cohorts/autumn/applications"
    assert visit.send(page, do="apply", person="000001").status_code == 303
    assert "jinji for the person" in visit.get(page).text
    table = visit.get(f"{page}.csv?q=青木&sort=-name").content.decode("utf-8-sig")
    assert "jinji for the person" in table
    teacher = open_office.visit(person((Role.INSTRUCTOR, "autumn"), account="sensei"))
    assert teacher.get(page).status_code == 200
    assert teacher.send(page, do="apply", person="000002").status_code == 403


@pytest.mark.parametrize("seats", ["0", "-1", "1.5", "９", "1000000", "two"])
def test_impossible_seats_change_nothing(open_office: MadeOffice, seats: str) -> None:
    """One sentence, and the seats are as they were."""
    visit = open_office.visit(HR)
    answer = visit.send("/cohorts/autumn/applications", do="open", seats=seats)
    assert answer.status_code == 422
    assert "A cohort has 1 to" in answer.text
    assert "1 / 2" in re.sub(r"\s+", " ", visit.get("/cohorts/autumn/applications").text)


def test_learner_cannot_leave_what_is_over(open_office: MadeOffice) -> None:
    """With an old form, or one sent late: the records keep who was there, one sentence says so."""
    (mine,) = apply(open_office, 1)
    open_office.visit(KACHO).send("/decisions", do="agree", id=str(mine))
    alter_cohort(open_office.database, replace(AUTUMN, ends_on=NOW.date()), STAMP)
    open_office.now += timedelta(days=1)
    visit = open_office.visit(staff(1))
    answer = visit.send("/courses", "/my-notices", do="cancel", id=str(mine), confirmed="yes")
    assert answer.status_code == 422
    assert "This cohort is over" in answer.text
    assert states(open_office) == {"000001": "enrolled"}


def test_lists_ask_as_often_for_many_applications_as_for_few(open_office: MadeOffice) -> None:
    """Cohorts, departments and names are read at once; other departments' people not at all."""
    visits, first = [open_office.visit(who) for who in (KACHO, HR)], dict[int, int]()
    for number in (1, 2, 3, 6):
        apply(open_office, number)
        for at, visit in enumerate(visits):
            with counted(open_office.database) as asked:
                assert visit.get("/decisions.csv").status_code == 200
            assert first.setdefault(at, len(asked)) == len(asked), asked
    apply(open_office, 4, 5)  # of taxes
    with counted(open_office.database) as asked:
        assert visits[0].get("/decisions.csv").text.count("00000") == 4
    assert "000004" not in str(asked)
    with counted(open_office.database) as asked:
        visits[1].get("/decisions.csv")
    assert "000004" in str(asked)


def test_person_reads_who_decides(open_office: MadeOffice) -> None:
    """By name; where there is nobody, that HR does."""
    page = open_office.visit(staff(1)).get("/courses").text
    assert "No superior is known" in page
    give_role(open_office.database, RoleGrant("000006", "manager", "10"), STAMP)
    assert "加藤" in open_office.visit(staff(1)).get("/courses").text
