"""Driving children through a notebook: cells in, outputs and statuses out.

A cell that kills, hangs or floods its child costs that cell only: a fresh child runs the earlier
cells again, without the fatal one, and goes on behind it. Checks of the clean room run in a second
child, the checker, on values that the first gives up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.child import Child, introduce
from terakoya_autograde.clean_room.bridge import LEARNER_GONE
from terakoya_autograde.clean_room.canary import make_canaries
from terakoya_autograde.errors import WireError
from terakoya_autograde.listening import Listening, Talk
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.recording import (
    Recorder,
    error_output,
    present_moment,
    shown_credit,
    timing,
)
from terakoya_autograde.wire import Check, Restore, Run, Serve

__all__ = ["CleanRoom", "Executed", "run_notebook"]

MOST_CHILDREN = 24  # of one notebook, before the rest is not run
MOST_TRIES = 3  # of a cell whose child died: was it the cell, or somebody outside?
_NAMES = {
    Status.TIMEOUT: "CellTimeoutError",
    Status.DIED: "KernelDied",
    Status.MEMORY: "MemoryLimitExceeded",
    Status.OUTPUT: "OutputLimitExceeded",
}
NOT_RUN = "CellNotRun"
TAMPERED = "TamperedCheck"
ENOUGH_FOR_A_CANARY = 1 << 16


@dataclass(frozen=True)
class CleanRoom:
    """Where a notebook's checks run.

    Attributes:
        checks: the grade_ids that are checked there; every other cell runs in the learner's child.
        unprotected: the grade_ids of checks that run in the learner's child, after canaries.
        changes: the arguments that a check's calls may change; None for all, of every check.
        fork: gives a fresh checker.
    """

    notebook: str
    checks: frozenset[str]
    unprotected: frozenset[str]
    changes: Mapping[str, tuple[str, ...]] | None
    fork: Callable[[], Child]


@dataclass
class Executed:
    """How a run went: index of a code cell → status; `seconds` of wall time.

    `words` holds what a learner hears of a failed check, where that is less than its error says;
    `changed` the arguments that a check's calls have changed.
    """

    cells: dict[int, Status] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    changed: dict[int, tuple[str, ...]] = field(default_factory=dict)
    seconds: float = 0.0


class _Run:
    """One notebook's run: the present children, what was written, what may be replayed."""

    def __init__(
        self, notebook: Any, fork: Callable[[], Child], limits: Limits, room: CleanRoom | None
    ) -> None:
        self.notebook, self.fork, self.limits, self.room = notebook, fork, limits, room
        self.recorder = Recorder(notebook)
        self.executed = Executed()
        self.started = time.monotonic()
        self.written = 0
        self.children = 0
        self.child: Child | None = None
        self.checker: Child | None = None
        self.met: Child | None = None  # whom the checker asks
        self.counts: dict[int, int] = {}
        self.survived: list[int] = []
        self.suspects: set[int] = set()

    def seconds_left(self) -> float:
        return self.limits.notebook_seconds - (time.monotonic() - self.started)

    def run(self) -> Executed:
        try:
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self.counts[index] = len(self.counts) + 1
                    self._cell(index, cell)
        finally:
            self._drop()
            self._drop_checker()
        self.recorder.set_widgets_metadata()
        self.executed.seconds = time.monotonic() - self.started
        return self.executed

    def _cell(self, index: int, cell: Any) -> None:
        if self.seconds_left() <= 0 or not self._ready():
            cell.outputs = [error_output(NOT_RUN)]
            self.executed.cells[index] = Status.TIMEOUT
            return
        check = self._is_check(cell)
        if self._is_unprotected(cell) and not self._canaries_live(index):
            cell.outputs = [
                error_output(TAMPERED, "the code before this check changed what runs it")
            ]
            self.executed.cells[index] = Status.ERROR
            return
        before, written = present_moment(), self.written
        for _ in range(MOST_TRIES):
            self.written = written
            status = self._try(index, cell, check=check)
            if status is not Status.DIED or not self._ready():
                break
        if status is Status.OUTPUT:
            self.written = written  # a flood costs its own cell, not what comes after it
        cell.metadata["execution"] = timing(before, present_moment())
        self.executed.cells[index] = status
        if self.child is not None and not check:
            self.survived.append(index)

    def _is_check(self, cell: Any) -> bool:
        """Tell whether a cell is checked in the clean room: only the instructor's plan says so."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        return self.room is not None and grade_id in self.room.checks

    def _is_unprotected(self, cell: Any) -> bool:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        return self.room is not None and grade_id in self.room.unprotected

    def _canaries_live(self, index: int) -> bool:
        """Put back what a check stands on, and see whether errors and shown values arrive."""
        for canary in make_canaries():
            if self.child is None:
                return False
            try:
                self.child.channel.send(Restore())
                restored = Listening(self.child, (), self.limits).hear_the_end(self.child)
                self.child.channel.send(Run(canary.code, "", self.counts[index]))
                talk = Talk("", canary.hear, ENOUGH_FOR_A_CANARY)
                Listening(self.child, (), self.limits).listen(talk, self.seconds_left())
            except WireError:
                return False
            if talk.fatal:
                self._drop()
            if not restored or not canary.lives(talk.done):
                return False
        return True

    def _try(self, index: int, cell: Any, *, check: bool) -> Status:
        return self._check(index, cell) if check else self._execute(index, cell, record=True)

    def _ready(self) -> bool:
        """See to it that there is a child in the state that the surviving cells make."""
        while self.child is None:
            if self.children >= MOST_CHILDREN:
                return False
            self.children += 1
            self.child = self.fork()
            for index in self.survived:
                self._execute(index, self.notebook.cells[index], record=False)
                if self.child is None:
                    self._suspect(index)
                    break
        return True

    def _suspect(self, index: int) -> None:
        """Leave out a cell that went well once and has now been fatal to its replay twice."""
        if index in self.suspects:
            self.survived.remove(index)
        self.suspects.add(index)

    def _execute(self, index: int, cell: Any, *, record: bool) -> Status:
        """Run one cell in the present child; drop the child where the cell was fatal to it."""
        assert self.child is not None
        talk = self._begin(index, cell, record=record)
        try:
            self.child.channel.send(Run(cell.source, cell.get("id", ""), self.counts[index]))
            status = Listening(self.child, (), self.limits).listen(talk, self.seconds_left())
        except WireError:  # gone, or it said what no kernel says
            status, talk.fatal = Status.DIED, True
        if talk.fatal:
            self._drop()
        return self._end(cell, status, talk)

    def _check(self, index: int, cell: Any) -> Status:
        """Run one check in the clean room.

        A call may change the test's own objects, as in any Python: a check may look for just that,
        but what it compares with may be emptied so. So where a function changes what the reference
        does not, the check has to be passed a second time, by a fresh checker whose objects only
        change as the reference changes them.
        """
        status = self._check_once(index, cell, None)
        changed = self.executed.changed.get(index, ())
        known = self._known_changes(cell)
        if status is not Status.OK or known is None or not set(changed) - set(known):
            return status
        first = cell.outputs
        self._drop_checker()
        if not self._ready():
            return status
        again = self._check_once(index, cell, known)
        if again is Status.OK and shown_credit(cell.outputs) >= shown_credit(first):
            cell.outputs = first
        return again

    def _known_changes(self, cell: Any) -> tuple[str, ...] | None:
        """Return the arguments that the reference's calls change in a check; None if unknown."""
        if self.room is None or self.room.changes is None:
            return None
        return self.room.changes.get(cell.metadata["nbgrader"]["grade_id"], ())

    def _check_once(self, index: int, cell: Any, changes: tuple[str, ...] | None) -> Status:
        """Run one check in the checker, on what the present child gives up."""
        talk = self._begin(index, cell, record=True)
        try:
            learner, checker = self._introduced()
            learner.channel.send(Serve())
            name = cell.metadata["nbgrader"]["grade_id"]
            assert self.room is not None
            room = self.room.notebook
            checker.channel.send(Check(room, name, self.counts[index], changes))
            listening = Listening(checker, (learner,), self.limits)
            status = listening.listen(talk, self.seconds_left())
            if talk.done is not None and talk.done.ename == LEARNER_GONE:
                status = Status.DIED
            if status in (Status.TIMEOUT, Status.DIED):
                talk.fatal = True  # a question may be open that is answered into the next check
            elif not talk.fatal and not listening.hear_the_end(learner):
                self._drop()  # it does not say that it is done: nothing more is run in it
        except WireError:
            status, talk.fatal = Status.DIED, True
        if talk.fatal:
            self._drop()
            self._drop_checker()
        if talk.done is not None:
            self.executed.words |= {index: talk.done.words} if talk.done.words else {}
            self.executed.changed |= {index: talk.done.changed} if talk.done.changed else {}
        return self._end(cell, status, talk)

    def _introduced(self) -> tuple[Child, Child]:
        """Return the learner's child and a checker that asks it."""
        assert self.room is not None and self.child is not None
        if self.checker is None:
            self.checker, self.met = self.room.fork(), None
        if self.met is not self.child:
            introduce(self.checker, self.child)
            self.met = self.child
        return self.child, self.checker

    def _begin(self, index: int, cell: Any, *, record: bool) -> Talk:
        if record:
            cell.outputs = []
            self.recorder.clear_before_next_output = False

        def keep(message: dict[str, Any]) -> None:
            self.recorder.record(message, cell, index)

        allowed = self.limits.output_kb * 1024 - self.written
        return Talk(cell.get("id", ""), keep if record else None, allowed)

    def _end(self, cell: Any, status: Status, talk: Talk) -> Status:
        """Record an error that only the reply tells of, as nbgrader does."""
        if not talk.records:
            return status
        self.written += talk.written
        done = talk.done
        if done is not None and done.status != "ok":
            known = (out for out in cell.outputs if out.output_type == "error")
            if not any(output.ename == done.ename for output in known):
                cell.outputs.append(error_output(done.ename, done.evalue, list(done.traceback)))
        if status in _NAMES:
            cell.outputs.append(error_output(_NAMES[status]))
        return status

    def _drop(self) -> None:
        if self.child is not None:
            self.child.end()
            self.child = None

    def _drop_checker(self) -> None:
        if self.checker is not None:
            self.checker.end()
            self.checker = self.met = None


def run_notebook(
    notebook: Any, fork: Callable[[], Child], limits: Limits, room: CleanRoom | None = None
) -> Executed:
    """Run every code cell of a notebook node in place, whatever it does.

    Args:
        notebook: nbformat 4; outputs and execution counts are replaced.
        fork: gives a fresh child each time it is called.
        limits: what the notebook may use, children and replays included.
        room: where its checks run; None runs them in the learner's child.
    """
    return _Run(notebook, fork, limits, room).run()
