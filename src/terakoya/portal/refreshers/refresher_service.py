"""What happens when somebody practises: begin, hint, answer, hand in; and what is due to whom.

Every answer is judged here, from what the sandbox computes at that moment. Neither the seed nor the
right answer of an open attempt leaves this module.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

import nbformat

from terakoya.errors import UsageError
from terakoya.faces.refresher.kit import Variant
from terakoya.grading import read_decisions
from terakoya.language import gettext as _
from terakoya.model import Memory
from terakoya.portal.refreshers.kits import Kits
from terakoya.portal.refreshers.practice_list import Place, Sitting, read_practice_list
from terakoya.records import (
    Attempt,
    Database,
    answer_attempt,
    begin_attempt,
    newest_attempt,
    open_hint,
    save_memory,
)
from terakoya.refresh import (
    Standing,
    choose_variant,
    is_right,
    rate_attempt,
    read_answer,
    read_secret,
    review,
)
from terakoya.refresh.due_practice import recall
from terakoya.workspace import Workspace

__all__ = ["RefresherService"]


class RefresherService:
    """The refreshers of a workspace; callable from many threads."""

    def __init__(
        self,
        workspace: Workspace,
        database: Database,
        clock: Callable[[], datetime],
        *,
        sandbox: bool = True,
    ) -> None:
        self.workspace, self.database, self.clock = workspace, database, clock
        self._kits = Kits(workspace, sandbox=sandbox)
        self._secret = read_secret(workspace.var)

    def close(self) -> None:
        """End what was started."""
        self._kits.close()

    def sit_down(self, place: Place) -> Sitting | None:
        """Return where a learner stands with an item; None where there is no such item.

        Raises:
            NotebookError, EngineError: the open attempt's data cannot be made.
        """
        sitting = self._look_up(place)
        if sitting is None:
            return None
        with self.database.reading() as session:
            attempt = newest_attempt(session, place.key)
        if attempt is None or (not attempt.is_open and sitting.due.standing is Standing.DUE):
            self._kits.warm(sitting.assignment, place.item)
            return sitting  # the last result is history: it is time for another
        variant = self._variant(sitting, attempt)
        return replace(sitting, attempt=attempt, variant=variant)

    def begin(self, place: Place) -> bool:
        """Begin an attempt on new data, or go on with the open one; False for no such item."""
        sitting = self._look_up(place)
        if sitting is None:
            return False
        with self.database.reading() as session:
            last = newest_attempt(session, place.key)
        if last is not None and last.is_open:
            return True
        number = last.number + 1 if last else 1
        candidate = self._choose(sitting, last, number)
        attempt = Attempt(place.key, number, candidate, 0, self.clock())
        with self.database.session() as session:
            begin_attempt(session, attempt)  # where another window was first, its attempt counts
        return True

    def open_hint(self, place: Place, number: int) -> None:
        """Show the hints up to `number`; opening one makes the recall a harder one."""
        sitting = self._look_up(place)
        if sitting is None:
            return
        wanted = min(max(number, 0), len(sitting.item.refresher.hints))
        with self.database.session() as session:
            open_hint(session, place.key, wanted)

    def answer(self, place: Place, number: str, typed: str) -> str:
        """Judge what was typed and plan the next time; a sentence where it could not be read.

        Args:
            place: who answers what.
            number: of the attempt that the page was about; an older page counts nothing.
            typed: the answer as it was typed.

        Raises:
            UsageError: nothing is asked of this learner now.
        """
        sitting, attempt, variant = self._require_open(place, number)
        refresher = sitting.item.refresher
        if variant.answer is None:
            raise UsageError(_("This refresher is answered by code."))
        reading = read_answer(refresher, typed, variant.choices)
        if reading.value is None:
            return reading.problem
        self._record(
            sitting, attempt, typed, right=is_right(refresher, reading.value, variant.answer)
        )
        return ""

    def hand_in(self, place: Place, number: str, notebook: bytes) -> None:
        """Grade a refresher notebook in the sandbox and plan the next time.

        Raises:
            UsageError: nothing is asked of this learner now, or code is not open to them.
            SubmissionError: it is not the refresher's notebook; nothing was counted.
            WorkerError: the grader itself failed; nothing was counted.
        """
        sitting, attempt, variant = self._require_open(place, number)
        _require_code(sitting)
        with self._kits.use(sitting.assignment) as kit:
            verdict = kit.check_notebook(place.item, variant, notebook)
        attempt = replace(attempt, by_code=True)
        self._record(sitting, attempt, verdict.message, right=verdict.right)

    def notebook_zip(self, place: Place) -> bytes:
        """Return the refresher's notebook with the open attempt's data, as a zip.

        Raises:
            UsageError: nothing is asked of this learner now, or code is not open to them.
        """
        sitting, _attempt, variant = self._require_open(place)
        _require_code(sitting)
        with self._kits.use(sitting.assignment) as kit:
            notebook = nbformat.writes(kit.make_notebook(place.item)) + "\n"
            files = {f"{place.item}.ipynb": notebook.encode()} | kit.data_files(variant)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(f"refresher-{place.item}/{name}"), content)
        return buffer.getvalue()

    def _look_up(self, place: Place) -> Sitting | None:
        practice = read_practice_list(
            self.workspace, self.database, self.clock(), place.cohort, place.learner
        )
        if practice is not None and place.assignment in practice.problems:
            raise practice.problems[place.assignment]
        if practice is None or (place.assignment, place.item) not in practice.items:
            return None
        (due,) = (entry for entry in practice.due if entry.key == place.key)
        return Sitting(
            place=place,
            learner=practice.learners[0],
            assignment=practice.assignments[place.assignment],
            item=practice.items[place.assignment, place.item],
            due=due,
        )

    def _variant(self, sitting: Sitting, attempt: Attempt) -> Variant:
        seeds = self._seeds(sitting.place, attempt.number)
        (seed,) = islice(seeds, attempt.candidate, attempt.candidate + 1)
        with self._kits.use(sitting.assignment) as kit:
            return kit.make_variant(sitting.place.item, seed)

    def _seeds(self, place: Place, number: int) -> Iterator[int]:
        return self._secret.seeds(place.learner, place.assignment, place.item, number)

    def _choose(self, sitting: Sitting, last: Attempt | None, number: int) -> int:
        """Return which candidate becomes the attempt's variant."""
        place = sitting.place
        with self._kits.use(sitting.assignment) as kit:
            known = [kit.make_variant(place.item, None).answer]
            if last is not None:
                known.append(self._variant(sitting, last).answer)
            _variant, rejected = choose_variant(
                sitting.item.refresher,
                lambda seed: kit.make_variant(place.item, seed),
                self._seeds(place, number),
                [answer for answer in known if answer is not None],
            )
        return rejected

    def _require_open(self, place: Place, number: str = "") -> tuple[Sitting, Attempt, Variant]:
        sitting = self.sit_down(place)
        if sitting is None or sitting.attempt is None or sitting.variant is None:
            raise UsageError(_("This refresher has not been begun."))
        if not sitting.attempt.is_open or number not in ("", str(sitting.attempt.number)):
            raise UsageError(_("This refresher has been answered already."))
        return sitting, sitting.attempt, sitting.variant

    def _record(self, sitting: Sitting, attempt: Attempt, said: str, *, right: bool) -> None:
        """Close the attempt and plan the next time, in one transaction."""
        place, now = sitting.place, self.clock()
        wanted = {(place.assignment, place.item): sitting.item.checks}
        over = replace(attempt, right=right, answer=said, answered_at=now)
        decided = read_decisions(self.workspace, place.cohort)
        with self.database.session() as session:
            if not answer_attempt(session, over):
                return  # another window was first
            memories, _graded = recall(session, place.cohort, [place.learner], wanted, decided)
            before: Memory | None = memories.get(place.key)
            rating = rate_attempt(right=right, hints=attempt.hints)
            save_memory(session, place.key, review(before, rating, now))


def _require_code(sitting: Sitting) -> None:
    """The small notebook holds the model solution of the steps before: not before one's own try."""
    if not sitting.due.was_graded:
        raise UsageError(
            _("Code is open to those whose exercise was graded."),
            remedy=_("Hand in the exercise first, or answer without code."),
        )
