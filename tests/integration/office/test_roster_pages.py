"""Promises of the page on which a roster is changed by a file."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import httpx
import openpyxl
import pytest

from terakoya.delivery.roster import COLUMNS
from terakoya.model.permissions import Role
from terakoya.records import list_events, list_learners, list_withdrawn
from tests.made_office import MadeOffice, Visit, person

PAGE = "/cohorts/spring/roster"
HEAD = ",".join(COLUMNS)


@pytest.fixture
def visit(office: MadeOffice) -> Visit:
    """HR opens the site."""
    return office.visit(person(Role.HR, Role.STAFF, account="jinji"))


def row(number: str, name: str, department: str = "総務課", mail: str = "") -> str:
    """A row of a roster."""
    mail = mail or f"p{number}@city.example.jp"
    return f"{number},{name},10,{department},主事,実務リーダー,{mail}"


def look(visit: Visit, content: bytes, name: str = "roster.csv") -> httpx.Response:
    """Choose a file, and see what it would change."""
    files = {"file": (name, content)}
    return visit.send(f"{PAGE}/preview", PAGE, files=files)


def make(visit: Visit, seen: httpx.Response, **chosen: str | list[str]) -> httpx.Response:
    """Send the form of the page that shows it."""
    fields = {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', seen.text)
    }
    return visit.post(PAGE, fields | chosen, origin="http://127.0.0.1:8000")


def table(*rows: str, encoding: str = "cp932") -> bytes:
    """A file as Excel in Japan writes it."""
    return "\r\n".join([HEAD, *rows, ""]).encode(encoding)


def people(office: MadeOffice) -> dict[str, str]:
    """Return who takes part: number → name."""
    with office.database.reading() as session:
        gone = list_withdrawn(session, "spring")
        return {one.id: one.name for one in list_learners(session, "spring") if one.id not in gone}


def test_file_is_seen_then_made_then_put_back(office: MadeOffice, visit: Visit) -> None:
    """In cp932 with wide digits: added, changed, withdrawn as chosen; and all of it back."""
    before = people(office)
    rows = [
        row("０００００１", "青木 一朗"),
        row("000002", "井上 <b>二</b>"),
        row("000009", "髙﨑 九"),
    ]
    seen = look(visit, table(*rows))
    assert seen.status_code == 200
    for words in ("髙﨑 九", "青木 一 → 青木 一朗", "江口 四", "井上 &lt;b&gt;"):
        assert words in seen.text
    assert people(office) == before
    office.now += timedelta(minutes=1)
    assert make(visit, seen, withdraw="000004").headers["location"].endswith("done=changed")
    after = people(office)
    assert (after["000001"], after["000009"]) == ("青木 一朗", "髙﨑 九")
    assert "000004" not in after
    assert "000003" in after  # a list alone withdraws nobody
    office.now += timedelta(minutes=1)
    (at,) = re.findall(r'name="at" value="([^"]+)"', visit.get(PAGE).text)
    asked = visit.send(PAGE, do="undo", at=html.unescape(at))
    assert "Put this change back?" in asked.text
    visit.send(PAGE, do="undo", at=html.unescape(at), confirmed="yes")
    assert people(office) == before


def test_what_was_downloaded_changes_nothing_when_it_comes_back(visit: Visit) -> None:
    """The workbook and the CSV are rosters themselves; numbers keep their zeros."""
    office_page = visit.get(PAGE).text
    assert "roster.xlsx" in office_page
    for path in (f"{PAGE}.xlsx", f"{PAGE}.csv"):
        content = visit.get(path).content
        seen = look(visit, with_mail(content), path)
        assert "New in the cohort" not in seen.text, path
        assert "learners: 6" in seen.text, path
        assert set(re.findall(r"<div>([^<:]+):", seen.text)) == {"メール"}, path


def with_mail(content: bytes) -> bytes:
    """Fill in addresses, which the made-up people have none of."""
    if not content.startswith(b"PK"):
        lines = content.decode("utf-8-sig").splitlines()
        filled = [lines[0], *(f"{line}p{at}@a.example" for at, line in enumerate(lines[1:]))]
        return "\r\n".join(filled).encode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for at in range(2, sheet.max_row + 1):
        sheet.cell(at, len(COLUMNS)).value = f"p{at}@a.example"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_bad_rows_are_all_named_and_nobody_is_changed(office: MadeOffice, visit: Visit) -> None:
    """With line, column and what to do, as the command says it."""
    before = people(office)
    answer = look(visit, table(row("000009", ""), row("000010", "乙", mail="no mail")))
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2
    assert "The name is missing." in answer.text
    assert "is no e-mail address" in answer.text
    assert people(office) == before


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no workbook", b"\x00\xff\xfe", "見出し,だけ".encode()]
)
def test_what_is_no_roster_is_one_sentence(visit: Visit, content: bytes) -> None:
    """Never a failure of ours."""
    assert look(visit, content, "x.xlsx").status_code == 422


def test_change_that_was_not_seen_so_is_shown_again(office: MadeOffice, visit: Visit) -> None:
    """Somebody else has changed the cohort meanwhile: the new preview, and nothing is made."""
    seen = look(visit, table(row("000009", "髙﨑 九")))
    other = look(visit, table(row("000008", "八")))
    office.now += timedelta(minutes=1)
    make(visit, other)
    office.now += timedelta(minutes=1)
    answer = make(visit, seen)
    assert answer.status_code == 409
    assert "000009" not in people(office)
    assert make(visit, answer).status_code == 303
    assert "000009" in people(office)


def test_form_that_was_sent_twice_changes_once(office: MadeOffice, visit: Visit) -> None:
    """A double click, or going back and sending again."""
    seen = look(visit, table(row("000009", "髙﨑 九")))
    office.now += timedelta(minutes=1)
    assert make(visit, seen).status_code == 303
    with office.database.reading() as session:
        events = list_events(session)
    assert make(visit, seen).headers["location"].endswith("done=same")
    with office.database.reading() as session:
        assert list_events(session) == events


def test_instructor_says_who_takes_part_and_nothing_of_people(office: MadeOffice) -> None:
    """Names, departments, addresses and new staff are HR's: by an own list nobody is moved."""
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), Role.STAFF, account="sensei"))
    moved = row("000007", "改名 七", "企画課", "mine@a.example")
    seen = look(teacher, table(moved, row("000099", "不明 者")))
    assert "000099" in seen.text
    assert 'value="change"' in seen.text
    assert make(teacher, seen).status_code == 400
    seen = look(teacher, table(moved))
    assert "Of 1 people the list tells something otherwise" in seen.text
    office.now += timedelta(minutes=1)
    assert make(teacher, seen).headers["location"].endswith("done=changed")
    with office.database.reading() as session:
        known = {one.id: one for one in list_learners(session, "spring")}["000007"]
    assert (known.name, known.department, known.email) == ("木村 七", "総務課", "")
    assert teacher.get("/cohorts/autumn/roster").status_code == 403


def test_instructor_puts_back_nothing_that_the_office_has_told_of_people(
    office: MadeOffice, visit: Visit
) -> None:
    """Neither by the question nor by its answer; what an own list did goes back, and HR's by HR."""
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), Role.STAFF, account="sensei"))
    newer = row("000001", "改名 一", "企画課", "new@a.example")
    office.now += timedelta(minutes=1)
    assert make(visit, look(visit, table(newer, row("000009", "髙﨑 九")))).status_code == 303
    at = html.unescape(re.findall(r'name="at" value="([^"]+)"', teacher.get(PAGE).text)[0])
    office.now += timedelta(minutes=1)
    for confirmed in ({}, {"confirmed": "yes"}):
        answer = teacher.send(PAGE, do="undo", at=at, **confirmed)
        assert answer.status_code == 409
        assert "only HR puts it back" in answer.text
    with office.database.reading() as session:
        known = {one.id: one for one in list_learners(session, "spring")}
        assert not list_withdrawn(session, "spring")
    assert (known["000001"].name, known["000001"].email) == ("改名 一", "new@a.example")
    assert visit.send(PAGE, do="undo", at=at, confirmed="yes").status_code == 303
    assert people(office)["000001"] == "青木 一"
    office.now += timedelta(minutes=1)
    assert make(teacher, look(teacher, table(row("000007", "木村 七")))).status_code == 303
    office.now += timedelta(minutes=1)
    at = html.unescape(re.findall(r'name="at" value="([^"]+)"', teacher.get(PAGE).text)[0])
    assert teacher.send(PAGE, do="undo", at=at, confirmed="yes").status_code == 303
    assert "000007" not in people(office)
