"""What other rules of handing in would do, told before they hold: late, taken off, which counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from terakoya.grading.late_points import LatePoints, points_by_now, read_late_points
from terakoya.grading.summary import Entry, summarise
from terakoya.model import Cohort, Learner, Submission
from terakoya.model.hand_in_rules import FOR_ALL, CohortRules, Counts, HandInRules
from terakoya.records import Database, counting_submissions
from terakoya.workspace import Workspace

__all__ = ["Judged", "RuleEffect", "tell_rule_effects"]


@dataclass(frozen=True)
class Judged:
    """How a hand-in is judged; `off` are points, None where they are not known before grading."""

    submission: Submission
    late: bool
    off: float | None


@dataclass(frozen=True)
class RuleEffect:
    """Somebody who would be judged differently."""

    learner: Learner
    assignment_id: str
    before: Judged
    after: Judged


def tell_rule_effects(
    workspace: Workspace,
    database: Database,
    cohort: Cohort,
    assignment_id: str,
    rules: HandInRules | None,
) -> tuple[RuleEffect, ...]:
    """Return who would be judged differently, and how, by rules that do not hold yet.

    Args:
        assignment_id: `FOR_ALL` for every one without rules of its own.

    Raises:
        GradingError: nbgrader's plugin for late submissions cannot be used.
    """
    summary = summarise(workspace, database, cohort)
    then = replace(summary.dates, rules=_with(summary.dates.rules, assignment_id, rules))
    names = {assignment_id} if assignment_id != FOR_ALL else {*summary.outlines}
    with database.reading() as session:
        late = {name: read_late_points(workspace, session, cohort.id, name, then) for name in names}
        points: dict[int, float] = {}
        for name in names:
            if then.rules.of(name).counts is Counts.BEST:
                points |= points_by_now(session, cohort.id, late[name])
        counting = counting_submissions(session, cohort.id, rules=then.rules, points=points)
        chosen = {(one.learner_id, one.assignment_id): one for one in counting}
    entries = [
        entry for entry in summary.entries if entry.assignment_id in names and not entry.withdrawn
    ]
    effects = (_compare(entry, chosen, late[entry.assignment_id]) for entry in entries)
    return tuple(one for one in effects if one is not None and one.before != one.after)


def _compare(
    entry: Entry, chosen: Mapping[tuple[str, str], Submission], late: LatePoints
) -> RuleEffect | None:
    if entry.submission is None:
        return None
    score = entry.score
    was_off = score.penalty if score is not None else 0.0
    before = Judged(entry.submission, entry.late, was_off)
    counts = chosen[entry.learner.id, entry.assignment_id]
    seconds = late.seconds(counts)
    if counts.id != entry.submission.id:
        off = None if seconds > 0 else 0.0
    elif late.says_nothing or score is None:
        off = was_off
    else:
        gross = sum(item.score for item in score.items)
        off = min(late.take_off(entry.learner.id, gross, seconds) or 0.0, gross) if seconds else 0.0
    return RuleEffect(entry.learner, entry.assignment_id, before, Judged(counts, seconds > 0, off))


def _with(held: CohortRules, assignment_id: str, rules: HandInRules | None) -> CohortRules:
    others = {name: one for name, one in held.rules.items() if name != assignment_id}
    return CohortRules(others if rules is None else others | {assignment_id: rules})
