"""Promises of the page of similar hand-ins: only when asked, noted, and no verdict."""

from __future__ import annotations

import httpx
import pytest

from terakoya.model import EventKind
from terakoya.model.permissions import Role
from terakoya.portal.teaching import similar_pages
from terakoya.records import list_events
from tests.made import code
from tests.made_office import RIGHT, MadeOffice, hand_in, person

SIMILAR = "/cohorts/spring/similar"
COPIED = """def double(x):
    parts = [x, x]
    result = 0
    for part in parts:
        if part is not None and part == part:
            result = result + int(part) * 1 + 0
    return result"""


def test_comparison_is_made_when_asked_and_noted(office: MadeOffice) -> None:
    """Looking at the page compares nothing; the form does, side by side, with who asked."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    renamed = COPIED.replace("part", "piece").replace("result", "<b>total")
    renamed = renamed.replace("<b>total", "total")
    hand_in(office, [("000001", RIGHT | {"double": COPIED})])
    hand_in(office, [("000004", RIGHT | {"double": renamed})])
    page = visit.get(SIMILAR).text
    assert "proves nothing" in page
    assert "parts = [x, x]" not in page
    page = visit.send(SIMILAR, assignment="tiny").text
    assert "Pairs that share passages: 1." in page
    for words in ("青木 一", "江口 四", "parts = [x, x]", "pieces = [x, x]"):
        assert words in page
    assert "井上" not in page
    with office.database.reading() as session:
        told = list_events(session, "spring", kinds=[EventKind.COMPARED])
    assert [(at.by, event.assignment_id) for at, event in told] == [("sensei", "tiny")]
    assert visit.send(SIMILAR, assignment="other").status_code == 404


def test_strange_metadata_in_one_hand_in_cost_nobody_the_page(office: MadeOffice) -> None:
    """The format allows anything under nbgrader's name; the others are compared all the same."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    strange = code("strange", "x = 1") | {"metadata": {"nbgrader": None}}
    hand_in(office, [("000001", RIGHT | {"double": COPIED})], cells=[strange])
    hand_in(office, [("000004", RIGHT | {"double": COPIED})])
    answer = visit.send(SIMILAR, assignment="tiny")
    assert answer.status_code == 200
    assert "Pairs that share passages: 1." in answer.text


def test_second_comparison_at_a_time_waits_for_the_first(
    office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said so in a sentence; when the first is over, or broke off, the next one is made."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    meanwhile: list[httpx.Response] = []
    begun: list[object] = []

    def compare(*_work: object) -> tuple[()]:
        begun.append(_work)
        if len(begun) == 1:
            meanwhile.append(visit.send(SIMILAR, assignment="tiny"))
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(similar_pages, "compare_work", compare)
        assert visit.send(SIMILAR, assignment="tiny").status_code == 500
    assert [one.status_code for one in meanwhile] == [409]
    assert "Hand-ins are being compared just now." in meanwhile[0].text
    assert "No two hand-ins" not in meanwhile[0].text
    assert visit.send(SIMILAR, assignment="tiny").status_code == 200


def test_class_without_a_shared_passage_is_said_so(office: MadeOffice) -> None:
    """Short right answers are alike, and no sign of anything."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert "No two hand-ins share a passage." in visit.send(SIMILAR, assignment="tiny").text
