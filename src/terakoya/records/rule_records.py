"""A cohort's rules of handing in, and which hand-in counts by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from terakoya.model import Submission
from terakoya.model.hand_in_rules import (
    CohortRules,
    Counts,
    HandInRules,
    LatePenalty,
    choose_counting,
)
from terakoya.records.cohort_tables import HandInRulesRow
from terakoya.records.gradings import sum_points
from terakoya.records.submission_records import list_submissions
from terakoya.records.tables import GradingRow, SubmissionRow

__all__ = ["CheckedWork", "counting_submissions", "keep_automatic", "list_checked"]
__all__ += ["read_automatic", "read_rules", "set_rules"]

_AT_ONCE = 500  # numbers in one query: databases bound how many there may be
_NAMES = tuple(field.name for field in fields(HandInRules))


def read_rules(session: Session, cohort_id: str) -> CohortRules:
    """Return a cohort's rules; empty where nobody has set any."""
    rows = session.scalars(select(HandInRulesRow).where(HandInRulesRow.cohort_id == cohort_id))
    return CohortRules({row.assignment_id: _rules(row) for row in rows})


def set_rules(
    session: Session, cohort_id: str, assignment_id: str, rules: HandInRules | None
) -> None:
    """Give an assignment its rules, or all with `FOR_ALL`; None takes them away."""
    if rules is None:
        session.execute(
            delete(HandInRulesRow).where(
                HandInRulesRow.cohort_id == cohort_id,
                HandInRulesRow.assignment_id == assignment_id,
            )
        )
    else:
        values = {name: getattr(rules, name) for name in _NAMES}
        values |= {"counts": rules.counts.value, "penalty": rules.penalty.value}
        row = HandInRulesRow(cohort_id=cohort_id, assignment_id=assignment_id, **values)
        session.merge(row)
    session.flush()


def counting_submissions(
    session: Session,
    cohort_id: str,
    assignment_id: str | None = None,
    learner_id: str | None = None,
    rules: CohortRules | None = None,
    points: Mapping[int, float] | None = None,
) -> tuple[Submission, ...]:
    """Return the submission that counts of each learner and assignment, by these.

    Args:
        rules: others than those that hold.
        points: submission id → its points by them, in place of those that are kept.
    """
    held = read_rules(session, cohort_id) if rules is None else rules
    groups: dict[tuple[str, str], list[Submission]] = {}
    for one in list_submissions(session, cohort_id, assignment_id, learner_id):
        groups.setdefault((one.learner_id, one.assignment_id), []).append(one)
    several = (
        [one.id for one in group]
        for (_learner, name), group in groups.items()
        if len(group) > 1 and held.of(name).counts is Counts.BEST
    )
    known_points = read_automatic(session, (one for ids in several for one in ids))
    known_points |= points or {}
    chosen = []
    for key in sorted(groups):
        known = {one.id: one for one in groups[key]}
        chosen.append(known[choose_counting([*known], known_points, held.of(key[1]).counts)])
    return tuple(chosen)


@dataclass(frozen=True)
class CheckedWork:
    """A hand-in as it was graded last.

    Attributes:
        grading_id: the row of that grading.
        points: notebook → the points that checks gave it; None where that was not kept.
        automatic: what is kept as their sum without what is taken off for being late.
    """

    grading_id: int
    submission: Submission
    points: Mapping[str, float] | None
    automatic: float | None


def list_checked(session: Session, cohort_id: str, assignment_id: str) -> tuple[CheckedWork, ...]:
    """Return everything that is graded of an assignment, each as it was last."""
    submissions = {one.id: one for one in list_submissions(session, cohort_id, assignment_id)}
    last = (
        select(func.max(GradingRow.id))
        .join(SubmissionRow, SubmissionRow.id == GradingRow.submission_id)
        .where(
            SubmissionRow.cohort_id == cohort_id,
            SubmissionRow.assignment_id == assignment_id,
            GradingRow.problem == "",
        )
        .group_by(GradingRow.submission_id)
    )
    query = select(
        GradingRow.id, GradingRow.submission_id, GradingRow.items, GradingRow.automatic
    ).where(GradingRow.id.in_(last))
    return tuple(
        CheckedWork(key, submissions[number], sum_points(items), automatic)
        for key, number, items, automatic in session.execute(query.order_by(GradingRow.id))
        if number in submissions
    )


def keep_automatic(session: Session, points: Mapping[int, float]) -> None:
    """Keep what checks gave without what is taken off: row of a grading → points."""
    for key, value in points.items():
        session.execute(update(GradingRow).where(GradingRow.id == key).values(automatic=value))


def read_automatic(session: Session, submission_ids: Iterable[int]) -> dict[int, float]:
    """Return submission id → the points that checks gave it last; what is not graded is not there.

    What was graded before these were kept has its score instead.
    """
    wanted, found = list(submission_ids), {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(
            GradingRow.submission_id, GradingRow.automatic, GradingRow.score_after
        ).where(GradingRow.submission_id.in_(wanted[at : at + _AT_ONCE]), GradingRow.problem == "")
        for number, automatic, score in session.execute(query.order_by(GradingRow.id)):
            found[number] = float((score or 0.0) if automatic is None else automatic)
    return found


def _rules(row: HandInRulesRow) -> HandInRules:
    values = {name: getattr(row, name) for name in _NAMES}
    return HandInRules(
        **values | {"counts": Counts(row.counts), "penalty": LatePenalty(row.penalty)}
    )
