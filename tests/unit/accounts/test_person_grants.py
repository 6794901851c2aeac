"""Promises of who somebody is: from enrolments and roles, on the day that is asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from terakoya.accounts import create_account, disable_account, give_role, person_of, take_roles
from terakoya.errors import UsageError
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import ANYTHING, NOBODY, Action, Of, Person, Role, may
from terakoya.model.posting import Period
from terakoya.records import Database, set_withdrawn
from terakoya.records.posting_records import today_of
from tests.unit.accounts.office import NOW, STAMP, TODAY


@pytest.fixture(autouse=True)
def _accounts(database: Database) -> None:
    create_account(database, "00101", STAMP, person_id="00101")
    create_account(database, "teacher", STAMP)


def give(database: Database, role: str, place: str = "", period: Period | None = None) -> bool:
    """Give the account from outside a role."""
    return give_role(database, RoleGrant("Teacher", role, place, period or Period()), STAMP)


def teacher(database: Database, today: date = TODAY) -> Person:
    """Who that account is."""
    return person_of(database, "TEACHER", today=today)


def test_nobody_is_behind_an_unknown_or_disabled_account(database: Database) -> None:
    """They are not even staff."""
    assert person_of(database, "nobody", today=TODAY) == NOBODY
    assert person_of(database, "", today=TODAY) == NOBODY
    disable_account(database, "00101", STAMP)
    assert person_of(database, "00101", today=TODAY) == NOBODY


def test_learner_is_so_by_enrolment(database: Database) -> None:
    """Of the own cohort only, and no longer after withdrawing."""
    person = person_of(database, "００１０１", today=TODAY)
    assert (person.id, person.account) == ("00101", "00101")
    assert may(person, Action.HAND_IN, Of("spring", "00101"))
    assert not may(person, Action.HAND_IN, Of("autumn", "00101"))
    assert not may(person, Action.READ_FEEDBACK, Of("spring", "00102"))
    with database.session() as session:
        set_withdrawn(session, "spring", ["00101"], NOW)
    person = person_of(database, "00101", today=TODAY)
    assert not may(person, Action.HAND_IN, Of("spring", "00101"))
    assert may(person, Action.SEE_SITE, ANYTHING)


def test_person_has_a_name_and_the_roles_of_the_day(database: Database) -> None:
    """What pages call them, and what they are here; a role that opens nothing is none."""
    assert person_of(database, "00101", today=TODAY).name == "髙橋 一郎"
    assert person_of(database, "00101", today=TODAY).roles == (Role.LEARNER,)
    assert (teacher(database).name, teacher(database).roles) == ("", ())
    give(database, "admin")
    give(database, "instructor", "spring", Period(date(2027, 3, 1), date(2027, 3, 20)))
    assert teacher(database).roles == (Role.INSTRUCTOR, Role.ADMIN)
    assert teacher(database, date(2027, 3, 21)).roles == (Role.ADMIN,)


def test_account_without_person_is_nobodys_self(database: Database) -> None:
    """What is one's own is nobody's, where no person is known."""
    person = teacher(database)
    assert person.id == ""
    assert not may(person, Action.SEE_OWN_WORK, Of(learner=""))
    assert may(person, Action.SEE_SITE, ANYTHING)


def test_role_holds_in_its_place_and_days(database: Database) -> None:
    """From its first day to its last one, both among them."""
    give(database, "instructor", "spring", Period(date(2027, 3, 10), date(2027, 3, 20)))
    asked = {
        day: may(teacher(database, date(2027, 3, day)), Action.MANAGE_COHORT, Of("spring"))
        for day in (9, 10, 20, 21)
    }
    assert asked == {9: False, 10: True, 20: True, 21: False}
    now = teacher(database, date(2027, 3, 15))
    assert not may(now, Action.MANAGE_COHORT, Of("autumn"))
    assert not may(now, Action.MANAGE_ACCOUNTS, ANYTHING)


def test_role_that_is_taken_is_gone_at_once(database: Database) -> None:
    """The others stay; taking it again says that there is nothing."""
    give(database, "hr")
    give(database, "admin")
    assert not give(database, "admin")  # it has it
    (taken,) = take_roles(database, "teacher", "Admin", STAMP)
    assert taken.role == "admin"
    person = teacher(database)
    assert not may(person, Action.MANAGE_ACCOUNTS, ANYTHING)
    assert may(person, Action.EXPORT_PEOPLE, ANYTHING)
    with pytest.raises(UsageError, match="does not have the role admin"):
        take_roles(database, "teacher", "admin", STAMP)
    assert give(database, "admin")


def test_manager_has_the_departments_below(database: Database) -> None:
    """Those of the day: what is founded on 1 April is under them from then on."""
    give(database, "manager", "0100")
    before, after = teacher(database), teacher(database, date(2027, 4, 1))
    for code, first, second in (("0100", 1, 1), ("0110", 1, 1), ("0200", 0, 0), ("0300", 0, 1)):
        of = Of(learner="x", department=code)
        assert may(before, Action.SEE_COMPLETION, of) == bool(first), code
        assert may(after, Action.SEE_COMPLETION, of) == bool(second), code


def test_manager_sees_no_one_persons_answers(database: Database) -> None:
    """Neither marks nor feedback nor record nor refreshers, also in the own department."""
    give(database, "manager", "0100")
    person = teacher(database)
    for action in (
        Action.READ_FEEDBACK,
        Action.SEE_OWN_WORK,
        Action.SEE_SUBMISSIONS,
        Action.PRACTISE,
        Action.MANAGE_COHORT,
        Action.VIEW_AS_LEARNER,
    ):
        assert not may(person, action, Of("spring", "00101", "0110", "tiny")), action


@pytest.mark.parametrize(
    ("role", "place", "why"),
    [
        ("learner", "spring", "no role that can be given"),
        ("visitor", "", "no role that can be given"),
        ("nonsense", "", "no role that can be given"),
        ("instructor", "", "no cohort"),
        ("instructor", "winter", "no cohort"),
        ("manager", "9999", "no department"),
        ("manager", "", "no department"),
        ("hr", "spring", "holds everywhere"),
    ],
)
def test_role_without_its_place_is_refused(
    database: Database, role: str, place: str, why: str
) -> None:
    """Nobody becomes an instructor of everything by leaving something out."""
    with pytest.raises(UsageError, match=why):
        give(database, role, place)
    with pytest.raises(UsageError, match="would end"):
        give(database, "hr", "", Period(TODAY, TODAY - timedelta(days=1)))
    with pytest.raises(UsageError, match="no account"):
        give_role(database, RoleGrant("nobody", "hr"), STAMP)


def test_today_is_not_before_what_was_noted(database: Database) -> None:
    """A clock that was set back hides nothing that a roster has told."""
    with database.reading() as session:
        assert today_of(session) >= TODAY
