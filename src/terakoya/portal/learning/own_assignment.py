"""One assignment as its learner sees it: every item with its points and hints, and all hand-ins."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.delivery.rule_changes import find_hindrance
from terakoya.delivery.rule_words import explain_rules
from terakoya.grading import Entry, ItemOutcome, name_item_state, sign_of, summarise
from terakoya.grading.mark_changes import list_mark_changes
from terakoya.grading.words import advise, explain_outcome
from terakoya.language import gettext as _
from terakoya.model import Cohort, Due, Submission, local_time
from terakoya.model.hand_in_rules import HandInRules
from terakoya.portal.learning.own_work import OwnAssignment, OwnWork
from terakoya.portal.page_context import Office
from terakoya.records import list_receipts, list_submissions

__all__ = ["ChangedMark", "HandIn", "ItemLine", "OwnDetails", "read_details"]

_SHOWN_DIGITS = 16


@dataclass(frozen=True)
class ItemLine:
    """One item: its title, how it stands in a sign and in words, its points, and what to do."""

    title: str
    sign: str
    words: str
    score: float | None
    points: float
    advice: str


@dataclass(frozen=True)
class HandIn:
    """One hand-in.

    Attributes:
        number: of its receipt; None for what an instructor has collected.
        digest: the beginning of the SHA-256 of its files.
        counts: whether it is what is graded.
    """

    number: int | None
    at: str
    digest: str
    files: tuple[str, ...]
    counts: bool
    late: bool


@dataclass(frozen=True)
class ChangedMark:
    """A mark that grading again has changed; `items` are the titles of what came out otherwise."""

    at: str
    before: float
    after: float
    why: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class OwnDetails:
    """An assignment with its items and everything that was handed in, the newest first.

    Attributes:
        rules: what is to be known before it is handed in, a sentence each.
        hindrance: why it may not be handed in now; empty where it may.
    """

    assignment: OwnAssignment
    items: tuple[ItemLine, ...]
    hand_ins: tuple[HandIn, ...]
    advice: str = ""
    changes: tuple[ChangedMark, ...] = ()
    rules: tuple[str, ...] = ()
    hindrance: str = ""

    def receipt(self, number: str) -> HandIn | None:
        """Return the hand-in of a receipt's number; None where there is no such one."""
        return next((one for one in self.hand_ins if str(one.number) == number), None)


def read_details(
    office: Office, cohort: Cohort, work: OwnWork, assignment_id: str
) -> OwnDetails | None:
    """Return one of the own assignments; None where the course has no such one.

    Args:
        work: the learner's, of this cohort.
    """
    known = {one.id: one for each in work.cohorts for one in each.assignments}
    assignment = known.get(assignment_id)
    if assignment is None:
        return None
    learner_id = work.learner.id
    summary = summarise(
        office.workspace, office.database, cohort, {assignment_id}, learner_id=learner_id
    )
    (entry,) = summary.entries
    return OwnDetails(
        assignment,
        tuple(_item(outcome) for outcome in summary.outcomes(entry) if outcome.item.points),
        _list_hand_ins(office, cohort.id, entry, assignment),
        advise(entry.grading.status) if entry.grading is not None and not entry.is_blank else "",
        _list_changes(office, cohort.id, entry),
        *_read_rules(office, summary.dates.rules.of(assignment_id), entry),
    )


def _read_rules(office: Office, rules: HandInRules, entry: Entry) -> tuple[tuple[str, ...], str]:
    """Return what is to be known before handing in, and why that is not possible now."""
    handed_in = []
    if entry.submission is not None:
        place = (entry.submission.cohort_id, entry.assignment_id, entry.learner.id)
        with office.database.reading() as session:
            handed_in = [one.submitted_at for one in list_submissions(session, *place)]
    told = list(explain_rules(rules, has_due_date=entry.due is not None))
    left = rules.left(handed_in)
    if left is not None and handed_in:
        told.append(_("You can hand it in so many times more: {n}.").format(n=left))
    return tuple(told), find_hindrance(rules, handed_in, office.clock())


def _list_changes(office: Office, cohort_id: str, entry: Entry) -> tuple[ChangedMark, ...]:
    with office.database.reading() as session:
        changes = list_mark_changes(session, cohort_id, entry.learner.id, entry.assignment_id)
    titles = {item.key: item.title or item.id for item in entry.items}
    return tuple(
        ChangedMark(
            local_time(one.at),
            one.before,
            one.after,
            one.why,
            tuple(titles.get(key, key[1]) for key in one.items),
        )
        for one in changes
    )


def _item(outcome: ItemOutcome) -> ItemLine:
    state = outcome.state
    return ItemLine(
        title=outcome.item.title or outcome.item.id,
        sign=sign_of(state) if state is not None else "–",
        words=name_item_state(state) if state is not None else "",
        score=outcome.score,
        points=outcome.item.points,
        advice=explain_outcome(outcome) if state is not None else "",
    )


def _list_hand_ins(
    office: Office, cohort_id: str, entry: Entry, assignment: OwnAssignment
) -> tuple[HandIn, ...]:
    """Return everything that was handed in, by receipt or collected, the newest first."""
    with office.database.reading() as session:
        whose = entry.learner.id
        submissions = list_submissions(session, cohort_id, assignment.id, whose)
        receipts = list_receipts(session, cohort_id, learner_id=whose, assignment_id=assignment.id)
    counting = entry.submission.id if entry.submission is not None else None
    seen = {receipt.submission_id for receipt in receipts}
    told = [
        (
            each.received_at,
            HandIn(
                number=each.number,
                at=local_time(each.received_at),
                digest=each.digest[:_SHOWN_DIGITS],
                files=tuple(sorted(each.files)),
                counts=each.submission_id == counting,
                late=each.late,
            ),
        )
        for each in receipts
    ]
    told += [
        (one.submitted_at, _collected(one, entry.due, counts=one.id == counting))
        for one in submissions
        if one.id not in seen
    ]
    return tuple(each for _at, each in sorted(told, key=lambda pair: pair[0], reverse=True))


def _collected(submission: Submission, due: Due | None, *, counts: bool) -> HandIn:
    return HandIn(
        number=None,
        at=local_time(submission.submitted_at),
        digest=submission.digest[:_SHOWN_DIGITS],
        files=tuple(sorted(submission.files)),
        counts=counts,
        late=due is not None and due.is_late(submission.submitted_at),
    )
