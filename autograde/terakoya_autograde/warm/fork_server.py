"""The grader's side of a fork server: starting it, asking it for children, and ending it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.model import Limits
from terakoya_autograde.storage.scratch import Scratch
from terakoya_autograde.warm.asking import exchange
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.warm.outside_line import OpenLine
from terakoya_autograde.warm.raw_pipes import RawPipes
from terakoya_autograde.warm.start import MOST_DEATHS, WarmStart
from terakoya_autograde.warm.twin import Misfits, Twins
from terakoya_autograde.warm.warm_process import WarmProcess
from terakoya_autograde.wire import (
    LARGEST_OF_VALUES,
    Channel,
    Equip,
    Fork,
    Forked,
    Groundwork,
    Ready,
    Refused,
    Spoiled,
    Twin,
    pair,
)

__all__ = ["ForkServer"]

CHECKER_SLOTS = 256  # checkers' numbers begin here: no learner's child has one of them


class ForkServer:
    """One zygote for one set of imports, and its twins; callable from several threads.

    It starts at once and warms up while the caller goes on; the first request waits for it.
    """

    def __init__(
        self,
        imports: tuple[str, ...],
        files: Mapping[str, Path] | None = None,
        *,
        sandbox: bool,
        known: bool = False,
    ) -> None:
        """Without `files`, call `equip` before anything is asked for.

        Args:
            known: whether it is known of these imports which of them are cold.
        """
        self._scratch = Scratch("fork-server")
        self._folder = self._scratch.path
        self.sandbox = sandbox
        self._lock = threading.RLock()
        self._equip: Equip | None = None
        self._twins = Twins(self._ask, self._folder / "checkers")
        self._ready: Ready | None = None
        self._deaths = 0
        if files is not None:
            self._order(files)
        self._start = WarmStart(self._launch, imports, self._greet, known=known)

    def equip(self, files: Mapping[str, Path]) -> None:
        """Say which files every child finds in its folder."""
        with suppress(WireError):
            self._channel.send(self._order(files))

    def load(
        self,
        plans: Mapping[str, tuple[CellPlan, ...]],
        groundwork: Mapping[str, tuple[Groundwork, ...]] | None = None,
    ) -> None:
        """Say what is checked in the clean room, notebook by notebook; replaces an earlier plan.

        Args:
            groundwork: what was done ahead for this very plan, where that is known already.
        """
        with self._lock:
            self._twins.load(plans, groundwork)

    @property
    def studied_modules(self) -> tuple[str, ...]:
        """The files of the modules that had a part in what was done ahead; empty where unknown."""
        return self._twins.modules

    def find_unfit(self) -> Misfits:
        """Return what the plan that was loaded wants early, and cannot have so.

        Raises:
            WorkerError: the warm parents cannot be had.
        """
        with self._lock:
            return self._twins.find_unfit()

    def groundwork(self, notebook: str) -> tuple[Groundwork, ...]:
        """Return a notebook's checks in order, each with what was done ahead for it.

        Raises:
            WorkerError: the checks' own statements do not come to an end.
        """
        with self._lock:
            return self._twins.groundwork(notebook)

    def _order(self, files: Mapping[str, Path]) -> Equip:
        names = {name: str(path) for name, path in files.items()}
        self._equip, self._twins.files = Equip(names), names
        return self._equip

    def _launch(self) -> WarmProcess:
        # sets of texts have the same order in each run, as in the checks
        environment = warm_environment(self._folder) | {"PYTHONHASHSEED": "0"}
        return WarmProcess("terakoya_autograde.warm.zygote", self._folder, environment)

    def _greet(self, channel: Channel) -> None:
        if self._equip is not None:
            channel.send(self._equip)

    @property
    def _process(self) -> WarmProcess:
        return self._start.process

    @property
    def _channel(self) -> Channel:
        return self._process.channel

    def _await(self) -> Ready:
        """Wait until the zygote is warm."""
        with self._lock:
            if self._ready is None:
                self._ready = self._start.wait()
            return self._ready

    @cached_property
    def language_info(self) -> dict[str, object]:
        """What the kernel says of its language."""
        return self._await().language_info

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The modules that could not be imported."""
        return self._await().missing

    @property
    def cold(self) -> Mapping[str, str]:
        """The modules that each child imports itself, and what they do that cannot be forked."""
        self._await()
        return self._start.cold

    @property
    def log(self) -> str:
        """What the warm parents and their children wrote outside their cells."""
        return self._process.log

    def fork(
        self,
        files: Mapping[str, bytes],
        slot: int,
        limits: Limits,
        open_line: OpenLine | None = None,
    ) -> Child:
        """Return a fresh child for a learner's code; `slot` is the number of the worker that asks.

        Args:
            open_line: gives it a line to somebody outside; without, it has none.

        Raises:
            WorkerError: the zygote is gone, or a layer of the sandbox cannot be had.
        """
        ours, theirs = pair()
        values, given = pair()
        raw = RawPipes()
        with given, theirs, ExitStack() as stack:
            try:
                ends = (theirs.fileno(), given.fileno(), *raw.ends)
                if open_line is not None:
                    ends += (stack.enter_context(open_line()).fileno(),)
                request = self._request(files, slot, limits, line=open_line is not None)
                pid, pidfd = self._fork(self._ask, request, ends)
            except BaseException:
                for end in (ours, values, raw):
                    end.close()
                raise
        raw.give_away()
        return Child(Channel(ours), pid, pidfd, self.sandbox, raw, values)

    def fork_checker(self, slot: int, limits: Limits) -> Child:
        """Return a fresh checker: it has the plan that was loaded, and no learner's file.

        Raises:
            WorkerError: the warm parent is gone, or a layer of the sandbox cannot be had.
        """
        ours, theirs = pair()
        raw = RawPipes()
        with theirs:
            try:
                request = self._request({}, CHECKER_SLOTS + slot, limits)
                ends = (theirs.fileno(), *raw.ends)
                pid, pidfd = self._fork(self._twins.ask, request, ends)
            except BaseException:
                ours.close()
                raw.close()
                raise
        raw.give_away()
        return Child(Channel(ours, LARGEST_OF_VALUES), pid, pidfd, self.sandbox, raw)

    def _request(
        self, files: Mapping[str, bytes], slot: int, limits: Limits, *, line: bool = False
    ) -> Fork:
        return Fork(
            files=dict(files),
            slot=slot,
            sandbox=self.sandbox,
            memory_mb=limits.memory_mb,
            cpu_seconds=limits.notebook_seconds,
            line=line,
        )

    def _fork(self, ask: Any, request: Fork, ends: tuple[int, ...]) -> tuple[int, int]:
        with self._lock:
            answer, descriptors = ask(request, ends)
            if isinstance(answer, Refused):  # killed from outside at its birth? then not again
                answer, descriptors = ask(request, ends)
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            reason = answer.reason if isinstance(answer, Refused) else "the warm parent is gone"
            raise WorkerError(reason)
        return answer.pid, descriptors[0]

    def _ask(self, request: Fork | Twin, ends: tuple[int, ...]) -> tuple[Any, list[int]]:
        """Ask the zygote; one that died since the last request is started again."""
        while True:
            self._await()
            answer, descriptors = exchange(self._channel, request, ends)
            if isinstance(answer, Spoiled):
                self._ready = None
                self._start.begin_without(answer.left)
                continue
            if answer is not None:
                return answer, descriptors
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                return None, []
            self._ready = None
            self._process.end()
            self._start.begin()

    def close(self) -> None:
        """End the warm parents and every child of them."""
        self._twins.close()
        self._process.end(patience=5)
        self._scratch.remove()
