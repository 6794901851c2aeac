"""Checks in the clean room: in a second child, the checker, on what the learner's gives up."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.errors import WireError
from terakoya_autograde.model import Status
from terakoya_autograde.running.learner_child import LearnerChild
from terakoya_autograde.running.listening import Listening, Talk
from terakoya_autograde.running.recording import NOT_RUN, error_output, grade_id_of, shown_credit
from terakoya_autograde.running.streams import Streams
from terakoya_autograde.running.transcript import Transcript
from terakoya_autograde.warm.child_handle import Child, introduce
from terakoya_autograde.wire import LEARNER_GONE, Before, Check, Groundwork, Noted, Serve

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Checking", "CleanRoom"]


@dataclass(frozen=True)
class CleanRoom:
    """Where a notebook's checks run.

    Attributes:
        checks: the grade_ids that are checked there; every other cell runs in the learner's child.
        unprotected: the grade_ids of checks that run in the learner's child, after canaries.
        plans: what is known of each check.
        reference: check → what was noted when the reference solution was tried; None where it was
            not, and everything is allowed.
        groundwork: the checks of the clean room in order, each with what was done ahead for it.
        fork: gives a fresh checker.
    """

    notebook: str
    checks: frozenset[str]
    unprotected: frozenset[str]
    plans: Mapping[str, CellPlan]
    reference: Mapping[str, Noted] | None
    groundwork: Sequence[Groundwork]
    fork: Callable[[], Child]


class Checking:
    """One notebook's checks, one after another.

    Attributes:
        words: what a learner hears of a failed check, where that is less than its error says.
        noted: what the checker noted of each check.
        lines: where a check failed, from 1; 0 where it did not, or where that is not known.
    """

    def __init__(
        self,
        clean_room: CleanRoom,
        learner: LearnerChild,
        transcript: Transcript,
        streams: Streams,
        apart: Container[int] = (),
    ) -> None:
        """Check nothing yet; `apart` are the indices of checks that a fork is to answer."""
        self.words: dict[int, str] = {}
        self.noted: dict[int, Noted] = {}
        self.lines: dict[int, int] = {}
        self._apart = apart
        self._clean_room, self._learner, self._transcript = clean_room, learner, transcript
        self._streams = streams
        self._checker: Child | None = None
        self._met: Child | None = None  # whom the checker asks
        self._told: set[str] = set()  # the checks that the checker has heard of

    def is_check(self, cell: NotebookNode) -> bool:
        """Tell whether a cell is checked in the clean room: only the instructor's plan says so."""
        return grade_id_of(cell) in self._clean_room.checks

    def is_unprotected(self, cell: NotebookNode) -> bool:
        """Tell whether a cell is a check that has to run in the learner's child."""
        return grade_id_of(cell) in self._clean_room.unprotected

    def hidden_lines(self, cell: NotebookNode) -> tuple[int, ...]:
        """Return the lines of a check, from 1, that the learner has never seen."""
        plan = self._clean_room.plans.get(grade_id_of(cell))
        return plan.cell.hidden if plan is not None else ()

    def check(self, index: int, cell: NotebookNode) -> Status:
        """Run one check in the clean room.

        A call may change the test's own objects, as in any Python: a check may look for just that,
        but what it compares with may be emptied so. So where a function changes what the reference
        does not, the check has to be passed a second time, by a fresh checker whose objects only
        change as the reference changes them.
        """
        status = self._check_once(index, cell, None)
        known = self._known(cell)
        changed = self.noted.get(index, Noted()).changed
        if known is None or set(changed) <= set(known.changed):
            return status
        self.drop()  # its objects are no longer the instructor's: no later check compares with them
        return self._check_again(index, cell, known.changed) if status is Status.OK else status

    def _check_again(self, index: int, cell: NotebookNode, known: tuple[str, ...]) -> Status:
        """Run a check that was passed once more, where only what the reference changes is changed.

        The learner's child has already answered this check: a function of it that counts its calls
        is further on. So where it is not passed, a fresh child answers it too.
        """
        first, again = cell.outputs, Status.ERROR
        for fresh in (False, True):
            if fresh:
                self._learner.drop()
            self.drop()
            if not self._learner.ready():
                cell.outputs = [error_output(NOT_RUN)]
                return Status.TIMEOUT
            again = self._check_once(index, cell, known)
            if again is Status.OK:
                break
        if again is Status.OK and shown_credit(cell.outputs) >= shown_credit(first):
            cell.outputs = first
        return again

    def drop(self) -> None:
        """End the present checker; harmless where there is none."""
        if self._checker is not None:
            self._checker.end()
            self._checker = self._met = None
            self._told.clear()

    def _known(self, cell: NotebookNode) -> Noted | None:
        """Return what was noted of a check when the reference was tried; None if it was not."""
        if self._clean_room.reference is None:
            return None
        return self._clean_room.reference.get(cell.metadata["nbgrader"]["grade_id"], Noted())

    def _check_once(
        self, index: int, cell: NotebookNode, changes: tuple[str, ...] | None
    ) -> Status:
        """Run one check in the checker, on what the present child gives up."""
        talk = self._transcript.begin(index, cell)
        self.words.pop(index, None)
        self.noted.pop(index, None)
        self.lines[index] = 0
        try:
            status = self._ask(index, cell, changes, talk)
        except WireError:
            status, talk.fatal = Status.DIED, True
        if talk.fatal:
            self._learner.drop()
            self.drop()
        self._streams.note(talk.done)
        if talk.done is not None:
            self.words |= {index: talk.done.words} if talk.done.words else {}
            self.noted[index] = talk.done.noted
            self.lines[index] = talk.done.line
        return self._transcript.end(cell, status, talk)

    def _ask(
        self, index: int, cell: NotebookNode, changes: tuple[str, ...] | None, talk: Talk
    ) -> Status:
        """Have the checker run one check, and listen to it while it asks the learner's child."""
        learner, checker = self._introduced()
        apart = index in self._apart
        learner.channel.send(Serve(apart, *self._streams.begin(index)))
        name = cell.metadata["nbgrader"]["grade_id"]
        count = self._transcript.counts[index]
        known = self._known(cell)
        kinds = None if known is None else known.kinds
        disturbs = None if known is None else known.disturbed
        due, labels = self._tell_of_earlier(checker, name), self._streams.of_check(index)
        check = Check(
            self._clean_room.notebook, due, count, changes, kinds, apart, disturbs, labels
        )
        checker.channel.send(check)
        listening = Listening(checker, (learner,), self._transcript.limits)
        status = listening.listen(talk, self._transcript.seconds_left)
        if talk.done is not None and talk.done.ename == LEARNER_GONE:
            status = Status.DIED
        if status in (Status.TIMEOUT, Status.DIED):
            talk.fatal = True  # a question may be open that is answered into the next check
        elif not talk.fatal:
            served = listening.hear_the_end(learner)
            self._streams.note(served)
            if served is None:
                self._learner.drop()  # it does not say that it is done: nothing more is run in it
            else:
                self._streams.leave(index, served.found, served.left)
        return status

    def _tell_of_earlier(self, checker: Child, name: str) -> Groundwork:
        """Give the checker what checks have made that it has not run; return the one due."""
        for groundwork in self._clean_room.groundwork:
            known = groundwork.plan.cell.name
            if known == name:
                self._told.add(known)
                return groundwork
            if groundwork.offers and known not in self._told:
                self._told.add(known)
                checker.channel.send(Before(groundwork))
        raise WireError(f"nothing is known of the check {name}")

    def _introduced(self) -> tuple[Child, Child]:
        """Return the learner's child and a checker that asks it."""
        learner = self._learner.present
        if self._checker is None:
            self._checker, self._met = self._clean_room.fork(), None
        if self._met is not learner:
            introduce(self._checker, learner)
            self._met = learner
        return learner, self._checker
