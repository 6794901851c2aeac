"""What checker and learner's child say to one another, carried from one to the other.

The relay knows frames by their lengths, and decodes none. It notes what was asked, and of the
answers their digests; nothing is held that one end says faster than the other reads.
"""

from __future__ import annotations

import select
import socket
import time
from contextlib import suppress
from hashlib import sha256

from terakoya_autograde.verdicts.follower import AT_ONCE, Follower
from terakoya_autograde.verdicts.frame_splitter import FrameSplitter
from terakoya_autograde.wire import LENGTH

__all__ = ["Relay"]

_MOST_WAITING = 1 << 20  # bytes for an end that does not read: the other one has to wait
_LARGEST = 4 * 2**20  # bytes of a question that is noted
_MOST_NOTED = 8 * 2**20  # bytes of all questions of one check
_ROUNDS = 64  # before somebody looks at the time again


class Relay:
    """One check's talk.

    Attributes:
        asked: the frames of the checker, in order; its farewell is the last.
        answers: the digests of the frames that came back.
        differs: whether the checker asked something else than it had asked before.
        is_noted: whether all that was said is in `asked` and `answers`.
    """

    def __init__(
        self, learner: socket.socket, checker: socket.socket, before: Follower | None = None
    ) -> None:
        """Carry nothing yet; `before` is what the learner's child was asked already."""
        self.asked: list[bytes] = []
        self.answers: list[bytes] = []
        self.differs, self.is_noted, self._noted = False, True, 0
        self._asked_before = list(before.asked) if before is not None else []
        self._learner, self._checker = learner, checker
        self._to_learner = bytearray(before.unsent if before is not None else b"")
        self._to_checker = bytearray()
        self._questions, self._digests = FrameSplitter(), _FrameDigests()
        self._learner_speaks = self._checker_speaks = True
        self._watched: dict[int, int] = {}
        if before is not None:
            self._hear(bytes(before.heard))

    def watch(self, poll: select.poll) -> set[int]:
        """Have a poll wait for what can be done; return the descriptors."""
        wanted = {
            self._learner.fileno(): _events(
                self._learner_speaks and len(self._to_checker) < _MOST_WAITING,
                bool(self._to_learner),
            ),
            self._checker.fileno(): _events(
                self._checker_speaks and len(self._to_learner) < _MOST_WAITING,
                bool(self._to_checker),
            ),
        }
        for descriptor, events in wanted.items():
            if events:
                poll.register(descriptor, events)
            elif descriptor in self._watched:  # an end that hung up would say so for ever
                poll.unregister(descriptor)
        self._watched = {place: events for place, events in wanted.items() if events}
        return set(self._watched)

    def unwatch(self, poll: select.poll) -> None:
        """Undo `watch`."""
        for descriptor in self._watched:
            poll.unregister(descriptor)
        self._watched = {}

    @property
    def is_whole(self) -> bool:
        """Whether all that was said is noted: question, answer, and so on, and a farewell."""
        return self.is_noted and len(self.asked) == len(self.answers) + 1

    @property
    def is_over(self) -> bool:
        """Whether there is no sense in going on."""
        return self.differs

    def pump(self) -> None:
        """Carry what can be carried without waiting."""
        for _round in range(_ROUNDS):
            if self.differs or not self._carry_questions() | self._carry_answers():
                return

    def drain(self, seconds: float) -> None:
        """Carry the rest of what the checker has said, which has ended; wait at most so long."""
        deadline = time.monotonic() + seconds
        self.pump()
        while self._to_learner and (left := deadline - time.monotonic()) > 0:
            poll = select.poll()
            poll.register(self._learner, select.POLLOUT)
            poll.poll(left * 1000)
            before = len(self._to_learner)
            self.pump()
            if len(self._to_learner) == before:  # it hung up
                return

    def _carry_questions(self) -> bool:
        data = b""
        if self._checker_speaks and len(self._to_learner) < _MOST_WAITING:
            data, self._checker_speaks = _receive(self._checker)
            self._ask(data)
        return _send(self._learner, self._to_learner) or bool(data)

    def _carry_answers(self) -> bool:
        data = b""
        if self._learner_speaks and len(self._to_checker) < _MOST_WAITING:
            data, self._learner_speaks = _receive(self._learner)
            self._hear(data)
        sent = _send(self._checker, self._to_checker)
        if not self._learner_speaks and not self._to_checker:
            with suppress(OSError):  # the checker may be gone, too
                self._checker.shutdown(socket.SHUT_WR)
        return sent or bool(data)

    def _ask(self, data: bytes) -> None:
        """Take what the checker says."""
        if not self.is_noted and not self._asked_before:
            self._to_learner += data
            return
        for frame in self._questions.add(data):
            if self._asked_before:
                self.differs = self.differs or self._asked_before.pop(0) != frame
            else:
                self._to_learner += frame
                self.is_noted &= len(self.asked) == len(self.answers)  # one question, one answer
            self.asked.append(frame)
            self._noted += len(frame)
            if self._noted > _MOST_NOTED:
                self.is_noted = False
                self.asked.clear()
        if self._questions.awaited > _LARGEST:
            self.differs = self.differs or bool(self._asked_before)
            self.is_noted = False
            self._to_learner += self._questions.rest
            self._questions.rest.clear()

    def _hear(self, data: bytes) -> None:
        """Take what the learner's child says."""
        self._to_checker += data
        if self.is_noted:
            self.answers += self._digests.add(data)


class _FrameDigests:
    """The digest of each frame of a stream."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._left = 0
        self._digest = sha256()

    def add(self, data: bytes) -> list[bytes]:
        """Take some bytes; return the digests of the frames that are whole now."""
        found = []
        rest = memoryview(data)
        while rest:
            if not self._left:
                taken = LENGTH.size - len(self._head)
                self._head += rest[:taken]
                rest = rest[taken:]
                if len(self._head) < LENGTH.size:
                    break
                self._digest = sha256(self._head)
                (self._left,) = LENGTH.unpack(self._head)
            taken = min(self._left, len(rest))
            self._digest.update(rest[:taken])
            self._left -= taken
            rest = rest[taken:]
            if not self._left:
                found.append(self._digest.digest())
                self._head.clear()
        return found


def _events(reads: bool, writes: bool) -> int:
    return (select.POLLIN if reads else 0) | (select.POLLOUT if writes else 0)


def _receive(end: socket.socket) -> tuple[bytes, bool]:
    """Return what is there, and whether more may come."""
    try:
        data = end.recv(AT_ONCE, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return b"", True
    except OSError:
        return b"", False
    return data, bool(data)


def _send(end: socket.socket, waiting: bytearray) -> bool:
    """Send what can be sent; tell whether anything was. What nobody will ever read is dropped."""
    try:
        sent = end.send(waiting, socket.MSG_DONTWAIT) if waiting else 0
    except BlockingIOError:
        return False
    except OSError:
        waiting.clear()
        return False
    del waiting[:sent]
    return sent > 0
