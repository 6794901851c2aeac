"""Promises of grading again from the site."""

from __future__ import annotations

import pytest

from terakoya.grading import summarise
from terakoya.grading.made_pages import MadePages
from terakoya.model import EventKind
from terakoya.model.permissions import Role
from terakoya.portal.teaching import regrading
from terakoya.records import list_events, list_runs
from tests.made import SOLUTION, TOTAL, answer, check, markdown, notebook, write_notebook
from tests.made_office import RIGHT, SPRING, MadeOffice, Visit, hand_in, person

REGRADE = "/cohorts/spring/regrade"


def scores(office: MadeOffice) -> list[float | None]:
    """The scores of the four whose work is graded."""
    summary = summarise(office.workspace, office.database, SPRING)
    return [one.score.score if one.score else None for one in summary.entries[:4]]


def correct_the_check(office: MadeOffice, test: str = "assert total in (10, 11)") -> None:
    """Let the check of the sum take what it had wrongly refused."""
    cells = [
        markdown("title", "# 小さな演習"),
        markdown("step-1", "## 2倍にする"),
        answer("double", SOLUTION),
        check("double-check", "assert double(2) == 4", 2),
        markdown("step-2", "## 合計する"),
        answer("total", TOTAL),
        check("total-check", test, 1),
    ]
    write_notebook(office.workspace.source("tiny") / "tiny.ipynb", notebook(*cells))


def wait(visit: Visit) -> str:
    """Wait until the grading is over; return the page."""
    visit.portal.state.office.regrading.wait("spring")
    return visit.get(REGRADE).text


def test_wrong_check_is_corrected_with_its_effect_seen_first(office: MadeOffice) -> None:
    """The trial names whose marks would change and changes none; then they change, with a log."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert scores(office) == [3, 2, 2, 1]
    correct_the_check(office)
    assert visit.send(REGRADE, do="publish", assignment="tiny").status_code == 400
    visit.send(REGRADE, do="trial", assignment="tiny")
    page = wait(visit)
    assert "Changed: 2, as before: 3." in page
    assert "上田 三" in page
    assert "青木 一" not in page
    assert scores(office) == [3, 2, 2, 1]
    visit.send(REGRADE, do="publish", assignment="tiny")
    page = wait(visit)
    assert "Scores that were changed by grading again" in page
    assert scores(office) == [3, 3, 3, 1]
    with office.database.reading() as session:
        assert list_runs(session, "spring")[-1].started_by == "sensei"


def test_check_that_changed_since_the_trial_is_tried_again_first(office: MadeOffice) -> None:
    """What was seen is what happens, or nothing: also where the same is sent a second time."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    correct_the_check(office)
    visit.send(REGRADE, do="trial", assignment="tiny")
    assert "Changed: 2, as before: 3." in wait(visit)
    correct_the_check(office, "assert total in (10, 11, 12)")
    visit.send(REGRADE, do="publish", assignment="tiny")
    assert "The assignment has changed since the trial" in wait(visit)
    assert scores(office) == [3, 2, 2, 1]
    visit.send(REGRADE, do="trial", assignment="tiny")
    wait(visit)
    visit.send(REGRADE, do="publish", assignment="tiny")
    wait(visit)
    assert scores(office) == [3, 3, 3, 1]
    assert visit.send(REGRADE, do="publish", assignment="tiny").status_code == 400


def test_trial_that_broke_off_shows_nothing_to_agree_to(
    office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever broke it off: it says so, and what it had not seen is not graded for good."""

    def break_off(*_args: object, **_more: object) -> None:
        raise LookupError("unforeseen")

    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    monkeypatch.setattr(regrading, "open_trial", break_off)
    visit.send(REGRADE, do="trial", assignment="tiny")
    page = wait(visit)
    assert "Grading broke off." in page
    assert "Grade again for good" not in page
    assert visit.send(REGRADE, do="publish", assignment="tiny").status_code == 400


def test_assignment_that_is_none_of_the_course_is_not_there(office: MadeOffice) -> None:
    """And nothing is begun."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert visit.send(REGRADE, do="trial", assignment="other").status_code == 404
    assert visit.portal.state.office.regrading.find("spring") is None


def test_those_whose_marks_change_are_told_and_their_pages_are_made_anew(
    office: MadeOffice,
) -> None:
    """In the same step: no page stays behind the gradebook; only they read what changed and why."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    pages = MadePages(office.workspace, office.database, SPRING, lambda: office.now)
    assert pages.catch_up() == 4
    correct_the_check(office)
    visit.send(REGRADE, do="trial", assignment="tiny")
    wait(visit)
    too_long = visit.send(REGRADE, do="publish", assignment="tiny", why="あ" * 501)
    assert too_long.status_code == 422
    assert scores(office) == [3, 2, 2, 1]
    visit.send(
        REGRADE, do="publish", assignment="tiny", why="10でも11でも正しい <b>答え</b>でした。"
    )
    assert "Feedback pages made anew: 5." in wait(visit)
    assert pages.catch_up() == 0
    with office.database.reading() as session:
        told = list_events(session, "spring", kinds=[EventKind.REGRADED])
    assert [(at.by, event.assignment_id) for at, event in told] == [("sensei", "tiny")]
    for number, is_changed in ((1, False), (2, True), (4, False)):
        learner = f"00000{number}"
        own = office.visit(person((Role.LEARNER, "spring"), Role.STAFF, id=learner))
        for path in ("/learning", "/learning/spring/tiny"):
            page = own.get(path).text
            assert ("正しい &lt;b&gt;答え" in page) is is_changed
            assert ("your mark went from 2 to 3" in page) is is_changed
        assert ("Marks that were changed by grading again" in page) is is_changed
        assert (page.count("合計する") == 2) is is_changed  # the item, and that it changed


def test_note_of_a_changed_mark_goes_when_something_newer_is_handed_in(office: MadeOffice) -> None:
    """What changed stays in the list; the note is about a hand-in that counts no more."""
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    correct_the_check(office)
    visit.send(REGRADE, do="trial", assignment="tiny")
    wait(visit)
    visit.send(REGRADE, do="publish", assignment="tiny")
    wait(visit)
    own = office.visit(person((Role.LEARNER, "spring"), Role.STAFF, id="000002"))
    assert "the assignment has changed" in own.get("/learning").text
    hand_in(office, [("000002", {**RIGHT, "total": "total = 12"})])
    assert "your mark went" not in own.get("/learning").text
    assert "Marks that were changed by grading again" in own.get("/learning/spring/tiny").text
