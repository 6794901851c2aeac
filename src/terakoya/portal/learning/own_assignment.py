"""One assignment as its learner sees it: every item with its points and hints, and all hand-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from terakoya.grading import ItemOutcome, name_item_state, sign_of, summarise
from terakoya.grading.words import advise, explain_outcome
from terakoya.model import Cohort, Submission, local_time
from terakoya.portal.learning.own_work import OwnAssignment, OwnWork
from terakoya.portal.page_context import Office
from terakoya.records import list_receipts, list_submissions

__all__ = ["HandIn", "ItemLine", "OwnDetails", "read_details"]

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
class OwnDetails:
    """An assignment with its items and everything that was handed in, the newest first."""

    assignment: OwnAssignment
    items: tuple[ItemLine, ...]
    hand_ins: tuple[HandIn, ...]
    advice: str = ""

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
        _list_hand_ins(office, cohort.id, learner_id, assignment),
        advise(entry.grading.status) if entry.grading is not None and not entry.is_blank else "",
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
    office: Office, cohort_id: str, learner_id: str, assignment: OwnAssignment
) -> tuple[HandIn, ...]:
    """Return everything that was handed in, by receipt or collected, the newest first."""
    with office.database.reading() as session:
        submissions = list_submissions(session, cohort_id, assignment.id, learner_id)
        receipts = list_receipts(
            session, cohort_id, learner_id=learner_id, assignment_id=assignment.id
        )
    newest = submissions[-1].id if submissions else None
    seen = {receipt.submission_id for receipt in receipts}
    told = [
        (
            each.received_at,
            HandIn(
                number=each.number,
                at=local_time(each.received_at),
                digest=each.digest[:_SHOWN_DIGITS],
                files=tuple(sorted(each.files)),
                counts=each.submission_id == newest,
                late=each.late,
            ),
        )
        for each in receipts
    ]
    told += [
        (one.submitted_at, _collected(one, assignment.due_at, counts=one.id == newest))
        for one in submissions
        if one.id not in seen
    ]
    return tuple(each for _at, each in sorted(told, key=lambda pair: pair[0], reverse=True))


def _collected(submission: Submission, due_at: datetime | None, *, counts: bool) -> HandIn:
    return HandIn(
        number=None,
        at=local_time(submission.submitted_at),
        digest=submission.digest[:_SHOWN_DIGITS],
        files=tuple(sorted(submission.files)),
        counts=counts,
        late=due_at is not None and submission.submitted_at > due_at,
    )
