"""Listening to a child until its cell has ended, one way or another, within the limits."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.errors import HeavyFrameError, WireError
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.verdicts import Follower, Relay
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.warm.messages import as_kernel_message
from terakoya_autograde.warm.watch import LOOK, PATIENCE, Watch
from terakoya_autograde.wire import Done, FromChild, Gathered, Message, size_of

__all__ = ["Listening", "Talk"]

ENVELOPE = 32  # bytes that an empty message counts: a flood of them is a flood
_PLAIN_END = 1 << 14  # bytes that the end of a cell may have, however little is left to write
_SHORT = 0.002  # seconds until somebody who writes a great deal has written more
_BYTES_OF_CHARACTER = 6  # at most, in JSON
_MEANING = dict.fromkeys(("SyntaxError", "IndentationError", "TabError"), Status.SYNTAX) | {
    "MemoryError": Status.MEMORY
}


@dataclass
class Talk:
    """What is said of one cell.

    Attributes:
        keep: takes each message as a kernel would send it; None where nothing is recorded.
        allowed: how many bytes may still be written.
        written: how many were.
        done: how the cell ended by its own word.
        fatal: whether the children are of no more use.
        messages: they themselves, as they were recorded.
        raw: whether its speaker has written below Python's streams.
    """

    cell_id: str
    keep: Callable[[dict[str, Any]], None] | None
    allowed: int
    written: int = 0
    done: Done | None = None
    fatal: bool = field(default=False)
    messages: list[Message] = field(default_factory=list)
    raw: bool = False

    @property
    def records(self) -> bool:
        """Whether anything is recorded: a replay is silent."""
        return self.keep is not None


class Listening:
    """One cell of one speaker; `others` work for it and are watched with it."""

    def __init__(
        self,
        speaker: Child | None,
        others: Sequence[Child],
        limits: Limits,
        line: Follower | Relay | None = None,
    ) -> None:
        """Listen to nobody yet.

        Args:
            speaker: None where the others are only asked what a check has asked before.
            line: what carries the values from one to the other, if that is anybody's work here.
        """
        self._speaker, self._limits, self._line = speaker, limits, line
        self._all = (*others,) if speaker is None else (speaker, *others)
        self._poll = select.poll()
        if speaker is not None:
            self._poll.register(speaker.channel, select.POLLIN)
        for child in self._all:
            self._poll.register(child.pidfd, select.POLLIN)

    def listen(self, talk: Talk, watch: Watch) -> Status:
        """Take messages until the cell has ended.

        Raises:
            WireError: the speaker said what no kernel says.
        """
        status = self.listen_along(talk, watch)
        if status is None:
            raise WireError("nothing more is to be heard")
        return status

    def listen_along(self, talk: Talk, watch: Watch) -> Status | None:
        """Take messages until the cell has ended; None where the line is over before that.

        Raises:
            WireError: the speaker said what no kernel says.
        """
        status = self._listen(talk, watch)
        if talk.fatal and status is not Status.OUTPUT:  # last words, and nobody else reads them
            self._take_raw(talk, rest=True)
        return status

    def _listen(self, talk: Talk, watch: Watch) -> Status | None:
        pause = LOOK
        while True:
            ready = self._await(pause)
            if self._line is not None and self._line.is_over:
                return None
            raw, pause = self._take_raw(talk), LOOK
            if raw:
                if talk.written > talk.allowed:
                    return _fatal(talk, Status.OUTPUT)
                pause = _SHORT  # there is more where it came from
            ended = self._take(talk, ready)
            if ended is not None:
                late = watch.interrupted and ended is not Status.OUTPUT
                return Status.TIMEOUT if late else ended
            if (ended := self._look_after(talk, watch, ready)) is not None:
                return ended

    def _look_after(self, talk: Talk, watch: Watch, ready: set[int]) -> Status | None:
        """See whether somebody died, holds too much, or is late."""
        if any(child.pidfd in ready for child in self._all):
            return _fatal(talk, Status.DIED)
        if watch.must_look() and self._is_too_large():
            return _fatal(talk, Status.MEMORY)
        if watch.is_late():
            if watch.interrupted:
                return _fatal(talk, Status.TIMEOUT)
            for child in self._all:
                child.interrupt()
            watch.interrupt()
        return None

    def _await(self, seconds: float) -> set[int]:
        """Return what is ready, after at most so long; the line has carried what it could."""
        if self._line is None:
            return {handle for handle, _event in self._poll.poll(seconds * 1000)}
        self._line.pump()
        if self._line.is_over:
            return set()
        self._line.watch(self._poll)
        try:
            ready = {handle for handle, _event in self._poll.poll(seconds * 1000)}
        finally:
            self._line.unwatch(self._poll)
        self._line.pump()
        return ready

    def repeat(self, talk: Talk, messages: Sequence[Message], done: Done) -> Status:
        """Take messages that a speaker has sent before, and its last word.

        Raises:
            WireError: no kernel says that.
        """
        frames: tuple[Message | Done, ...] = (*messages, done)
        for frame in frames:
            ended = self._hear(talk, frame)
            if ended is not None:
                return ended
        raise WireError("the last word is missing")

    def hear_the_end(self, child: Child) -> Done | None:
        """Wait a little until another child says that it is done too; what else it says is lost.

        None where it does not say so.
        """
        found: Done | None = _hear(child, FromChild, Done)
        return found

    def hear_of_files(self, child: Child) -> dict[str, bytes]:
        """Wait a little until another child says what its code has left in its folder."""
        found = _hear(child, Message | Gathered, Gathered)
        return {} if found is None else dict(found.files)

    def _take_raw(self, talk: Talk, *, rest: bool = False) -> bool:
        """Take what children write below their streams and do not read; whether there was any."""
        heard = False
        for child in self._all:
            for name, text in child.raw.take(rest=rest):
                heard = True
                talk.raw |= child is self._speaker
                content = {"name": name, "text": text}
                message = as_kernel_message(Message("stream", content), talk.cell_id)
                talk.written += ENVELOPE + size_of(content)
                if child is self._speaker and talk.keep is not None and message is not None:
                    talk.keep(message)
        return heard

    def _is_too_large(self) -> bool:
        return any(child.holds_more_than(self._limits.memory_mb * 2**20) for child in self._all)

    def _take(self, talk: Talk, ready: set[int]) -> Status | None:
        """Read what the speaker says; the cell's status where it has ended."""
        speaker = self._speaker
        if speaker is None or speaker.channel.fileno() not in ready:
            return None
        if not speaker.channel.fill():
            return _fatal(talk, Status.DIED)
        most = _BYTES_OF_CHARACTER * (self._limits.output_kb * 1024 + _PLAIN_END)
        try:
            while (frame := speaker.channel.take(FromChild, most)) is not None:
                if (ended := self._hear(talk, frame)) is not None:
                    return ended
        except HeavyFrameError:
            return _fatal(talk, Status.OUTPUT)
        return None

    def _hear(self, talk: Talk, frame: Message | Done) -> Status | None:
        """Take one frame; the cell's status where it has ended with it."""
        if isinstance(frame, Done):
            if talk.records and size_of(frame) > max(talk.allowed, _PLAIN_END):
                return _fatal(talk, Status.OUTPUT)
            talk.done = frame
            return Status.OK if frame.status == "ok" else _MEANING.get(frame.ename, Status.ERROR)
        message = as_kernel_message(frame, talk.cell_id)
        if message is None or talk.keep is None:
            return None
        talk.messages.append(frame)
        talk.written += ENVELOPE + size_of(frame.content)
        if talk.written > talk.allowed:
            return _fatal(talk, Status.OUTPUT)
        talk.keep(message)
        return None


def _fatal(talk: Talk, status: Status) -> Status:
    talk.fatal = True
    return status


def _hear(child: Child, frames: Any, awaited: Any) -> Any:
    """Return the first frame of the kind that is awaited; None where none comes in time."""
    poll = select.poll()
    poll.register(child.channel, select.POLLIN)
    poll.register(child.pidfd, select.POLLIN)
    deadline = time.monotonic() + PATIENCE
    try:
        while (left := deadline - time.monotonic()) > 0:
            ready = {handle for handle, _event in poll.poll(left * 1000)}
            if child.channel.fileno() not in ready or not child.channel.fill():
                return None
            while (frame := child.channel.take(frames)) is not None:
                if isinstance(frame, awaited):
                    return frame
    except WireError:
        return None
    return None
