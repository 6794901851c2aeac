"""Driving children through a notebook: cells in, outputs and statuses out.

Cells run in the learner's child, checks of the clean room in a second one, and a check that cannot
run there in the learner's, after canaries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from terakoya_autograde.model import Limits, Status
from terakoya_autograde.running.checkers import CleanRoom
from terakoya_autograde.running.checking import Checking
from terakoya_autograde.running.learner_child import LearnerChild
from terakoya_autograde.running.recording import NOT_RUN, error_output, present_moment, timing
from terakoya_autograde.running.replay import Released
from terakoya_autograde.running.streams import Streams
from terakoya_autograde.running.transcript import Transcript
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.wire import Noted

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Executed", "run_notebook"]

Cell = TypeVar("Cell")
MOST_TRIES = 3  # of a cell whose child died: was it the cell, or somebody outside?
TAMPERED = "TamperedCheck"


@dataclass
class Executed:
    """How a run went: index of a code cell → status; `seconds` of wall time.

    `words` holds what a learner hears of a failed check, where that is less than its error says;
    `noted` what the checker noted of a check, and `in_clean_room` are the checks that ran there;
    `left` are the files that the code wrote, where they were asked for.
    """

    cells: dict[int, Status] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    noted: dict[int, Noted] = field(default_factory=dict)
    in_clean_room: set[int] = field(default_factory=set)
    left: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0


class _Run:
    """One notebook's run, cell by cell."""

    def __init__(
        self,
        notebook: NotebookNode,
        fork: Callable[[], Child],
        limits: Limits,
        clean_room: CleanRoom | None,
        streams: Streams | None,
    ) -> None:
        self.transcript = Transcript(notebook, limits)
        streams = streams or Streams(None, "", notebook)
        self.learner = LearnerChild(fork, self.transcript, streams)
        self.released = Released(notebook, clean_room) if clean_room else None
        self.checking = None
        if clean_room and self.released:
            apart = self.released.apart
            self.checking = Checking(clean_room, self.learner, self.transcript, streams, apart)
        self.cells: dict[int, Status] = {}

    def run(self, *, gathers: bool) -> Executed:
        transcript, checking = self.transcript, self.checking
        left: dict[str, bytes] = {}
        try:
            for index, cell in enumerate(transcript.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    transcript.counts[index] = len(transcript.counts) + 1
                    self.cells[index] = self._cell(index, cell)
            if gathers:
                left = self.learner.left_files()
        finally:
            self.learner.drop()
            if checking is not None:
                checking.drop()
        transcript.close()
        executed = Executed(self.cells, left=left, seconds=transcript.seconds)
        if checking is not None:
            executed.words = self.learner.words | checking.words
            executed.noted = checking.noted
            executed.in_clean_room = set(checking.lines)
        return executed

    def _cell(self, index: int, cell: NotebookNode) -> Status:
        if self.transcript.seconds_left <= 0 or not self.learner.ready():
            cell.outputs = [error_output(NOT_RUN)]
            return Status.TIMEOUT
        unprotected = self.checking is not None and self.checking.is_unprotected(cell)
        if unprotected and self.released is not None:
            self._perform(index, self.released.before(index))
        if unprotected and not self.learner.canaries_live(index):
            cell.outputs = [
                error_output(TAMPERED, "the code before this check changed what runs it")
            ]
            return Status.ERROR
        checking = self.checking
        check = checking.check if checking is not None and checking.is_check(cell) else None
        before = present_moment()
        status = self._try(check or self._execute, index, cell)
        cell.metadata["execution"] = timing(before, present_moment())
        if unprotected:
            self.learner.give_back()
        if check is None or self.checking is None or self.released is None:
            self.learner.keep(index, cell.source)
        else:
            fatal = status in (Status.TIMEOUT, Status.DIED, Status.MEMORY, Status.OUTPUT)
            line = self.checking.lines[index]
            self._perform(index, self.released.of(index, line, fatal=fatal))
        return status

    def _execute(self, index: int, cell: NotebookNode) -> Status:
        """Run a cell in the learner's child: one of his own, or a check that has to run there."""
        hidden = self.checking.hidden_lines(cell) if self.checking is not None else ()
        return self.learner.execute(index, cell, hidden)

    def _perform(self, index: int, code: str) -> None:
        """Have the learner's child do, unheard, what a check does to the notebook."""
        if code and self.transcript.seconds_left > 0 and self.learner.ready():
            self._try(lambda place, _cell: self.learner.perform(place, code), index, None)
            self.learner.keep(index, code)

    def _try(self, go: Callable[[int, Cell], Status], index: int, cell: Cell) -> Status:
        """Run a cell or a check, again where its child died: it may be somebody outside."""
        written = self.transcript.written
        for _ in range(MOST_TRIES):
            self.transcript.written = written
            status = go(index, cell)
            if status is not Status.DIED or not self.learner.ready():
                break
        if status is Status.OUTPUT:
            self.transcript.written = written  # a flood costs its own cell, not what comes after
        return status


def run_notebook(
    notebook: NotebookNode,
    fork: Callable[[], Child],
    limits: Limits,
    clean_room: CleanRoom | None = None,
    streams: Streams | None = None,
    *,
    gathers: bool = False,
) -> Executed:
    """Run every code cell of a notebook node in place, whatever it does.

    Args:
        notebook: nbformat 4; outputs and execution counts are replaced.
        fork: gives a fresh child each time it is called.
        limits: what the notebook may use, children and replays included.
        clean_room: where its checks run; None runs them in the learner's child.
        streams: where its random streams begin that nobody has seeded; without it, each child's
            begin somewhere else.
        gathers: whether the files are wanted that the code leaves in its folder.
    """
    return _Run(notebook, fork, limits, clean_room, streams).run(gathers=gathers)
