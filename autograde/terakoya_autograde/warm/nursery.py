"""The grader's side of warm parents: starting them, asking them for children, and ending them."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from terakoya_autograde.checks.plan import CellPlan
from terakoya_autograde.clean_room.bridge import LARGEST_FRAME
from terakoya_autograde.clean_room.room import without_checks
from terakoya_autograde.environment import warm_environment
from terakoya_autograde.errors import FrameTooLargeError, WireError, WorkerError
from terakoya_autograde.model import Limits
from terakoya_autograde.scratch import Scratch
from terakoya_autograde.warm.child import Child
from terakoya_autograde.warm.process import WarmProcess
from terakoya_autograde.warm.raw_pipes import RawPipes
from terakoya_autograde.wire import (
    Channel,
    Equip,
    Fork,
    Forked,
    FromStudy,
    FromZygote,
    Groundwork,
    Load,
    Loaded,
    Ready,
    Refused,
    Start,
    Studied,
    Twin,
    pair,
)

__all__ = ["Nursery"]

MOST_DEATHS = 5
EARLY_SECONDS = 120
_ENDLESS = "the checks' own statements did not end: look at their constants"
CHECKER_SLOTS = 256  # checkers' numbers begin here: no learner's child has one of them


class Nursery:
    """One zygote for one set of imports, and its twin; callable from several threads.

    It starts at once and warms up while the caller goes on; the first request waits for it.

    Attributes:
        drawing: the early statements, (notebook, cell, line), that have drawn random numbers or
            seeded them in any plan that was loaded: they must run in their place.
    """

    def __init__(
        self, imports: tuple[str, ...], files: Mapping[str, Path] | None = None, *, sandbox: bool
    ) -> None:
        """Without `files`, call `equip` before anything is asked for."""
        self._scratch = Scratch("nursery")
        self._folder = self._scratch.path
        self.sandbox = sandbox
        self._lock = threading.RLock()
        self._start = Start(imports)
        self._equip = None if files is None else _order(files)
        self._plans: dict[str, tuple[CellPlan, ...]] = {}
        self._groundwork: dict[str, tuple[Groundwork, ...]] | None = None
        self._twin: Channel | None = None
        self.drawing: frozenset[tuple[str, str, int]] = frozenset()
        self._ready: Ready | None = None
        self._deaths = 0
        self._begin()

    def equip(self, files: Mapping[str, Path]) -> None:
        """Say which files every child finds in its folder."""
        self._equip = _order(files)
        with suppress(WireError):
            self._channel.send(self._equip)

    def load(self, plans: Mapping[str, tuple[CellPlan, ...]]) -> None:
        """Say what is checked in the clean room, notebook by notebook; replaces an earlier plan."""
        with self._lock:
            self._plans, self._groundwork = dict(plans), None
            self._drop_twin()

    def groundwork(self, notebook: str) -> tuple[Groundwork, ...]:
        """Return a notebook's checks in order, each with what was done ahead for it.

        Raises:
            WorkerError: the checks' own statements do not come to an end.
        """
        return self._studied().get(notebook, ())

    def find_drawing(self) -> frozenset[tuple[str, str, int]]:
        """Have the loaded plan's early statements run, and return `drawing`.

        Raises:
            WorkerError: they do not come to an end.
        """
        self._studied()
        return self.drawing

    def _studied(self) -> dict[str, tuple[Groundwork, ...]]:
        with self._lock:
            if self._groundwork is None:
                self._groundwork = self._study()
            return self._groundwork

    def _study(self) -> dict[str, tuple[Groundwork, ...]]:
        found: dict[str, list[Groundwork]] = {}
        twin = self._fork_twin()
        twin.end.settimeout(EARLY_SECONDS)
        with suppress(WireError), twin.end:
            twin.send(Load(self._plans, studies=True))
            while isinstance(said := twin.receive(FromStudy), Studied):
                found.setdefault(said.notebook, []).append(said.groundwork)
            if said is not None:
                self.drawing |= frozenset(said.drawing)
                return {notebook: tuple(checks) for notebook, checks in found.items()}
        raise WorkerError(_ENDLESS)

    def _begin(self) -> None:
        # sets of texts have the same order in each run, as in the checks
        environment = warm_environment(self._folder) | {"PYTHONHASHSEED": "0"}
        self._process = WarmProcess("terakoya_autograde.warm.zygote", self._folder, environment)
        self._channel = self._process.channel
        self._ready = None
        with suppress(WireError):  # who waits for it will hear that it is gone
            self._channel.send(self._start)
            if self._equip is not None:
                self._channel.send(self._equip)

    def _await(self) -> Ready:
        """Wait until the zygote is warm."""
        with self._lock:
            while self._ready is None:
                with suppress(WireError):
                    self._ready = self._channel.receive(Ready)
                if self._ready is None:
                    self._begin_again()
            return self._ready

    def _begin_again(self) -> None:
        """Start a zygote again that was killed while it started.

        Raises:
            WorkerError: it ended by itself, or it is killed again and again.
        """
        self._process.end(patience=1)
        self._deaths += 1
        if not self._process.was_killed or self._deaths > MOST_DEATHS:
            raise WorkerError(f"the warm parent did not start: {self._process.last_words}")
        self._begin()

    @cached_property
    def language_info(self) -> dict[str, Any]:
        """What the kernel says of its language."""
        return self._await().language_info

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The modules that could not be imported."""
        return self._await().missing

    @property
    def log(self) -> str:
        """What the warm parents and their children wrote outside their cells."""
        return self._process.log

    def fork(self, files: Mapping[str, bytes], slot: int, limits: Limits) -> Child:
        """Return a fresh child for a learner's code; `slot` is the number of the worker that asks.

        Raises:
            WorkerError: the zygote is gone, or a layer of the sandbox cannot be had.
        """
        ours, theirs = pair()
        values, given = pair()
        raw = RawPipes()
        with given, theirs:
            try:
                ends = (theirs.fileno(), given.fileno(), *raw.ends)
                pid, pidfd = self._fork(self._ask, self._request(files, slot, limits), ends)
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
                pid, pidfd = self._fork(self._ask_twin, request, ends)
            except BaseException:
                ours.close()
                raw.close()
                raise
        raw.give_away()
        return Child(Channel(ours, LARGEST_FRAME), pid, pidfd, self.sandbox, raw)

    def _request(self, files: Mapping[str, bytes], slot: int, limits: Limits) -> Fork:
        return Fork(
            files=dict(files),
            slot=slot,
            sandbox=self.sandbox,
            memory_mb=limits.memory_mb,
            cpu_seconds=limits.notebook_seconds,
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
            answer, descriptors = _exchange(self._channel, request, ends)
            if answer is not None:
                return answer, descriptors
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                return None, []
            self._process.end()
            self._begin()

    def _ask_twin(self, request: Fork, ends: tuple[int, ...]) -> tuple[Any, list[int]]:
        """Ask the zygote's twin; it is made when it is first needed, and again where it died."""
        while True:
            twin = self._twin or self._make_twin()
            answer, descriptors = _exchange(twin, request, ends)
            if answer is not None:
                return answer, descriptors
            self._drop_twin()
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                return None, []

    def _make_twin(self) -> Channel:
        """Have the zygote fork its twin, and tell the twin the instructor's cells.

        Raises:
            WorkerError: it cannot be had.
        """
        twin = self._fork_twin()
        loaded = _load(twin, without_checks(self._plans))
        if loaded is None:
            twin.close()
            raise WorkerError(_ENDLESS)
        if loaded.threads:
            twin.close()
            plans = self._plans.items()
            self._plans = {name: tuple(map(CellPlan.without_early, cells)) for name, cells in plans}
            self._groundwork = None
            return self._make_twin()
        self._twin = twin
        return twin

    def _fork_twin(self) -> Channel:
        """Have the zygote fork a second warm parent.

        Raises:
            WorkerError: it cannot be had.
        """
        ours, theirs = pair()
        with theirs:
            room = self._folder / "room"
            _fill(room, self._equip.files if self._equip else {})
            answer, descriptors = self._ask(Twin(str(room)), (theirs.fileno(),))
        for descriptor in descriptors:
            os.close(descriptor)
        if not isinstance(answer, Forked):
            ours.close()
            raise WorkerError(answer.reason if answer else "the warm parent is gone")
        return Channel(ours)

    def _drop_twin(self) -> None:
        if self._twin is not None:
            self._twin.close()
            self._twin = None

    def close(self) -> None:
        """End the warm parents and every child of them."""
        self._drop_twin()
        self._process.end(patience=5)
        self._scratch.remove()


def _exchange(
    channel: Channel, request: Fork | Twin, ends: tuple[int, ...]
) -> tuple[Any, list[int]]:
    """Send a request and return what is answered; None where nobody is there.

    Raises:
        WorkerError: the request is too large; the other end has not heard of it.
    """
    try:
        channel.send(request, ends)
        answer, descriptors = channel.receive_with(FromZygote)
    except FrameTooLargeError as error:
        raise WorkerError(f"the files cannot be given to the code: {error}") from error
    except WireError:
        return None, []
    return answer, descriptors


def _load(twin: Channel, plans: dict[str, tuple[CellPlan, ...]]) -> Loaded | None:
    """Tell a twin what its checkers start with; None where that does not end in time."""
    twin.end.settimeout(EARLY_SECONDS)
    try:
        bare = {
            name: tuple(replace(plan, steps=()) for plan in cells) for name, cells in plans.items()
        }
        twin.send(Load(bare))
        loaded: Loaded | None = twin.receive(Loaded)
    except WireError:
        return None
    twin.end.settimeout(None)
    return loaded


def _order(files: Mapping[str, Path]) -> Equip:
    return Equip({name: str(path) for name, path in files.items()})


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    """Copy the instructor's data to where the early statements run."""
    folder.mkdir(exist_ok=True)
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(Path(path).read_bytes())
