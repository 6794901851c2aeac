"""Promises of the rules of handing in: seen before they hold, the same everywhere, put back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from nbgrader.api import Gradebook

from terakoya.delivery import DueRequest, SubmissionStore, change_due_date
from terakoya.delivery.rule_changes import RulesRequest, change_rules
from terakoya.grading import CohortGrader, open_run, summarise
from terakoya.grading.late_points import settle_cohort
from terakoya.grading.resident_grader import Resident, ResidentSettings
from terakoya.model import EventKind, Stamp, read_due
from terakoya.model.hand_in_rules import Counts, HandInRules, LatePenalty
from terakoya.model.permissions import Role
from terakoya.records import list_events, list_submissions, read_rules
from tests.integration.office.test_regrade_pages import REGRADE, correct_the_check, wait
from tests.made import filled
from tests.made_office import NOW, RIGHT, SPRING, MadeOffice, Visit, hand_in, person

RULES = "/cohorts/spring/rules"
OWN = "/learning/spring/tiny"
WRONG = {**RIGHT, "total": "total = 12"}
HALF = {"double": "def double(x):\n    return x", "total": "total = 10"}
STAMP = Stamp(NOW, "test")


@pytest.fixture
def teaching(office: MadeOffice) -> Visit:
    """The instructor of spring."""
    return office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))


def learner(office: MadeOffice, number: str = "000001") -> Visit:
    """A learner of spring."""
    return office.visit(person((Role.LEARNER, "spring"), Role.STAFF, id=number))


def rule(office: MadeOffice, rules: HandInRules, assignment: str = "tiny") -> None:
    """Let rules hold."""
    request = RulesRequest(SPRING, assignment, rules)
    change_rules(office.database, office.workspace, request, STAMP)


def grade(office: MadeOffice, *, force: bool = False) -> None:
    """Grade what is due, as the command does."""
    store = SubmissionStore.of(office.workspace)
    grader = CohortGrader(office.workspace, office.database, store, SPRING, lambda: NOW)
    with open_run(grader, force=force) as run:
        list(run.grade(workers=2))


@pytest.fixture
def resident(office: MadeOffice) -> Iterator[Resident]:
    """The grader that grades of itself what has to be; its versions stay ready."""
    settings = ResidentSettings(pages=False)
    made = Resident(office.workspace, office.database, lambda: NOW, settings)
    yield made
    made.versions.close()


def score(office: MadeOffice, number: str = "000001") -> float | None:
    """What counts, by the one summary of all tables."""
    summary = summarise(office.workspace, office.database, SPRING, learner_id=number)
    (entry,) = summary.entries
    assert entry.grading is not None
    return entry.score.score if entry.score else None


def send_work(
    visit: Visit, office: MadeOffice, answers: dict[str, str], key: str
) -> httpx.Response:
    """Hand in on the page."""
    released = json.loads(
        (office.workspace.release("tiny") / "tiny.ipynb").read_text(encoding="utf-8")
    )
    content = json.dumps(filled(released, answers)).encode()
    files = [("file", ("tiny.ipynb", content, "application/json"))]
    return visit.send(OWN, files=files, sending=key * 22)


def test_best_hand_in_counts_everywhere(office: MadeOffice, resident: Resident) -> None:
    """A worse one later is graded and changes nothing; a better one does, and the last again."""
    rule(office, HandInRules(Counts.BEST))
    hand_in(office, [("000001", WRONG)])
    resident.look_once()
    assert score(office) == 3
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    table = teacher.get("/cohorts/spring/results.csv").content.decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(table))}
    assert rows["000001"][-1] in ("3", "3.0")
    page = learner(office).get(OWN).text
    first, second = page.split("This one counts")
    assert "collected" in second or "collected" in first
    assert page.count("<strong>3</strong>") == 1
    hand_in(office, [("000002", HALF)])
    resident.look_once()
    assert score(office, "000002") == 2
    hand_in(office, [("000002", RIGHT)])
    resident.look_once()
    assert score(office, "000002") == 3
    rule(office, HandInRules(Counts.LAST))
    resident.look_once()
    assert score(office) == 2
    rule(office, HandInRules(Counts.BEST))
    resident.look_once()
    assert score(office) == 3
    resident.look_once()
    assert score(office) == 3


def test_corrected_check_is_tried_on_every_hand_in_where_the_best_counts(
    office: MadeOffice,
) -> None:
    """An earlier one that was refused wrongly may be the best now; the trial says the same."""
    rule(office, HandInRules(Counts.BEST))
    hand_in(office, [("000002", HALF)])  # wrong where the first was right
    grade(office)
    assert score(office, "000002") == 2
    correct_the_check(office)
    visit = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    visit.send(REGRADE, do="trial", assignment="tiny")
    page = wait(visit)
    assert "Changed: 2" in page
    assert score(office, "000002") == 2
    visit.send(REGRADE, do="publish", assignment="tiny")
    wait(visit)
    assert [score(office, one) for one in ("000001", "000002", "000003")] == [3, 3, 3]


def test_late_hand_in_loses_what_the_rules_say_at_once_and_everywhere(
    office: MadeOffice, teaching: Visit
) -> None:
    """Shown first, on the page, in the file, in the gradebook by nbgrader's own sum; put back."""
    due = DueRequest(SPRING, "tiny", read_due("2027-05-09"))
    change_due_date(office.database, office.workspace, due, STAMP)
    asked = {"assignment": "tiny", "penalty": "per-day", "per_day": "50"}
    shown = teaching.send(RULES, **asked)
    assert "−1.5" in shown.text
    assert score(office) == 3
    assert teaching.send(RULES, **asked, confirmed="yes").status_code == 303
    assert [score(office, f"00000{n}") for n in (1, 2, 4)] == [1.5, 1, 0.5]
    with Gradebook(_url(office)) as gradebook:
        assert gradebook.find_submission("tiny", "000001").score == 3
        notebook = gradebook.find_submission_notebook("tiny", "tiny", "000001")
        assert notebook.late_submission_penalty == 1.5
    assert "−1.5" in learner(office).get(OWN).text
    grade(office, force=True)
    assert score(office) == 1.5
    page = teaching.get(RULES).text
    assert "Percent off for each day" in page
    teaching.send(RULES, assignment="tiny", away="yes", confirmed="yes")
    teaching.send(RULES, assignment="tiny", penalty="none", confirmed="yes")
    assert score(office) == 3
    with office.database.reading() as session:
        told = list_events(session, "spring", kinds=[EventKind.RULES])
    assert [stamp.by for stamp, _event in told] == ["sensei"] * 3


def test_plugin_of_nbgrader_goes_on_working(office: MadeOffice) -> None:
    """It is asked for each late notebook, with its score and how late it was; in time it is not."""
    config = office.workspace.root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n',
        encoding="utf-8",
    )
    due = DueRequest(SPRING, "tiny", read_due("2027-05-09"))
    change_due_date(office.database, office.workspace, due, STAMP)
    grade(office, force=True)
    assert score(office) == 0
    rule(office, HandInRules(grace=48 * 60))
    settle_cohort(office.workspace, office.database, SPRING)
    assert score(office) == 3


def test_learner_reads_the_rules_and_is_held_to_them(office: MadeOffice) -> None:
    """How often, the pause between, and what is left; the same content again is nothing new."""
    rule(office, HandInRules(most=3, pause=30, penalty=LatePenalty.ZERO))
    visit = learner(office, "000006")
    page = visit.get(OWN).text
    assert "It can be handed in 3 times at most." in page
    assert "pass between two hand-ins: 30." in page
    assert "What is late" not in page  # nothing is due
    assert send_work(visit, office, RIGHT, "a").status_code == 303
    soon = send_work(visit, office, WRONG, "b")
    assert soon.status_code in (403, 422)  # the page has no form any more
    assert "You may hand in again at" in visit.get(OWN).text
    assert _count(office, "000006") == 1
    for minutes, work in ((30, WRONG), (60, HALF)):
        office.now = NOW + timedelta(minutes=minutes)
        assert send_work(visit, office, work, f"{minutes}").status_code == 303
    office.now = NOW + timedelta(days=1)
    page = visit.get(OWN).text
    assert "as often as you may: 3." in page
    assert 'type="file"' not in page
    assert _count(office, "000006") == 3


def _count(office: MadeOffice, number: str) -> int:
    with office.database.reading() as session:
        return len(list_submissions(session, "spring", "tiny", number))


def _url(office: MadeOffice) -> str:
    return f"sqlite:///{office.workspace.cohort('spring') / 'gradebook.db'}"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"most": "0"}, "not between 1 and 1000"),
        ({"most": "-3"}, "no number"),
        ({"pause": "1e9"}, "no number"),
        ({"grace": "99999"}, "not between 0 and 10080"),
        ({"penalty": "per-day"}, "not between 1 and 100"),
        ({"penalty": "per-day", "per_day": "nan"}, "no number"),
        ({"counts": "first"}, "none of these: last, best"),
        ({"assignment": "other"}, "no assignment other"),
    ],
)
def test_rule_that_makes_no_sense_is_said_in_a_sentence(
    office: MadeOffice, teaching: Visit, asked: dict[str, str], words: str
) -> None:
    """What was typed stands in the form again, and nothing is changed."""
    for confirmed in ({}, {"confirmed": "yes"}):
        answer = teaching.send(RULES, **{"assignment": "tiny"} | asked | confirmed)
        assert answer.status_code == 422
        assert words in answer.text
    with office.database.reading() as session:
        assert read_rules(session, "spring").rules == {}


def test_change_of_rules_can_be_put_back(office: MadeOffice, teaching: Visit) -> None:
    """The newest change stands first, with a form that leads to what was before."""
    for most in ("3", "5"):
        teaching.send(RULES, assignment="", most=most, grace="5", confirmed="yes")
    page = teaching.get(RULES).text
    back = page[page.index("Changes of rules") :]
    assert back.index('name="most" value="3"') < back.index('name="away" value="yes"')
    teaching.send(RULES, assignment="", most="3", grace="5", confirmed="yes")
    with office.database.reading() as session:
        assert read_rules(session, "spring").of("tiny") == HandInRules(most=3, grace=5)
