"""Everything that was handed in: with its receipts, how far it is, its files and its feedback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.grading import PAGE, CourseDirectory
from terakoya.language import gettext as _
from terakoya.model import Receipt, Submission
from terakoya.portal.exchange_api.exchange_answers import FeedbackPage, ReceiptAnswer
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.exchange_api.offered import pack_files
from terakoya.records import (
    find_receipt,
    gradings_that_count,
    list_given_feedback,
    list_receipts,
    list_submissions,
    read_due_dates,
)

__all__ = ["HandIns"]


@dataclass(frozen=True)
class HandIns:
    """What was handed in, in whatever way; read anew for each question."""

    service: ExchangeService

    def list_all(
        self, cohort_id: str, learner_id: str | None, assignment_id: str | None
    ) -> list[ReceiptAnswer]:
        """Return a cohort's hand-ins, the oldest first; each receipt is one of its own.

        Args:
            learner_id, assignment_id: only theirs, only of it.
        """
        self.service.cohort(cohort_id)
        with self.service.database.reading() as session:
            receipts = list_receipts(
                session, cohort_id, learner_id=learner_id, assignment_id=assignment_id
            )
            submissions = [
                each
                for each in list_submissions(session, cohort_id, assignment_id)
                if learner_id in (None, each.learner_id)
            ]
            dates = read_due_dates(session, cohort_id)
        known = {each.submission_id for each in receipts}
        others = []
        for each in submissions:
            if each.id not in known:
                due = dates.of(each.learner_id, each.assignment_id)
                late = due is not None and due.is_late(each.submitted_at)
                others.append(_without_number(each, late=late))
        found = sorted((*receipts, *others), key=lambda one: (one.received_at, one.number))
        return self._answers(found, _newest(submissions))

    def receipt(self, cohort_id: str, learner_id: str, number: int) -> ReceiptAnswer:
        """Return one receipt.

        Raises:
            UsageError: this learner has none of that number.
        """
        with self.service.database.reading() as session:
            found = find_receipt(session, number) if number < 2**31 else None
            if found is None or (found.cohort_id, found.learner_id) != (cohort_id, learner_id):
                raise UsageError(_("There is no receipt {number}.").format(number=number))
            submissions = list_submissions(session, cohort_id, found.assignment_id)
        (answer,) = self._answers([found], _newest(submissions))
        return answer

    def submission(self, cohort_id: str, learner_id: str, submission_id: int) -> Submission:
        """Return one submission.

        Raises:
            UsageError: this learner has none of that number.
        """
        with self.service.database.reading() as session:
            for each in list_submissions(session, cohort_id):
                if (each.id, each.learner_id) == (submission_id, learner_id):
                    return each
        raise UsageError(_("There is no hand-in {number}.").format(number=submission_id))

    def pack(self, submission: Submission) -> bytes:
        """Return its files as a zip, each proven by its SHA-256."""
        read = self.service.store.read
        return pack_files({name: read(sha256) for name, sha256 in submission.files.items()})

    def feedback(self, submission: Submission) -> dict[str, bytes]:
        """Return the pages of feedback on it, by notebook."""
        (pages,) = self._feedback([_without_number(submission, late=False)])
        return pages

    def _feedback(self, receipts: Sequence[Receipt]) -> list[dict[str, bytes]]:
        """Return notebook → page for each of them."""
        numbers = {each.submission_id for each in receipts}
        with self.service.database.reading() as session:
            given = list_given_feedback(session, numbers)
            graded = gradings_that_count(session, numbers)
        found = []
        for receipt in receipts:
            pages: dict[str, bytes] = {}
            page = self._page(receipt)
            if receipt.submission_id in graded and page.is_file():
                pages = dict.fromkeys(_notebooks(receipt.files), page.read_bytes())
            for each in given.get(receipt.submission_id, ()):
                if each.notebook:
                    pages[each.notebook] = self.service.store.read(each.sha256)
            found.append(pages)
        return found

    def _page(self, submission: Receipt) -> Path:
        directory = CourseDirectory(self.service.workspace.cohort(submission.cohort_id))
        return directory.feedback(submission.learner_id, submission.assignment_id) / PAGE

    def _answers(self, found: Iterable[Receipt], newest: frozenset[int]) -> list[ReceiptAnswer]:
        receipts = list(found)
        numbers = {each.submission_id for each in receipts}
        with self.service.database.reading() as session:
            graded = gradings_that_count(session, numbers)
        times = {number: grading.graded_at for number, grading in graded.items()}
        pages = self._feedback(receipts)
        return [
            _answer(receipt, times.get(receipt.submission_id), newest, mine)
            for receipt, mine in zip(receipts, pages, strict=True)
        ]


def _answer(
    receipt: Receipt,
    graded_at: datetime | None,
    newest: frozenset[int],
    pages: Mapping[str, bytes],
) -> ReceiptAnswer:
    state = "waiting" if receipt.submission_id in newest else "overtaken"
    return ReceiptAnswer(
        number=receipt.number or None,
        submission=receipt.submission_id,
        cohort=receipt.cohort_id,
        learner=receipt.learner_id,
        assignment=receipt.assignment_id,
        digest=receipt.digest,
        files=dict(receipt.files),
        received_at=receipt.received_at,
        late=receipt.late,
        state="graded" if graded_at else state,
        graded_at=graded_at,
        feedback=[
            FeedbackPage(notebook=name, sha256=hashlib.sha256(page).hexdigest(), bytes=len(page))
            for name, page in sorted(pages.items())
        ],
    )


def _notebooks(files: Iterable[str]) -> list[str]:
    stems = (name.removesuffix(".ipynb") for name in files if name.endswith(".ipynb"))
    return [stem for stem in stems if "/" not in stem]


def _newest(submissions: Iterable[Submission]) -> frozenset[int]:
    newest = {(each.learner_id, each.assignment_id): each.id for each in submissions}
    return frozenset(newest.values())


def _without_number(submission: Submission, *, late: bool) -> Receipt:
    """Return what was handed in in another way, like a receipt without a number."""
    return Receipt(
        number=0,
        cohort_id=submission.cohort_id,
        learner_id=submission.learner_id,
        assignment_id=submission.assignment_id,
        submission_id=submission.id,
        digest=submission.digest,
        files=submission.files,
        received_at=submission.submitted_at,
        late=late,
    )
