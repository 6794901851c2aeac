"""A cohort's rules of handing in, and which hand-in counts by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import delete, select
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
from terakoya.records.submission_records import list_submissions
from terakoya.records.tables import GradingRow

__all__ = ["counting_submissions", "read_automatic", "read_rules", "set_rules"]

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
) -> tuple[Submission, ...]:
    """Return the submission that counts of each learner and assignment, by these.

    Args:
        rules: others than those that hold.
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
    points = read_automatic(session, (one for ids in several for one in ids))
    chosen = []
    for key in sorted(groups):
        known = {one.id: one for one in groups[key]}
        chosen.append(known[choose_counting([*known], points, held.of(key[1]).counts)])
    return tuple(chosen)


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
