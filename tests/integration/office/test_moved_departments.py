"""A department that goes to another one on 1 April: who looks after it before, and who since."""

from __future__ import annotations

from datetime import date

from terakoya.accounts import create_account, give_role, person_of
from terakoya.model import Stamp
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import Action, Of, may
from terakoya.model.posting import Department, Period, Posting
from terakoya.records.department_records import put_department
from terakoya.records.posting_records import move_person
from tests.made_office import NOW, MadeOffice

STAMP = Stamp(NOW, "test")
MARCH, APRIL = date(2027, 3, 31), date(2027, 4, 1)
REGISTER = "戸籍係"


def reorganise(office: MadeOffice) -> None:
    """Let department 11 be below 10 until 31 March, and below 20 since; 000001 works in it."""
    posting = Posting("000001", "11", REGISTER, "主事", Period(date(2027, 1, 1)))
    with office.database.session() as session:
        put_department(session, Department("11", REGISTER, "10"))
        put_department(session, Department("11", REGISTER, "20", Period(APRIL)))
        move_person(session, posting, NOW)
    for name, code in (("old", "10"), ("new", "20")):
        create_account(office.database, name, STAMP)
        give_role(office.database, RoleGrant(name, "manager", code), STAMP)


def test_department_is_looked_after_from_where_it_is_on_the_day(office: MadeOffice) -> None:
    """The day before the manager above it then may, and from 1 April only the other one."""
    reorganise(office)
    of = Of(department="11")
    for day, expected in ((MARCH, ["old"]), (APRIL, ["new"])):
        found = [
            name
            for name in ("old", "new")
            if may(person_of(office.database, name, today=day), Action.SEE_COMPLETION, of)
        ]
        assert found == expected


def test_pages_show_it_to_the_manager_of_today(office: MadeOffice) -> None:
    """As page and as CSV; whoever had it until March sees the rest of their own department."""
    reorganise(office)
    for name, sees in (("old", False), ("new", True)):
        who = person_of(office.database, name)
        for path in ("/departments", "/departments.csv"):
            text = office.visit(who).get(path).content.decode()
            assert (REGISTER in text) is sees
            assert ("総務課" in text) is (name == "old")
