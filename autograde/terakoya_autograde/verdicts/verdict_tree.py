"""What checks have said, by what they were answered.

A check in the clean room is a function of what the learner's child answers: it asks, hears, asks
again, and ends. So each check has a tree: a node holds what the check asks next, or its verdict,
and leads on by the digest of the answer. Whoever gives the same answers comes to the same node.

One run alone decides nothing about others: a verdict counts only after a second run, in a fresh
checker that has run nothing before, has come to the same one. A check that ever asks something
else, or says something else, after the same answers is no function of them: nothing is remembered
of it from then on, and what was is forgotten.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.wire import Done, Message

__all__ = ["Path", "Verdict", "Verdicts", "VerdictsDifferError"]

MOST_BYTES = 64 * 2**20  # of one version's questions and verdicts
MOST_NODES = 100_000
MOST_SHOWN = 256 * 1024  # bytes that one verdict may show
_DIGEST = 32
_ADDRESS = re.compile(r"0x[0-9a-f]+")


class VerdictsDifferError(WorkerError):
    """A check said something else than what was remembered of it: nothing may rely on that."""


@dataclass(frozen=True)
class Verdict:
    """How a check ended: what it showed, its last word, and what it told the learner's child."""

    messages: tuple[Message, ...]
    done: Done
    farewell: bytes

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(repr(self.messages)) + len(repr(self.done)) + len(self.farewell)


@dataclass
class _Node:
    """What comes after some answers; nothing is known yet where both are None."""

    request: bytes | None = None
    verdict: Verdict | None = None
    confirmed: bool = False
    answers: dict[bytes, _Node] = field(default_factory=dict)


class Path:
    """One check's way down its tree, answer by answer.

    Both `request` and `verdict` are None where nobody has been before.
    """

    def __init__(self, node: _Node) -> None:
        """Begin at a check's first question."""
        self._node: _Node | None = node

    @property
    def request(self) -> bytes | None:
        """The check's next question."""
        return self._node.request if self._node is not None else None

    @property
    def verdict(self) -> Verdict | None:
        """How the check has ended."""
        return self._node.verdict if self._node is not None else None

    @property
    def confirmed(self) -> bool:
        """Whether the verdict counts."""
        return self._node is not None and self._node.confirmed

    def go_on(self, answer: bytes) -> None:
        """Take the digest of the learner's answer to the present question."""
        if self._node is not None:
            self._node = self._node.answers.get(answer)


class Verdicts:
    """What is remembered of the checks of one version; callable from many threads.

    Attributes:
        reused: how many checks were not run because of it.
        run: how many were.
    """

    def __init__(self, verified: float = 0.0) -> None:
        """Remember nothing yet; the share `verified` of what is known is run all the same."""
        self.reused = self.run = 0
        self._verified, self._chance = verified, random.SystemRandom()
        self._lock = Lock()
        self._roots: dict[bytes, _Node | None] = {}  # None: it is no function of the answers
        self._requests: dict[bytes, bytes] = {}
        self._bytes = self._nodes = 0

    def path(self, key: bytes) -> Path | None:
        """Return where a check begins; None where nothing may be remembered of it."""
        with self._lock:
            root = self._roots.setdefault(key, _Node())
            return None if root is None else Path(root)

    @property
    def verifies(self) -> bool:
        """Whether a difference is an error that nobody may overlook."""
        return self._verified > 0

    def must_verify(self) -> bool:
        """Tell whether what is known is to be run all the same."""
        return self.verifies and self._chance.random() < self._verified

    def count(self, *, reused: bool) -> None:
        """Note that a check was run, or needed not to be."""
        with self._lock:
            self.reused += reused
            self.run += not reused

    def note(
        self,
        key: bytes,
        asked: Sequence[bytes],
        answers: Sequence[bytes],
        verdict: Verdict,
        *,
        fresh: bool,
    ) -> bool:
        """Take note of how a check went; tell whether that agrees with what is known.

        Args:
            asked: the frames with its questions, in order.
            answers: the digests of what came back.
            fresh: whether its checker had run nothing before.
        """
        with self._lock:
            root = self._roots.get(key)
            if root is None:
                return True
            node = self._follow(root, asked, answers)
            if node is None or not _agrees(node, verdict):
                self._roots[key] = None
                return False
            if node.verdict is not None:
                node.confirmed = node.confirmed or fresh
            elif verdict.size <= MOST_SHOWN and self._has_room:
                node.verdict = verdict
                self._bytes += verdict.size
            return True

    def forget(self, key: bytes) -> None:
        """Remember nothing more of a check: it is no function of its answers."""
        with self._lock:
            self._roots[key] = None

    @property
    def _has_room(self) -> bool:
        return self._bytes < MOST_BYTES and self._nodes < MOST_NODES

    def _follow(
        self, root: _Node, asked: Sequence[bytes], answers: Sequence[bytes]
    ) -> _Node | None:
        """Return where a talk has ended; None where it is another than the one that is known."""
        node = root
        for request, answer in zip(asked, answers, strict=True):
            if node.verdict is not None or node.request not in (None, request):
                return None
            if node.request is None:
                node.request = self._once(request)
            following = node.answers.get(answer)
            if following is None:
                following = _Node()
                if self._has_room:
                    node.answers[answer] = following
                    self._nodes += 1
                    self._bytes += _DIGEST
            node = following
        return node

    def _once(self, request: bytes) -> bytes:
        """Return a question as it is kept: most are asked whatever was answered before."""
        known = self._requests.get(request)
        if known is None:
            known = self._requests[request] = request
            self._bytes += len(request)
        return known


def _agrees(node: _Node, verdict: Verdict) -> bool:
    if node.verdict is None:
        return node.request is None
    return _words_of(node.verdict) == _words_of(verdict)


def _words_of(verdict: Verdict) -> str:
    """Return a verdict without the places of objects in memory: each process has its own."""
    return _ADDRESS.sub("0x", repr(verdict))
