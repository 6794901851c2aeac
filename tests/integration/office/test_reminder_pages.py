"""Promises of reminders."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from terakoya.delivery import DueRequest, change_due_date, withdraw_learners
from terakoya.model import Stamp, read_due
from terakoya.model.permissions import Role
from tests.made_office import NOW, SPRING, MadeOffice, person

DUE = read_due("2027-05-14")


def test_list_names_who_has_not_handed_in_and_how_urgent_it_is(office: MadeOffice) -> None:
    """Not who waits for marks, nor who withdrew; the page and the file say the same."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    request = DueRequest(SPRING, "tiny", DUE)
    change_due_date(office.database, office.workspace, request, Stamp(NOW, "test"))
    for later, words in ((timedelta(0), "Still time"), (timedelta(days=9), "Overdue")):
        office.now = NOW + later
        table = visit.get("/cohorts/spring/reminders.csv").content.decode("utf-8-sig")
        assert table.count("000006") == 1
        assert "000005" not in table
        assert words in table
        assert words in visit.get("/cohorts/spring/reminders").text
    withdraw_learners(office.database, SPRING, ["000006"], Stamp(NOW, "test"))
    assert "Everybody has handed in everything." in visit.get("/cohorts/spring/reminders").text


def test_calendar_of_a_cohort_keeps_its_entries_when_a_date_moves(office: MadeOffice) -> None:
    """A moved date is the same entry with another time, so that no calendar shows both."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    seen = []
    for day in ("2027-05-14", "2027-05-21"):
        request = DueRequest(SPRING, "tiny", read_due(day))
        change_due_date(office.database, office.workspace, request, Stamp(NOW, "test"))
        (entry,) = Calendar.from_ical(visit.get("/cohorts/spring/dates.ics").content).walk("VEVENT")
        seen.append((str(entry["uid"]), entry.decoded("dtend").date().isoformat()))
    assert [uid for uid, _day in seen] == [seen[0][0]] * 2
    assert [day for _uid, day in seen] == ["2027-05-14", "2027-05-21"]
