"""The learner's child: in the state that the cells make which it has survived.

A cell that kills, hangs or floods its child costs that cell only: a fresh child runs the earlier
cells again, without the fatal one, and goes on behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from terakoya_autograde.clean_room.canary import make_canaries
from terakoya_autograde.clean_room.failure_messages import LONGEST
from terakoya_autograde.errors import WireError
from terakoya_autograde.model import Status
from terakoya_autograde.running.listening import Listening, Talk
from terakoya_autograde.running.streams import Streams
from terakoya_autograde.running.transcript import Transcript
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.wire import Gather, Restore, Run

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["LearnerChild"]

MOST_CHILDREN = 24  # of one notebook, before the rest is not run
ENOUGH_FOR_A_CANARY = 1 << 16


class LearnerChild:
    """The present child of one notebook's run, and what makes the next one like it.

    Attributes:
        child: the present one; None before the first, and after one that was dropped.
        words: what the learner hears of a failed check, where that is less than its error says.
    """

    def __init__(self, fork: Callable[[], Child], transcript: Transcript, streams: Streams) -> None:
        """Fork nothing yet; `fork` gives a fresh child each time it is called."""
        self.child: Child | None = None
        self.words: dict[int, str] = {}
        self._fork, self._transcript, self._streams = fork, transcript, streams
        self._children = 0
        self._survived: list[tuple[int, str]] = []  # of which cell, what code
        self._suspects: set[tuple[int, str]] = set()

    @property
    def present(self) -> Child:
        """The present child, where `ready` has just said that there is one."""
        assert self.child is not None
        return self.child

    def ready(self) -> bool:
        """See to it that there is a child in the state that the surviving cells make."""
        while self.child is None:
            if self._children >= MOST_CHILDREN:
                return False
            self._children += 1
            self.child = self._fork()
            for survivor in self._survived:
                self.perform(*survivor)
                if self.child is None:
                    self._suspect(survivor)
                    break
        return True

    def execute(self, index: int, cell: NotebookNode, hidden: tuple[int, ...] = ()) -> Status:
        """Run one cell in the present child; drop the child where the cell was fatal to it.

        Args:
            hidden: the lines of the cell, from 1, that the learner has never seen.
        """
        return self._run(index, cell.source, hidden=hidden)

    def perform(self, index: int, code: str) -> Status:
        """Run some code in the place of a cell, unheard: nothing of it is recorded."""
        return self._run(index, code, record=False)

    def _run(
        self, index: int, code: str, *, record: bool = True, hidden: tuple[int, ...] = ()
    ) -> Status:
        child, transcript = self.present, self._transcript
        cell = transcript.notebook.cells[index]
        talk = transcript.begin(index, cell, record=record)
        try:
            begin = self._streams.begin(index, code)
            count = transcript.counts[index]
            child.channel.send(Run(code, cell.get("id", ""), count, hidden, *begin))
            listening = Listening(child, (), transcript.limits)
            status = listening.listen(talk, transcript.watch())
        except WireError:  # gone, or it said what no kernel says
            status, talk.fatal = Status.DIED, True
        if talk.fatal:
            self.drop()
        self.words.pop(index, None)
        self._streams.note(talk.done)
        if hidden and talk.done is not None and talk.done.words:
            self.words[index] = talk.done.words[:LONGEST]
        return transcript.end(cell, status, talk)

    def left_files(self) -> dict[str, bytes]:
        """Return what the code has written into its folder; nothing where there is no child."""
        if self.child is None:
            return {}
        try:
            self.child.channel.send(Gather())
            return Listening(self.child, (), self._transcript.limits).hear_of_files(self.child)
        except WireError:
            return {}

    def keep(self, index: int, code: str) -> None:
        """Let the children to come run again what the present one has survived, if any."""
        if self.child is not None:
            self._survived.append((index, code))

    def canaries_live(self, index: int) -> bool:
        """Put back what a check stands on, and see whether errors and shown values arrive."""
        limits = self._transcript.limits
        for canary in make_canaries():
            if self.child is None:
                return False
            try:
                self.child.channel.send(Restore())
                heard = Listening(self.child, (), limits).hear_the_end(self.child)
                self.child.channel.send(Run(canary.code, "", self._transcript.counts[index]))
                talk = Talk("", canary.hear, ENOUGH_FOR_A_CANARY)
                Listening(self.child, (), limits).listen(talk, self._transcript.watch())
            except WireError:
                return False
            if talk.fatal:
                self.drop()
            if heard is None or not canary.lives(talk.done):
                return False
        return True

    def give_back(self) -> None:
        """Undo what `canaries_live` put back, once the check is over; harmless without a child."""
        if self.child is None:
            return
        try:
            self.child.channel.send(Restore(after=True))
            heard = Listening(self.child, (), self._transcript.limits).hear_the_end(self.child)
        except WireError:
            heard = None
        if heard is None:
            self.drop()

    def drop(self) -> None:
        """End the present child; harmless where there is none."""
        if self.child is not None:
            self.child.end()
            self.child = None

    def _suspect(self, survivor: tuple[int, str]) -> None:
        """Leave out what went well once and has now been fatal to its replay twice."""
        if survivor in self._suspects:
            self._survived.remove(survivor)
        self._suspects.add(survivor)
