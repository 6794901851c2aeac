"""Asking the learner's child what a check asks, as long as it is known what comes next.

No checker is there for that. Where an answer comes that nobody has given before, a checker is
forked, hears what was answered until then, and goes on from there (`value_relay`).
"""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from hashlib import sha256

from terakoya_autograde.verdicts.frame_splitter import FrameSplitter
from terakoya_autograde.verdicts.verdict_tree import Path, Verdict

__all__ = ["Follower"]

AT_ONCE = 1 << 18
_LARGEST = 8 * 2**20  # bytes of answers that are held until it is known whether they are needed


class Follower:
    """One check's talk with the learner's child, as far as it was had before.

    Attributes:
        asked: the frames with the questions, in order; the last may not be sent as yet.
        unsent: what is left to send of them.
        heard: every byte that came back.
    """

    def __init__(self, learner: socket.socket, path: Path) -> None:
        """Ask nothing yet; `path` is where the check begins."""
        self.asked: list[bytes] = []
        self.unsent = b""
        self.heard = bytearray()
        self._learner, self._path = learner, path
        self._frames = FrameSplitter()
        self._is_over = False
        self._ask()

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be asked: the verdict is there, or a checker is needed."""
        return self._is_over

    @property
    def verdict(self) -> Verdict | None:
        """How the check ends; None where a checker has to find out."""
        return self._path.verdict if not self._frames.rest else None

    @property
    def is_confirmed(self) -> bool:
        """Whether the verdict counts."""
        return self._path.confirmed

    def watch(self, poll: select.poll) -> set[int]:
        """Have a poll wait for what can be done; return the descriptors."""
        # Nobody answers a question that is not read: what is there meanwhile can wait.
        poll.register(self._learner, select.POLLOUT if self.unsent else select.POLLIN)
        return {self._learner.fileno()}

    def unwatch(self, poll: select.poll) -> None:
        """Undo `watch`."""
        poll.unregister(self._learner)

    def pump(self) -> None:
        """Send and take what can be sent and taken without waiting."""
        try:
            while not self._is_over:
                self._send()
                self._take()
        except BlockingIOError:
            return
        except OSError:  # it is gone: whoever listens hears that
            self._is_over = True

    def bid_farewell(self, farewell: bytes) -> None:
        """Tell the learner's child what the check tells it last: a few bytes, which never wait."""
        self.unsent, self._is_over = farewell, True
        with suppress(OSError):  # it is gone
            self._send()

    def _ask(self) -> None:
        request = self._path.request
        if request is None:
            self._is_over = True
            return
        self.asked.append(request)
        self.unsent = request

    def _send(self) -> None:
        while self.unsent:
            sent = self._learner.send(self.unsent, socket.MSG_DONTWAIT)
            self.unsent = self.unsent[sent:]

    def _take(self) -> None:
        data = self._learner.recv(AT_ONCE, socket.MSG_DONTWAIT)
        self.heard += data
        frames = self._frames.add(data)
        large = len(self.heard) + self._frames.awaited > _LARGEST
        if not data or large or len(frames) > 1:  # gone, too much to keep, or more than was asked
            self._is_over = True
        elif frames:
            self._path.go_on(sha256(frames[0]).digest())
            self._ask()
