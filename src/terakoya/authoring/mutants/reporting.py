"""What became of mutants, in sentences; and the work that the checks share."""

from __future__ import annotations

import ast

from terakoya.authoring.finding import Place
from terakoya.authoring.mutants.answer_items import AnswerItem, read_items
from terakoya.authoring.mutants.mutant_runs import (
    EQUIVALENT,
    KILLED,
    SURVIVED,
    ItemStudy,
    Outcome,
    study_items,
)
from terakoya.authoring.rule import Work
from terakoya.authoring.subject import Subject, read_subject
from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = ["STUDY", "VALUE_KINDS", "describe_survivor", "place_of", "write_test"]

VALUE_KINDS = frozenset(
    {"nothing", "only-the-type", "five-percent", "one-more", "cut-off", "last-row-gone"}
    | {"one-row-wrong", "constant", *(f"argument-{number}" for number in range(1, 20))}
)
"""The wrong answers that are made by changing a value; checks of their own tell of them."""


def _study(subject: Subject) -> tuple[ItemStudy, ...]:
    items = read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
    studies = study_items(subject, items) if items else ()
    subject.figures |= {
        "mutants": sum(len(one.outcomes) for one in studies),
        EQUIVALENT: sum(one.count(EQUIVALENT) for one in studies),
        KILLED: sum(one.count(KILLED) for one in studies),
        SURVIVED: sum(one.count(SURVIVED) for one in studies),
    }
    return studies


def _count(workspace: Workspace, assignment: Assignment) -> int:
    try:
        subject = read_subject(workspace, assignment)
        items = read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
    except NotebookError:
        return 0
    return sum(len(item.mutants) for item in items)


STUDY = Work(_study, _count)
"""Every answer cell with what became of its mutants."""


def place_of(subject: Subject, item: AnswerItem, line: int | None = None) -> Place:
    """Return the place of an answer cell, or of one of its lines."""
    place = Place.of_cell(subject.path_of(item.notebook), item.cell, line)
    return Place(place.path, place.cell, line, item.id, place.words)


def describe_survivor(item: AnswerItem, outcome: Outcome) -> str:
    """Say which change is not found, and on which value it makes a difference."""
    what = _("The check of {item} passes {after} for {before} (line {line})").format(
        item=item.id, after=outcome.after, before=outcome.before, line=outcome.line
    )
    found = outcome.difference
    if found is None:
        return _("Not noticed: {told}.").format(told=what)
    differs = _("; {where} is then {wrong}, not {right}").format(
        where=found.where, wrong=found.wrong, right=found.right
    )
    other = _(" on other data (seed {seed})").format(seed=outcome.seed) if outcome.seed else ""
    return _("Not noticed: {told}.").format(told=f"{what}{differs}{other}")


def write_test(outcome: Outcome) -> str:
    """Return a line of a test that finds a difference."""
    found = outcome.difference
    if found is None:
        return "assert …"
    try:
        value = ast.literal_eval(found.right)
    except (ValueError, SyntaxError):
        value = None if found.right == "None" else found
    if not found.known or value is found:
        return f"assert {found.where} == {found.right}"
    if isinstance(value, float):
        return f"assert abs({found.where} - {found.right}) < 1e-6"
    if value is None or isinstance(value, bool):
        return f"assert {found.where} is {found.right}"
    return f"assert {found.where} == {found.right}"
