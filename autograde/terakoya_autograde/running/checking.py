"""Checks in the clean room: in a second child, the checker, on what the learner's gives up."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from terakoya_autograde.errors import WireError
from terakoya_autograde.model import Status
from terakoya_autograde.running.checkers import Checkers, CleanRoom
from terakoya_autograde.running.learner_child import LearnerChild
from terakoya_autograde.running.listening import Listening, Talk
from terakoya_autograde.running.one_check import Asking
from terakoya_autograde.running.recording import NOT_RUN, error_output, grade_id_of, shown_credit
from terakoya_autograde.running.streams import Streams
from terakoya_autograde.running.transcript import Transcript
from terakoya_autograde.wire import LEARNER_GONE, Check, Noted, Serve

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Checking"]

_HANDLES = 1 << 20  # so many things may a learner's child lend for one check
_MOST_CHECKS = 10_000  # of one notebook


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
        self._checkers = Checkers(clean_room)
        self._attempts: dict[str, int] = {}

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
        self._checkers.drop()

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
        """Have a check run, or find out how it went when it was answered the same way before."""
        learner, watch = self._learner.present, self._transcript.watch()
        apart = index in self._apart
        numbers = self._numbers(grade_id_of(cell))
        learner.channel.send(Serve(apart, *self._streams.begin(index), numbers))
        known = self._known(cell)
        check = Check(
            self._clean_room.notebook,
            self._checkers.groundwork(grade_id_of(cell)),
            self._transcript.counts[index],
            changes,
            None if known is None else known.kinds,
            apart,
            None if known is None else known.disturbed,
            self._streams.of_check(index),
        )
        asking = Asking(self._clean_room, self._checkers, learner, self._transcript.limits)
        status = asking.ask(check, numbers, talk, watch)
        if talk.done is not None and talk.done.ename == LEARNER_GONE:
            status = Status.DIED
        if status in (Status.TIMEOUT, Status.DIED):
            talk.fatal = True  # a question may be open that is answered into the next check
        elif not talk.fatal:
            served = Listening(learner, (), self._transcript.limits).hear_the_end(learner)
            self._streams.note(served)
            if served is None:
                self._learner.drop()  # it does not say that it is done: nothing more is run in it
            else:
                self._streams.leave(index, served.found, served.left)
        return status

    def _numbers(self, check: str) -> int:
        """Return where the numbers begin of what is lent for a check: the same for each learner.

        A number is never given twice: something that was lent earlier may still be asked for.
        """
        attempt = self._attempts.get(check, 0)
        self._attempts[check] = attempt + 1
        return (attempt * _MOST_CHECKS + self._checkers.place(check)) * _HANDLES
