"""What the refreshers' templates show. Nothing here may tell the answer of an open attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from terakoya.faces.refresher.refresher_run import Table
from terakoya.language import current_language
from terakoya.model import Ask, Text
from terakoya.portal.refreshers.practice_list import PracticeList, Sitting
from terakoya.refresh import DueItem, Standing

__all__ = ["LearnerView", "OverviewView", "QuestionView", "view_learner", "view_overview"]
__all__ += ["view_sitting"]


@dataclass(frozen=True)
class DueLine:
    """One item in a learner's list."""

    title: str
    assignment: str
    address: str
    due_on: date | None
    planned_on: date | None
    by_code: bool


@dataclass(frozen=True)
class LearnerView:
    """A learner's list: now, later, not yet begun; and the calendar's address, if there is one."""

    cohort: str
    name: str
    now: tuple[DueLine, ...]
    later: tuple[DueLine, ...]
    new: tuple[DueLine, ...]
    renew: str
    calendar: str | None


@dataclass(frozen=True)
class OverviewLine:
    """One learner in a cohort's list: how many are due, and the next day."""

    learner_id: str
    name: str
    department: str
    now: int
    later: int
    next_on: date | None
    address: str


@dataclass(frozen=True)
class OverviewView:
    """A cohort's learners."""

    cohort: str
    has_items: bool
    lines: tuple[OverviewLine, ...]


@dataclass(frozen=True)
class ResultView:
    """How a finished attempt went; only then is the right answer there."""

    right: bool
    hints: int
    by_code: bool
    given: str
    answer: str
    explanation: str
    due_on: date | None
    planned_on: date | None


@dataclass(frozen=True)
class QuestionView:
    """One item: not begun (`attempt` is None), open, or finished (`result` is there)."""

    title: str
    assignment: str
    back: str
    address: str
    question: str
    ask: str
    unit: str
    choices: tuple[str, ...]
    table: Table | None
    hints: tuple[str, ...]
    hints_left: int
    may_code: bool
    attempt: int | None
    result: ResultView | None


def view_overview(cohort_id: str, practice: PracticeList) -> OverviewView:
    """Return a cohort's list, in the order of the roster."""
    lines = []
    for learner in practice.learners:
        mine = practice.of(learner.id)
        lines.append(
            OverviewLine(
                learner.id,
                learner.name,
                learner.department,
                now=sum(entry.standing is Standing.DUE for entry in mine),
                later=sum(entry.standing is Standing.LATER for entry in mine),
                next_on=min((e.planned_on for e in mine if e.planned_on), default=None),
                address=_list_address(cohort_id, learner.id),
            )
        )
    return OverviewView(cohort_id, bool(practice.items), tuple(lines))


def view_learner(
    cohort_id: str, practice: PracticeList, site: str, token: str | None
) -> LearnerView:
    """Return one learner's list."""
    (learner,) = practice.learners
    lines = {
        standing: tuple(
            _line(cohort_id, practice, entry)
            for entry in practice.due
            if entry.standing is standing
        )
        for standing in Standing
    }
    address = _list_address(cohort_id, learner.id)
    return LearnerView(
        cohort=cohort_id,
        name=learner.name,
        now=lines[Standing.DUE],
        later=lines[Standing.LATER],
        new=lines[Standing.NEW],
        renew=f"{address}/calendar",
        calendar=f"{site}refreshers/calendars/{token}.ics" if token else None,
    )


def view_sitting(sitting: Sitting) -> QuestionView:
    """Return one learner's question as far as it may be told."""
    place, refresher, attempt = sitting.place, sitting.item.refresher, sitting.attempt
    shown = attempt.hints if attempt else 0
    said = [_said(hint) for hint in refresher.hints]
    variant = sitting.variant
    return QuestionView(
        title=_said(sitting.item.title),
        assignment=_said(sitting.assignment.title),
        back=_list_address(place.cohort, place.learner),
        address=f"{_list_address(place.cohort, place.learner)}/{quote(place.assignment)}"
        f"/{quote(place.item)}",
        question=_said(refresher.question),
        ask=refresher.ask.value,
        unit=_said(refresher.unit),
        choices=variant.choices if variant else (),
        table=variant.table if variant else None,
        hints=tuple(said[:shown]),
        hints_left=len(said) - shown,
        may_code=sitting.due.was_graded,
        attempt=attempt.number if attempt else None,
        result=_result(sitting),
    )


def _result(sitting: Sitting) -> ResultView | None:
    attempt, refresher = sitting.attempt, sitting.item.refresher
    if attempt is None or attempt.is_open or sitting.variant is None:
        return None
    unit = _said(refresher.unit)
    right = sitting.variant.answer
    return ResultView(
        right=bool(attempt.right),
        hints=attempt.hints,
        by_code=attempt.by_code,
        given=attempt.answer,
        answer="" if right is None else _write_answer(right, unit),
        explanation=_said(refresher.explanation),
        due_on=sitting.due.due_on,
        planned_on=sitting.due.planned_on,
    )


def _write_answer(value: float | str, unit: str) -> str:
    if isinstance(value, str):
        return value
    number = f"{round(value, 2):,.10g}"
    gap = " " if unit.isascii() and unit != "%" else ""
    return f"{number}{gap}{unit}".strip()


def _line(cohort_id: str, practice: PracticeList, entry: DueItem) -> DueLine:
    key = entry.key
    item = practice.items[key.assignment_id, key.item_id]
    return DueLine(
        title=_said(item.title),
        assignment=_said(practice.assignments[key.assignment_id].title),
        address=f"{_list_address(cohort_id, key.learner_id)}/{quote(key.assignment_id)}"
        f"/{quote(key.item_id)}",
        due_on=entry.due_on,
        planned_on=entry.planned_on,
        by_code=item.refresher.ask is Ask.CODE,
    )


def _list_address(cohort_id: str, learner_id: str) -> str:
    return f"/cohorts/{quote(cohort_id)}/refreshers/{quote(learner_id)}"


def _said(text: Text) -> str:
    return text.in_language(current_language())
