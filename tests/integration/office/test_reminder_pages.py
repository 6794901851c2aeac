"""Promises of reminders."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar
from pypdf import PdfReader

from terakoya.accounts import give_role, make_missing_accounts
from terakoya.delivery import DueRequest, change_due_date, withdraw_learners
from terakoya.delivery.cohorts import alter_cohort
from terakoya.delivery.enrolling.applying import apply, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort
from terakoya.model import Cohort, Stamp, read_due
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import Opening, Way
from terakoya.model.mail_settings import MailSettings
from terakoya.model.notice import Notice, NoticeKind
from terakoya.model.permissions import Role
from terakoya.records import add_notices, list_applications, list_notices
from terakoya.records.notice_records import claim_notice
from terakoya.reminding.reminders import ReminderPlan, ReminderWish, queue_reminders
from tests.counted_queries import counted
from tests.made_office import AUTUMN, NOW, SPRING, MadeOffice, Visit, person

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


# --- telling people ------------------------------------------------------------------------------

PAGE = "/cohorts/spring/reminders"
KINDS = ["due", "overdue", "refresh", "decide"]
HR = person(Role.HR, Role.STAFF, account="jinji")


def set_due(office: MadeOffice, day: str) -> None:
    """All have until that day."""
    request = DueRequest(SPRING, "tiny", read_due(day))
    change_due_date(office.database, office.workspace, request, Stamp(NOW, "test"))


def remind(visit: Visit, **fields: str | list[str]) -> httpx.Response:
    """Look, then send the form of the page that shows it."""
    seen = visit.send(PAGE, kind=KINDS, days="7", **fields)
    told = dict(re.findall(r'name="(seen|days)" value="([^"]*)"', seen.text))
    return visit.send(PAGE, kind=KINDS, **told)


def notices(office: MadeOffice) -> list[tuple[str, str]]:
    """Return (person, kind) of every notice."""
    with office.database.reading() as session:
        return sorted((one.person_id, one.kind.value) for one in list_notices(session))


def test_people_are_reminded_as_it_was_seen_and_once_a_day(office: MadeOffice) -> None:
    """Nothing before; then whoever has not handed in; the next day again."""
    set_due(office, "2027-05-14")
    visit = office.visit(HR)
    seen = visit.send(PAGE, kind=KINDS, days="7")
    assert "加藤 六" in seen.text
    assert "大野 五" not in seen.text  # has handed in
    assert notices(office) == []
    for made in (1, 0):
        assert remind(visit).headers["location"].endswith(f"done={made}")
    assert notices(office) == [("000006", "due")]
    office.now += timedelta(days=9)
    remind(visit)
    assert notices(office) == [("000006", "due"), ("000006", "overdue")]
    page = office.visit(person(Role.STAFF, id="000006")).get("/my-notices").text
    assert page.count("2027-05-14 23:59") == 2


def test_what_is_not_due_soon_reminds_nobody(office: MadeOffice) -> None:
    """A month ahead is no reminder; an extension counts as its own date."""
    set_due(office, "2027-06-30")
    assert "Nobody is to be reminded" in office.visit(HR).send(PAGE, kind=KINDS, days="7").text
    set_due(office, "2027-05-01")
    request = DueRequest(SPRING, "tiny", read_due("2027-06-30"), ("000006",))
    change_due_date(office.database, office.workspace, request, Stamp(NOW, "test"))
    assert "Nobody is to be reminded" in office.visit(HR).send(PAGE, kind=KINDS, days="7").text


def test_who_does_not_want_to_be_told_is_not(office: MadeOffice) -> None:
    """What is ahead may be left out, what is overdue may not; the preview says so."""
    set_due(office, "2027-05-14")
    own = office.visit(person(Role.STAFF, id="000006"))
    assert own.send("/my-notices", kind=["refresh"]).headers["location"].endswith("done=chosen")
    assert own.send("/my-notices", kind=["refresh"]).headers["location"].endswith("done=same")
    visit = office.visit(HR)
    assert "does not want to be told" in visit.send(PAGE, kind=KINDS, days="7").text
    remind(visit)
    assert notices(office) == []
    office.now += timedelta(days=9)
    remind(visit)
    assert notices(office) == [("000006", "overdue")]


def test_reminders_that_changed_since_they_were_seen_are_shown_again(office: MadeOffice) -> None:
    """Another person to be told, or one less: nothing is made that nobody has seen."""
    set_due(office, "2027-05-14")
    visit = office.visit(HR)
    seen = visit.send(PAGE, kind=KINDS, days="7")
    told = dict(re.findall(r'name="(seen|days)" value="([^"]*)"', seen.text))
    withdraw_learners(office.database, SPRING, ["000006"], Stamp(NOW, "test"))
    answer = visit.send(PAGE, kind=KINDS, **told)
    assert answer.status_code == 409
    assert notices(office) == []


def test_superiors_are_told_how_many_applications_wait(office: MadeOffice) -> None:
    """Each superior once, with the number; not the person who has applied."""
    make_missing_accounts(office.database, ["000001", "000004"], Stamp(NOW, "test"))
    give_role(office.database, RoleGrant("000001", "manager", "10"), Stamp(NOW, "test"))
    open_cohort(office.database, Opening("spring", 9), Stamp(NOW, "test"))
    withdraw_learners(office.database, SPRING, ["000002", "000003"], Stamp(NOW, "test"))
    for number in ("000002", "000003"):
        apply(office.database, "spring", number, Way.OWN, Stamp(NOW, number))
    remind(office.visit(HR))
    assert notices(office) == [("000001", "decide")]
    page = office.visit(person(Role.STAFF, id="000001")).get("/my-notices").text
    assert "Applications wait for your decision: 2" in page


@pytest.fixture
def deciding(office: MadeOffice) -> MadeOffice:
    """One superior has two applications to decide on in spring, and one in autumn."""
    make_missing_accounts(office.database, ["000001", "000004"], Stamp(NOW, "test"))
    give_role(office.database, RoleGrant("000001", "manager", "10"), Stamp(NOW, "test"))
    for cohort in ("spring", "autumn"):
        open_cohort(office.database, Opening(cohort, 9), Stamp(NOW, "test"))
    withdraw_learners(office.database, SPRING, ["000002", "000003"], Stamp(NOW, "test"))
    for cohort, number in (("spring", "000002"), ("spring", "000003"), ("autumn", "000002")):
        apply(office.database, cohort, number, Way.OWN, Stamp(NOW, number))
    return office


def decisions(office: MadeOffice, *cohorts: Cohort) -> list[tuple[str, int]]:
    """Return (superior, how many applications) that there would be reminders of."""
    plan = ReminderPlan(office.workspace, office.database, office.now, lambda _cohort: {})
    planned = plan.of(cohorts, ReminderWish((NoticeKind.DECIDE,)))
    return [(one.person.id, one.notice.data["count"]) for one in planned]


def test_superiors_read_the_same_number_whoever_asks_for_reminders(deciding: MadeOffice) -> None:
    """Of all cohorts: it is told once a day. Who has nothing to do with a cohort is left out."""
    for asked in ((SPRING,), (AUTUMN,), (SPRING, AUTUMN)):
        assert decisions(deciding, *asked) == [("000001", 3)]
    with deciding.database.reading() as session:
        for one in list_applications(session, cohort_id="autumn"):
            number = one.id
    decide(deciding.database, number, Stamp(NOW, "test"), agree=True)
    assert decisions(deciding, AUTUMN) == []
    assert decisions(deciding, SPRING) == [("000001", 2)]


def test_superiors_are_not_reminded_of_what_is_over(deciding: MadeOffice) -> None:
    """Its last day is past: nobody is agreed to any more, and nobody is told to."""
    over = replace(SPRING, ends_on=NOW.date())
    alter_cohort(deciding.database, over, Stamp(NOW, "test"))
    assert decisions(deciding, over) == [("000001", 3)]
    deciding.now += timedelta(days=1)
    assert decisions(deciding, over) == []
    assert decisions(deciding, over, AUTUMN) == [("000001", 1)]


def test_refreshers_that_are_due_are_one_notice_a_person(office: MadeOffice) -> None:
    """However many are due; whoever has none is told nothing."""

    def practice(cohort_id: str) -> dict[str, int]:
        return {"000006": 2, "000001": 0} if cohort_id == "spring" else {}

    plan = ReminderPlan(office.workspace, office.database, NOW, practice)
    (planned,) = plan.of([SPRING], ReminderWish((NoticeKind.REFRESH,)))
    assert (planned.person.id, planned.notice.data) == ("000006", {"count": 2})
    queue_reminders(office.database, [planned], Stamp(NOW, "test"))
    page = office.visit(person(Role.STAFF, id="000006")).get("/my-notices").text
    assert "Due now: 2." in page


def test_paper_has_each_department_on_pages_of_its_own(office: MadeOffice) -> None:
    """Tagged, in Japanese letters, with whoever is to be told."""
    set_due(office, "2027-05-01")
    withdraw_learners(office.database, SPRING, ["000001"], Stamp(NOW, "test"))
    answer = office.visit(HR).get(f"{PAGE}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert any("加藤 六" in text and "総務課" in text for text in pages)
    assert "/MarkInfo" in PdfReader(io.BytesIO(answer.content)).trailer["/Root"]


def test_notice_that_nobody_knows_of_is_settled_by_a_person(office: MadeOffice) -> None:
    """Sent again, or handed over on paper; the same click twice is harmless."""
    set_due(office, "2027-05-14")
    visit = office.visit(HR)
    remind(visit)
    with office.database.session() as session:
        assert claim_notice(session, NOW) is not None  # a carrier was killed here
    assert "These need somebody" not in visit.get("/notices").text  # it may be on its way
    office.now += timedelta(minutes=10)
    assert "These need somebody" in visit.get("/notices").text
    for _again in range(2):
        assert visit.send("/notices", PAGE, do="paper", id="1").status_code == 303
    assert "These need somebody" not in visit.get("/notices").text
    table = visit.get("/notices.csv?q=加藤").content.decode("utf-8-sig")
    assert "on paper or on the site" in table
    assert visit.send("/notices", PAGE, do="arrived", id="1").status_code == 422


def test_settings_with_which_no_mail_goes_are_named_on_the_page(office: MadeOffice) -> None:
    """Where HR waits for mails; usable ones are not spoken of."""
    mail = MailSettings("mail..example.jp", sender="kenshu@city.example.jp")
    page = office.visit(HR, mail=mail).get("/notices").text
    assert "[mail] host: No mail can be sent with this host." in page
    good = replace(mail, host="mail.city.example.jp")
    assert "[mail]" not in office.visit(HR, mail=good).get("/notices").text


def test_queue_asks_as_often_for_many_notices_as_for_few(office: MadeOffice) -> None:
    """Cohorts are looked up once, not for each row."""
    visit = office.visit(HR)
    lengths = []
    for some in (range(1, 3), range(3, 7)):
        notices = [
            Notice(f"seat:{number}", NoticeKind.SEAT, f"{number:06}", "spring") for number in some
        ]
        with office.database.session() as session:
            add_notices(session, notices, Stamp(NOW, "test"))
        with counted(office.database) as asked:
            table = visit.get("/notices.csv").content.decode("utf-8-sig")
        lengths.append((table.count("You take part: 令和9年度 春"), len(asked)))
    assert [rows for rows, _asked in lengths] == [2, 6]
    assert lengths[0][1] == lengths[1][1]


def test_calendar_carries_the_time_zone(office: MadeOffice) -> None:
    """Asia/Tokyo, so that no calendar program has to guess."""
    set_due(office, "2027-05-14")
    content = office.visit(HR).get("/cohorts/spring/dates.ics").content
    calendar = Calendar.from_ical(content)
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Asia/Tokyo"
    (entry,) = calendar.walk("VEVENT")
    assert entry["dtend"].params["TZID"] == "Asia/Tokyo"
    assert entry.decoded("dtend").hour == 23
