"""Deliberately weakened labs: the gate refuses each in the right sentence, not the sound one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from terakoya_autograde import Limits, Submission, grade_submission

from terakoya.authoring import Finding, Severity, Subject, read_registry, read_subject
from terakoya.authoring.mutants.answer_items import read_items
from terakoya.authoring.mutants.mutant_runs import (
    KILLED,
    SURVIVED,
    ItemStudy,
    Outcome,
    study_items,
)
from terakoya.authoring.mutants.reporting import STUDY
from terakoya.authoring.registry import Registered
from terakoya.authoring.written_answers import answer_cells, put_answers
from terakoya.language import use_language
from terakoya.workspace import make_workspace
from tests.made import answer, check, notebook, write_assignment
from tests.made_weak_lab import WeakLab, read_weak_labs, sound_lab

LABS = read_weak_labs()
MONDAY = date(2026, 11, 30)
GIVES = frozenset({"TK902", "TK908", *(lab.code for lab in LABS)})
"""The codes that this module produces."""
_BY_CHANCE = "TK621"  # grades twenty times: another module's
GROUPS = ("structure", "pictures", "tags", "mutants", "styles", "chance")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """The sound lab, ready: its warm parent runs all the others."""
    workspace = make_workspace(tmp_path_factory.mktemp("weak") / "workspace")
    write_assignment(workspace, "weak", sound_lab())
    subject = read_subject(workspace, workspace.read_assignment("weak"))
    yield subject
    subject.close()


def look(
    sound: Subject, content: dict[str, object], *, only: str = "", item: str = ""
) -> list[Finding]:
    """Return what is found in a notebook, run by the sound lab's warm parent.

    Args:
        only: a code; without it, all of the groups.
        item: of which the mutants are tried; without it, of all.
    """
    subject = Subject(sound.workspace, sound.assignment, {"weak": content}, today=MONDAY)
    vars(subject)["version"] = sound.version
    items = read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
    tried = [one for one in items if item in ("", one.id)]
    subject._done[STUDY] = study_items(subject, tried) if tried else ()
    with use_language("en"):
        return [
            entry.finding("weak", found)
            for entry in _entries()
            if entry.check is not None and only in ("", entry.code) and entry.code != _BY_CHANCE
            for found in entry.check().look(subject)
        ]


def _entries() -> list[Registered]:
    rules = read_registry(GROUPS).rules.values()
    return [entry for entry in rules if entry.group.name in GROUPS]


def test_sound_lab_is_not_refused(sound: Subject) -> None:
    """The control: nothing is found in it, and mutants were tried."""
    found = look(sound, sound_lab())
    assert [one.sentence for one in found if one.severity is not Severity.HINT] == []


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.path.stem)
def test_weak_lab_is_refused(lab: WeakLab, sound: Subject, request: pytest.FixtureRequest) -> None:
    """By the code of its weakness, at its item, in the sentence that is written down."""
    content = json.loads(json.dumps(lab.notebook()))
    found = [
        one
        for one in look(sound, content, only=lab.code, item=str(lab.values["item"]))
        if one.code == lab.code
    ]
    mine = [one for one in found if one.place.item == lab.values["item"]]
    assert mine, [one.sentence for one in found]
    if request.config.getoption("--goldens"):
        lab.keep(mine[0].sentence)
    else:
        assert mine[0].sentence == lab.values["sentence"]


def test_gate_says_of_a_wrong_answer_what_grading_says(sound: Subject, tmp_path: Path) -> None:
    """Mutants run beside the notebook, and graded ones in the clean room: the verdicts agree."""
    items = read_items(sound.sources, sound.foreseen.notebooks, sound.marks)
    (study,) = study_items(sound, [one for one in items if one.id == "seats"])
    killed = {(one.line, one.after) for one in study.outcomes if one.end == KILLED}
    assert _scores(sound, {}, tmp_path)["seats-check"] == 1  # the control: the solution
    lost = []
    for mutant in study.item.mutants[::2]:
        score = _scores(sound, {"seats": mutant.source}, tmp_path)["seats-check"]
        lost.append(score < 1)
        assert lost[-1] == ((study.item.lines.get(mutant.line), mutant.after) in killed), mutant
    assert lost.count(True) > 2


def _scores(sound: Subject, answers: dict[str, str], folder: Path) -> dict[str, float]:
    """Grade the sound lab's solutions, with one of them replaced, in the clean room."""
    released = sound.version.released["weak"]
    path = folder / "weak.ipynb"
    filled = put_answers(released, answer_cells(sound_lab()) | answers)
    path.write_text(json.dumps(filled), encoding="utf-8")
    result = grade_submission(sound.version, Submission({path.name: path}, "one"), Limits())
    return {one.item.id: one.score for one in result.items}


CLASS = """\
### BEGIN SOLUTION
class Desk:
    def __init__(self, open_seats, limit=3):
        self.seats = open_seats
        self.limit = limit
        self.waiting = []

    def come(self, person):
        if len(self.waiting) < self.limit:
            self.waiting.append(person)
        return len(self.waiting)

    @property
    def free(self):
        return max(self.seats - len(self.waiting), 0)
### END SOLUTION"""
LOOSE = "_desk = Desk(5)\nassert _desk.come('a') == 1\nassert _desk.free > 0"
TIGHT = (
    "for _limit in (1, 3):\n    _desk = Desk(2, _limit)\n"
    "    assert [_desk.come(n) for n in range(4)] == [min(n, _limit) for n in (1, 2, 3, 4)]\n"
    "    assert _desk.free == max(2 - _limit, 0) and _desk.waiting == list(range(_limit))\n"
    "assert Desk(5).limit == 3 and Desk(5).free == 5\n"
    "_desk = Desk(5)\nassert _desk.come('a') == 1 and _desk.free == 4"
)


@pytest.mark.parametrize(("test", "survivors"), [(LOOSE, True), (TIGHT, False)])
def test_wrong_methods_of_a_class_are_found(sound: Subject, test: str, survivors: bool) -> None:
    """They are called with objects that the tests did not make, before they count as equal."""
    cells = [answer("desk", CLASS), check("desk-check", test, points=2)]
    content = json.loads(json.dumps(notebook(*cells)))
    subject = Subject(sound.workspace, sound.assignment, {"weak": content}, today=MONDAY)
    vars(subject)["version"] = sound.version
    (study,) = study_items(
        subject, read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
    )
    lived = [one for one in study.outcomes if one.end == SURVIVED]
    told = [one.difference.where for one in lived if one.difference]
    assert (study.refused, study.count(KILLED) > 5, bool(lived)) == ("", True, survivors), told
    if survivors:
        assert any(".come(" in where or ".free" in where for where in told), told


def test_few_survivors_are_hints(sound: Subject) -> None:
    """At 98 % the survivors are still named, and refuse nothing; one more below, and they do."""
    known = read_items(sound.sources, sound.foreseen.notebooks, sound.marks)[0]
    killed, lived = (Outcome("number", 2, "1", "2", end) for end in (KILLED, SURVIVED))
    for count, codes in ((1, ["TK902"]), (2, ["TK901", "TK901"])):
        study = ItemStudy(known, (*[killed] * 49, *[lived] * count))
        assert [one.code for one in _look_at(sound, study)] == codes


def test_item_that_cannot_be_tried_is_named(sound: Subject) -> None:
    """Silence would be taken for a good test."""
    known = read_items(sound.sources, sound.foreseen.notebooks, sound.marks)[0]
    found = _look_at(sound, ItemStudy(known, refused="share-check: the share is another"))
    assert [(one.code, one.place.item) for one in found] == [("TK908", "share")]


def _look_at(sound: Subject, study: ItemStudy) -> list[Finding]:
    subject = Subject(sound.workspace, sound.assignment, sound.sources)
    subject._done[STUDY] = (study,)
    return [
        entry.finding("weak", found)
        for entry in _entries()
        if entry.group.name == "mutants" and entry.check is not None
        for found in entry.check().look(subject)
    ]
