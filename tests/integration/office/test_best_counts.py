"""Promises of the best hand-in: it is the best by the dates and rules of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select

from terakoya.delivery import DueRequest, change_due_date
from terakoya.delivery.rule_changes import RulesRequest, change_rules
from terakoya.errors import GradingError, NotNowError
from terakoya.grading import late_points, summarise
from terakoya.grading.resident_grader import Resident, ResidentSettings
from terakoya.grading.rule_effects import tell_rule_effects
from terakoya.model import Cause, Stamp, read_due
from terakoya.model.hand_in_rules import Counts, HandInRules, LatePenalty
from terakoya.model.permissions import Role
from terakoya.portal.teaching import rule_pages
from terakoya.records import list_gradings_of, read_rules
from terakoya.records.tables import GradingRow
from tests.made_office import NOW, RIGHT, SPRING, MadeOffice, hand_in, person

STAMP = Stamp(NOW, "test")
WHO = "000002"  # has 2 of 3 points for what was handed in at NOW
FREE = HandInRules(Counts.BEST, penalty=LatePenalty.NONE)
ZERO = HandInRules(Counts.BEST, penalty=LatePenalty.ZERO)
RULES = "/cohorts/spring/rules"
DUE = "2027-05-10"
LATER = "2027-05-20"


@pytest.fixture
def resident(office: MadeOffice) -> Iterator[Resident]:
    """The grader that grades of itself what has to be; its versions stay ready."""
    made = Resident(office.workspace, office.database, lambda: NOW, ResidentSettings(pages=False))
    yield made
    made.versions.close()


def rule(office: MadeOffice, rules: HandInRules) -> None:
    """Let rules hold; nothing else is done."""
    change_rules(office.database, office.workspace, RulesRequest(SPRING, "tiny", rules), STAMP)


def due(office: MadeOffice, day: str | None, *learners: str) -> None:
    """Set the date, of all or longer for some; nothing else is done."""
    request = DueRequest(SPRING, "tiny", read_due(day) if day else None, learners)
    change_due_date(office.database, office.workspace, request, STAMP)


def hand_in_better_but_late(office: MadeOffice) -> None:
    """Two days after the date: all points."""
    due(office, DUE)
    hand_in(office, [(WHO, RIGHT)], NOW + timedelta(days=2))


def score(office: MadeOffice) -> float:
    """What counts, by the one summary of all tables and by nbgrader's own sum."""
    (entry,) = summarise(office.workspace, office.database, SPRING, learner_id=WHO).entries
    assert entry.grading is not None
    assert entry.score is not None
    with Gradebook(f"sqlite:///{office.workspace.cohort('spring') / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook("tiny", "tiny", WHO)
        off = notebook.late_submission_penalty or 0.0
        assert notebook.score - off == pytest.approx(entry.score.score)
    return float(entry.score.score)


def why(office: MadeOffice) -> list[Cause]:
    """Why each grading was made, the oldest first."""
    with office.database.reading() as session:
        found = list_gradings_of(session, ("spring", WHO, "tiny"))
    return [one.reason.cause for one in found]


def test_penalty_that_comes_later_lets_the_one_in_time_count(
    office: MadeOffice, resident: Resident
) -> None:
    """What was best without it has nothing now; the preview says so, and it is graded by itself."""
    rule(office, FREE)
    hand_in_better_but_late(office)
    resident.look_once()
    assert score(office) == 3
    effects = tell_rule_effects(office.workspace, office.database, SPRING, "tiny", ZERO)
    (mine,) = (one for one in effects if one.learner.id == WHO)
    assert (mine.before.late, mine.after.late, mine.after.off) == (True, False, 0)
    assert score(office) == 3  # looking changed nothing
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    asked = {"assignment": "tiny", "counts": "best", "penalty": "zero", "confirmed": "yes"}
    assert teacher.send(RULES, **asked).status_code == 303
    resident.look_once()
    assert score(office) == 2
    assert why(office)[-1] is Cause.RULES
    assert resident.look_once() == 0


def test_late_one_counts_as_soon_as_dates_and_rules_let_it(
    office: MadeOffice, resident: Resident
) -> None:
    """Longer for one, grace, a later date, no penalty: it is the best while that holds."""
    rule(office, ZERO)
    hand_in_better_but_late(office)
    resident.look_once()
    assert score(office) == 2
    grace = HandInRules(Counts.BEST, penalty=LatePenalty.ZERO, grace=3 * 24 * 60)
    half = HandInRules(Counts.BEST, penalty=LatePenalty.PER_DAY, per_day=10)
    there_and_back: list[tuple[Any, Any, float]] = [
        (lambda: due(office, LATER, WHO), lambda: due(office, None, WHO), 3),
        (lambda: rule(office, grace), lambda: rule(office, ZERO), 3),
        (lambda: due(office, LATER), lambda: due(office, DUE), 3),
        (lambda: rule(office, half), lambda: rule(office, ZERO), pytest.approx(2.4)),
    ]
    for there, back, points in there_and_back:
        there()
        assert resident.look_once() == 1
        assert score(office) == points
        assert why(office)[-1] is Cause.RULES
        back()
        assert resident.look_once() == 1
        assert score(office) == 2


def test_plugin_of_nbgrader_chooses_by_today_too(office: MadeOffice, resident: Resident) -> None:
    """It is asked again when dates move, also of what does not count."""
    config = office.workspace.root / "nbgrader_config.py"
    plugin = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    config.write_text(config.read_text(encoding="utf-8") + plugin, encoding="utf-8")
    rule(office, HandInRules(Counts.BEST))
    hand_in_better_but_late(office)
    resident.look_once()
    assert score(office) == 2
    due(office, LATER, WHO)
    resident.look_once()
    assert score(office) == 3


def test_gradings_that_do_not_tell_points_are_made_anew_once(
    office: MadeOffice, resident: Resident
) -> None:
    """Those that were kept with what was taken off: nobody knows what else they would have."""
    rule(office, ZERO)
    hand_in_better_but_late(office)
    resident.look_once()
    with office.database.session() as session:
        for row in session.scalars(select(GradingRow)):
            row.items = [
                {key: value for key, value in item.items() if key != "points"} for item in row.items
            ]
    due(office, LATER, WHO)
    before = len(why(office))
    while resident.look_once():
        assert len(why(office)) < before + 5
    assert score(office) == 3
    assert len(why(office)) - before in (2, 3)  # each once, and the best after that


def test_rules_hold_though_the_plugin_is_broken(office: MadeOffice) -> None:
    """Nobody is told that rules were refused where they hold; the next grading says why."""
    config = office.workspace.root / "nbgrader_config.py"
    plugin = '\nc.AssignLatePenalties.plugin_class = "no.such.Plugin"\n'
    config.write_text(config.read_text(encoding="utf-8") + plugin, encoding="utf-8")
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    assert teacher.send(RULES, assignment="tiny", most="3").status_code == 422  # the control
    answer = teacher.send(RULES, assignment="tiny", most="3", confirmed="yes")
    assert (answer.status_code, held(office).most) == (303, 3)


def test_rules_hold_though_the_gradebook_is_away(
    office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that nothing was changed where it was."""

    def fail(*_place: object) -> None:
        raise NotNowError("The gradebook cannot be used just now.")

    monkeypatch.setattr(rule_pages, "settle_cohort", fail)
    teacher = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    answer = teacher.send(RULES, assignment="tiny", most="4", confirmed="yes")
    assert (answer.status_code, held(office).most) == (303, 4)


def held(office: MadeOffice) -> HandInRules:
    """The rules that hold."""
    with office.database.reading() as session:
        return read_rules(session, "spring").of("tiny")


def test_assignment_that_cannot_be_settled_stops_no_other(
    office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with one is told when the others are done."""
    done: list[str] = []

    def settle(*place: Any) -> None:
        if place[-1] == "first":
            raise GradingError("Its plugin is broken.")
        done.append(place[-1])

    course = SimpleNamespace(assignments=("first", "second"))
    monkeypatch.setattr(late_points, "course_of", lambda *_place: course)
    monkeypatch.setattr(late_points, "settle_late_points", settle)
    with pytest.raises(GradingError, match="plugin is broken"):
        late_points.settle_cohort(office.workspace, office.database, SPRING)
    assert done == ["second"]
