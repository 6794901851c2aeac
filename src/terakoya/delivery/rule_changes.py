"""Rules of handing in: set for an assignment or for all of a cohort, and asked at each hand-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from terakoya.delivery.due_dates import require_in_course
from terakoya.delivery.typed_numbers import read_number, read_whole_number
from terakoya.errors import SubmissionError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Stamp, local_time, tell_change
from terakoya.model.hand_in_rules import FOR_ALL, Counts, HandInRules, LatePenalty
from terakoya.records import Database, add_events, list_submissions, read_rules, set_rules
from terakoya.records.cohort_records import hold_enrolment
from terakoya.workspace import Workspace

__all__ = ["RulesRequest", "change_rules", "find_hindrance", "read_rule_fields"]
__all__ += ["require_allowed", "require_rules"]

Word = TypeVar("Word", bound=StrEnum)

MOST_HAND_INS = 1000
LONGEST = 7 * 24 * 60
"""Minutes of a pause or of a grace: a week."""


@dataclass(frozen=True)
class RulesRequest:
    """Rules to be set.

    Attributes:
        assignment_id: of which assignment; `FOR_ALL` for those without rules of their own.
        rules: None takes them away.
    """

    cohort: Cohort
    assignment_id: str
    rules: HandInRules | None


def change_rules(
    database: Database, workspace: Workspace, request: RulesRequest, stamp: Stamp
) -> tuple[Event, ...]:
    """Set rules, or take them away; return what changed.

    Raises:
        UsageError: no such assignment, or a rule that makes no sense.
    """
    require_rules(workspace, request)
    cohort_id, name = request.cohort.id, request.assignment_id
    with database.session() as session:
        before = read_rules(session, cohort_id).rules.get(name)
        if before == request.rules:
            return ()
        set_rules(session, cohort_id, name, request.rules)
        old, new = _told(before), _told(request.rules)
        same = {key for key in old if old[key] == new.get(key)}
        told = tell_change(
            {key: value for key, value in old.items() if key not in same},
            {key: value for key, value in new.items() if key not in same},
        )
        event = Event(EventKind.RULES, cohort_id, "", name, told)
        add_events(session, stamp, [event])
    return (event,)


def require_rules(workspace: Workspace, request: RulesRequest) -> None:
    """Make sure that rules make sense.

    Raises:
        UsageError: they do not, or the course has no such assignment.
    """
    if request.assignment_id != FOR_ALL:
        require_in_course(workspace, request.cohort, request.assignment_id)
    rules = request.rules
    if rules is None:
        return
    _require_within(_("How often at most"), rules.most, 1, MOST_HAND_INS)
    _require_within(_("Minutes between two hand-ins"), rules.pause, 0, LONGEST)
    _require_within(_("Minutes of grace"), rules.grace, 0, LONGEST)
    _require_within(_("Percent off at most"), rules.at_most, 0, 100)
    least = 1 if rules.penalty is LatePenalty.PER_DAY else 0
    _require_within(_("Percent off for each day"), rules.per_day, least, 100)


def read_rule_fields(given: Mapping[str, str]) -> HandInRules:
    """Return the rules that the fields of a form, or the options of a command, say.

    Args:
        given: name of a rule → what was written for it; empty for as it is without any.

    Raises:
        UsageError: a number is none, or a word is not known.
    """
    usual = HandInRules()
    most = given.get("most", "")
    return HandInRules(
        counts=_read_word(Counts, given.get("counts", "")) or usual.counts,
        most=read_whole_number(most) if most else None,
        pause=read_whole_number(given.get("pause", "") or "0"),
        grace=read_whole_number(given.get("grace", "") or "0"),
        penalty=_read_word(LatePenalty, given.get("penalty", "")) or usual.penalty,
        per_day=read_number(given.get("per_day", "") or "0"),
        at_most=read_number(given.get("at_most", "") or "100"),
    )


def find_hindrance(rules: HandInRules, handed_in: Sequence[datetime], now: datetime) -> str:
    """Say why somebody may not hand in now; empty where nothing is in the way.

    Args:
        handed_in: when the same was handed in before, the oldest first.
    """
    if rules.left(handed_in) == 0:
        return _("You have handed this in as often as you may: {n}.").format(n=rules.most)
    at = rules.next_at(handed_in)
    if at is not None and now < at:
        return _(
            "There has to be some time between two hand-ins. You may hand in again at {at}."
        ).format(at=local_time(at))
    return ""


def require_allowed(session: Session, submission_id: int, whose: tuple[str, str, str]) -> None:
    """Make sure that what was just added, in this transaction, may be handed in.

    What is as it was before is nothing new, and always allowed.

    Raises:
        SubmissionError: there were too many before, or the last was just now.
    """
    cohort_id, learner_id, assignment_id = whose
    hold_enrolment(session, cohort_id, learner_id)  # who hands in twice at once waits here
    rules = read_rules(session, cohort_id).of(assignment_id)
    known = list_submissions(session, cohort_id, assignment_id, learner_id)
    added = next(one for one in known if one.id == submission_id)
    before = [one.submitted_at for one in known if one.id != submission_id]
    hindrance = find_hindrance(rules, before, added.submitted_at)
    if hindrance:
        raise SubmissionError(hindrance, remedy=_("What you handed in before is kept."))


def _require_within(what: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise UsageError(
            _("{what}: {value} is not between {least} and {most}.").format(
                what=what, value=f"{value:g}", least=f"{least:g}", most=f"{most:g}"
            )
        )


def _read_word(kind: type[Word], text: str) -> Word | None:
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        raise UsageError(
            _("“{text}” is none of these: {known}.").format(
                text=text[:40], known=", ".join(one.value for one in kind)
            )
        ) from None


def _told(rules: HandInRules | None) -> dict[str, str]:
    """Return rules as the log holds them: only what is not as without any."""
    if rules is None:
        return {}
    usual = HandInRules()
    told = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return {
        name: f"{value:g}" if isinstance(value, int | float) else str(value)
        for name, value in told.items()
        if value is not None and value != getattr(usual, name)
    } or {"counts": rules.counts.value}
