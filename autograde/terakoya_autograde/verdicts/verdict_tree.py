"""What checks have said, by what they were answered.

A check in the clean room is a function of what the learner's child answers: it asks, hears, asks
again, and ends. So each check has a tree: a node holds what the check asks next, or its verdict,
and leads on by the digest of the answer. Whoever gives the same answers comes to the same node.

One run alone decides nothing about others: a verdict counts only after a second run, in a fresh
checker that has run nothing before, has come to the same one. Where a check ever asks something
else, or says something else, after the same answers, it is no function of them: nothing is
remembered of its notebook from then on, as its checks may hang together in ways that nobody sees.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
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
    words: str = ""  # of the verdict, without what differs from process to process
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

    def __init__(self, verified: float = 0.0, after: int = 0) -> None:
        """Remember nothing yet; `verified` and `after` are those of `model.Reuse`."""
        self.reused = self.run = 0
        self._verified, self._after, self._chance = verified, after, random.SystemRandom()
        self._lock, self._proving = Lock(), Lock()
        self._runs: Counter[str] = Counter()
        self._proved: dict[str, bool] = {}
        self._roots: dict[str, dict[bytes, _Node]] = {}
        self._requests: dict[bytes, bytes] = {}
        self._bytes = self._nodes = 0

    def is_worth_while(self, notebook: str, prove: Callable[[], bool]) -> bool:
        """Tell whether the checks of a notebook may be remembered: once a proof has shown it.

        The first runs go without: for a few submissions a proof takes more than it saves.
        """
        with self._lock:
            self._runs[notebook] += 1
            if self._runs[notebook] <= self._after:
                return False
        with self._proving:
            if notebook not in self._proved:
                self._proved[notebook] = prove()
            return self._proved[notebook]

    def path(self, notebook: str, key: bytes) -> Path | None:
        """Return where a check begins; None where nothing may be remembered of it."""
        with self._lock:
            if self._proved.get(notebook) is False:
                return None
            roots = self._roots.setdefault(notebook, {})
            if key not in roots:
                if not self._has_room:
                    return None
                roots[key] = _Node()
                self._nodes += 1
            return Path(roots[key])

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
        notebook: str,
        key: bytes,
        talk: tuple[Sequence[bytes], Sequence[bytes]],
        verdict: Verdict,
        *,
        fresh: bool,
    ) -> bool:
        """Take note of how a check went; tell whether that agrees with what is known.

        Args:
            talk: the frames with its questions, in order, and the digests of what came back.
            fresh: whether its checker had run nothing before.
        """
        size, words = verdict.size, _words_of(verdict)
        with self._lock:
            root = self._roots.get(notebook, {}).get(key)
            if root is None:
                return True
            try:
                node = self._follow(root, *talk)
            except _DiffersError:
                return self._forget(notebook)
            if node is None:
                return True  # there is no room for it
            if node.request is not None:
                return self._forget(notebook)
            if node.verdict is None:
                if size <= MOST_SHOWN and self._has_room:
                    node.verdict, node.words = verdict, words
                    self._bytes += size + len(words)
            elif node.words != words:
                return self._forget(notebook)
            else:
                node.confirmed = node.confirmed or fresh
            return True

    def forget(self, notebook: str) -> None:
        """Remember nothing more of a notebook: its checks are no functions of their answers."""
        with self._lock:
            self._forget(notebook)

    def _forget(self, notebook: str) -> bool:
        self._proved[notebook] = False
        self._roots.pop(notebook, None)
        return False

    @property
    def _has_room(self) -> bool:
        return self._bytes < MOST_BYTES and self._nodes < MOST_NODES

    def _follow(
        self, root: _Node, asked: Sequence[bytes], answers: Sequence[bytes]
    ) -> _Node | None:
        """Return where a talk has ended; None where there is no room for all of it.

        Raises:
            _DiffersError: it is another than the one that is known.
        """
        node = root
        for request, answer in zip(asked, answers, strict=True):
            if node.verdict is not None or node.request not in (None, request):
                raise _DiffersError
            if node.request is None:
                if not self._has_room:
                    return None
                node.request = self._once(request)
            if answer not in node.answers:
                if not self._has_room:
                    return None
                node.answers[answer] = _Node()
                self._nodes += 1
                self._bytes += _DIGEST
            node = node.answers[answer]
        return node

    def _once(self, request: bytes) -> bytes:
        """Return a question as it is kept: most are asked whatever was answered before."""
        known = self._requests.get(request)
        if known is None:
            known = self._requests[request] = request
            self._bytes += len(request)
        return known


class _DiffersError(Exception):
    """A check has asked or said something else after the same answers."""


def _words_of(verdict: Verdict) -> str:
    """Return a verdict without the places of objects in memory: each process has its own."""
    return _ADDRESS.sub("0x", repr(verdict))
