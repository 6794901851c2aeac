"""The grader's side of a zygote's twins: what is done ahead, and where checkers come from.

Both are second warm parents that the zygote forks. One *studies* a plan: it does everything that
can be done ahead, says what came of it and ends. The other does what checkers start with, and is
forked for each of them; it is made when it is first needed, and again where it died.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.clean_room.plan_without_checks import without_checks
from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.warm.asking import exchange
from terakoya_autograde.warm.start import MOST_DEATHS
from terakoya_autograde.wire import (
    Channel,
    Fork,
    Forked,
    FromStudy,
    Groundwork,
    Load,
    Loaded,
    Spoiled,
    Studied,
    Twin,
    pair,
)

__all__ = ["Misfits", "Twins"]

EARLY_SECONDS = 120
Misfits = Mapping[str, Mapping[str, tuple[Unfit, ...]]]  # notebook → cell → what of it
Ask = Callable[[Twin, tuple[int, ...]], tuple[Any, list[int]]]
_Plans = Mapping[str, tuple[CellPlan, ...]]
_Groundworks = Mapping[str, tuple[Groundwork, ...]]
_ENDLESS = "the second warm parent, for the checks, does not start"


class Twins:
    """The twins for one plan; the caller sees to it that one thread at a time asks.

    Attributes:
        files: relative name → path of the instructor's data.
        modules: the files of the modules that had a part in the last study.
    """

    def __init__(self, ask_zygote: Ask, folder: Path) -> None:
        """Make nothing yet; the early statements will run in `folder`."""
        self.files: Mapping[str, str] = {}
        self._ask_zygote, self._folder = ask_zygote, folder
        self._plans: _Plans = {}
        self._studied: tuple[_Groundworks, Misfits] | None = None
        self.modules: tuple[str, ...] = ()
        self._channel: Channel | None = None
        self._deaths = 0

    def load(self, plans: _Plans, groundwork: _Groundworks | None = None) -> None:
        """Take another plan; what was done ahead for it need not be done where it is known."""
        self._plans = dict(plans)
        self._studied = None if groundwork is None else (groundwork, {})
        self.close()

    def find_unfit(self) -> Misfits:
        """Return what the plan that was loaded wants early, and cannot have so.

        Raises:
            WorkerError: no twin is to be had.
        """
        return self._study()[1]

    def groundwork(self, notebook: str) -> tuple[Groundwork, ...]:
        """Return a notebook's checks in order, each with what was done ahead for it.

        Raises:
            WorkerError: no twin is to be had, or it does not come to an end, whatever the plan.
        """
        return self._study()[0].get(notebook, ())

    def ask(self, request: Fork, ends: tuple[int, ...]) -> tuple[Any, list[int]]:
        """Ask for a checker; (None, []) where no twin lives long enough.

        Raises:
            WorkerError: no twin is to be had, whatever the plan.
        """
        while True:
            answer, descriptors = exchange(self._channel or self._make(), request, ends)
            if isinstance(answer, Spoiled):  # it began a thread since: only what is live is safe
                self._make_all_live()
            elif answer is not None:
                return answer, descriptors
            self.close()
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                return None, []

    def close(self) -> None:
        """End the one that is forked; harmless where there is none."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _make_all_live(self) -> None:
        """Go on with a plan in which nothing is early."""
        plans = self._plans.items()
        self._plans = {name: tuple(map(CellPlan.without_early, cells)) for name, cells in plans}
        self._studied = None

    def _make(self) -> Channel:
        """Make the twin that is forked, with a plan that it can have.

        Raises:
            WorkerError: none is to be had, whatever the plan.
        """
        for _attempt in range(2):
            twin = self._fork()
            loaded = _load(twin, without_checks(self._plans))
            if loaded is not None and not loaded.spoiled:
                self._channel = twin
                return twin
            twin.close()
            self._make_all_live()
        raise WorkerError(_ENDLESS)

    def _study(self) -> tuple[_Groundworks, Misfits]:
        if self._studied is None:
            found: dict[str, list[Groundwork]] = {}
            message, twin = None, self._fork()
            twin.end.settimeout(EARLY_SECONDS)
            with suppress(WireError), twin.end:
                twin.send(Load(dict(self._plans), studies=True))
                while isinstance(message := twin.receive(FromStudy), Studied):
                    found.setdefault(message.notebook, []).append(message.groundwork)
            self.modules = message.modules if isinstance(message, Loaded) else ()
            unfit = message.unfit if isinstance(message, Loaded) else self._all_unfit()
            self._studied = {name: tuple(checks) for name, checks in found.items()}, unfit
        return self._studied

    def _all_unfit(self) -> Misfits:
        """Return all that is early: the twin did not come back from it, and nobody knows where.

        Raises:
            WorkerError: nothing is.
        """
        found = {
            name: {plan.cell.name: plan.all_unfit() for plan in cells if plan.all_unfit()}
            for name, cells in self._plans.items()
        }
        if not any(found.values()):
            raise WorkerError(_ENDLESS)
        return found

    def _fork(self) -> Channel:
        """Have the zygote fork a second warm parent.

        Raises:
            WorkerError: it cannot be had.
        """
        ours, theirs = pair()
        with theirs:
            _fill(self._folder, self.files)
            answer, descriptors = self._ask_zygote(Twin(str(self._folder)), (theirs.fileno(),))
        for descriptor in descriptors:
            os.close(descriptor)
        if not isinstance(answer, Forked):
            ours.close()
            raise WorkerError(answer.reason if answer else "the warm parent is gone")
        return Channel(ours)


def _load(twin: Channel, plans: dict[str, tuple[CellPlan, ...]]) -> Loaded | None:
    """Tell a twin what its checkers start with; None where that does not end in time."""
    twin.end.settimeout(EARLY_SECONDS)
    bare = {name: tuple(replace(plan, steps=()) for plan in cells) for name, cells in plans.items()}
    try:
        twin.send(Load(bare))
        loaded: Loaded | None = twin.receive(Loaded)
    except WireError:
        return None
    twin.end.settimeout(None)
    return loaded


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    """Copy the instructor's data, and nothing else, to where the early statements run."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(Path(path).read_bytes())
