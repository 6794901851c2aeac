"""One app, prepared: its notebook has run once, and what it showed is at hand for every visitor."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path

from terakoya_autograde import EngineError, Limits, Status, find_imports
from terakoya_autograde.kernels import PreparedKernel, PreparedKernels

from terakoya.ai.line import connect_line
from terakoya.errors import NotebookError
from terakoya.faces.app.live.bundle import NotLightError
from terakoya.faces.app.live.generation import (
    Generation,
    cell_failed,
    describe_picture,
    first_look,
    with_choices,
)
from terakoya.faces.app.live.notebook import AppNotebook, read_app
from terakoya.faces.app.live.record import Record
from terakoya.faces.charts import chart_setup
from terakoya.model.parameters import Parameter
from terakoya.model.settings import AppSettings

__all__ = ["AppState", "ServedApp"]

log = logging.getLogger("terakoya.apps")


class AppState(StrEnum):
    """How far an app is. FULL: only Voila's own page can show it."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"
    FULL = "full"


class ServedApp:
    """One app's folder; `look` prepares it where that is due. Its methods may be called by threads.

    Args:
        clock: seconds that only grow (`time.monotonic`).
    """

    def __init__(
        self,
        path: Path,
        kernels: Callable[[], PreparedKernels],
        settings: AppSettings,
        clock: Callable[[], float],
    ) -> None:
        self.path = path
        self._said = {"app": path.stem}  # what every line of the log about it holds
        self.state = AppState.PREPARING
        self.steps = (0, 1)
        self.generation: Generation | None = None
        self._kernels, self._settings, self._clock = kernels, settings, clock
        self._lock = threading.Lock()
        self._busy = False
        self._began = clock()
        self._stamp: object = None
        self._users: dict[int, int] = {}
        self._old: dict[int, Generation] = {}
        self._count = 0
        self._closed = False

    @property
    def title(self) -> str:
        """The app's title as its notebook says now; its name where that cannot be read."""
        try:
            return read_app(self.path).title
        except NotebookError:
            return self.path.stem

    def is_due(self) -> bool:
        """Tell whether the app is to be prepared: never done, failed, changed or old."""
        with self._lock:
            if self._busy:
                return False
            if self._stamp is None or self._stamp != _stamp(self.path.parent):
                return True
            age = self._clock() - self._began
            if self.state is AppState.FAILED:
                return age > self._settings.retry_seconds
            gone = self.generation is not None and self.generation.has_ended()
            return gone or (self.generation is not None and age > self._settings.fresh_seconds)

    def prepare(self) -> None:
        """Run the notebook in a fresh kernel; from then on visitors get that one.

        However it ends, the app is no longer being prepared then.
        """
        with self._lock:
            if self._busy:
                return
            self._busy, self._began = True, self._clock()
            if self.state is AppState.FAILED:
                self.state = AppState.PREPARING
        try:
            self._stamp = _stamp(self.path.parent)
            self._settle(AppState.READY, self._prepare())
        except NotLightError as reason:
            log.info(
                "%s is shown by Voila's own page: %s", self.path.stem, reason, extra=self._said
            )
            self._settle(AppState.FULL, None)
        except (EngineError, NotebookError, OSError) as error:
            log.error("%s could not be prepared: %s", self.path.stem, error, extra=self._said)
            self._settle(AppState.FAILED, None)
        except Exception:  # of ours, or of a notebook that says what none should
            log.exception("%s could not be prepared", self.path.stem, extra=self._said)
            self._settle(AppState.FAILED, None)
        finally:
            self._busy = False

    def enter(self, number: int) -> Generation | None:
        """Keep a generation for a page that shows it; None where that one is gone."""
        with self._lock:
            found = self._old.get(number)
            if self.generation is not None and self.generation.number == number:
                found = self.generation
            if found is not None:
                self._users[number] = self._users.get(number, 0) + 1
            return found

    def leave(self, number: int) -> None:
        """The page is gone; an old generation that nobody needs ends."""
        with self._lock:
            self._users[number] -= 1
            if not self._users[number]:
                del self._users[number]
                if (old := self._old.pop(number, None)) is not None:
                    old.end()

    def give_way(self) -> None:
        """Let Voila's own page show the app from now on: something has come up that needs it."""
        self._settle(AppState.FULL, None)

    def close(self) -> None:
        """End every kernel, and each that is still made."""
        with self._lock:
            self._closed = True
            for generation in (*self._old.values(), self.generation):
                if generation is not None:
                    generation.end()
            self.generation, self._old = None, {}

    def _settle(self, state: AppState, new: Generation | None) -> None:
        with self._lock:
            if self._closed:
                if new is not None:
                    new.end()
                return
            before = self.generation
            if before is not None and new is None and state is AppState.FAILED:
                return  # a version that works is better than none
            self.generation, self.state = new, state
            if before is None:
                return
            if before.number in self._users:
                self._old[before.number] = before
            else:
                before.end()

    def _prepare(self) -> Generation:
        notebook = read_app(self.path)
        if notebook.language != "python":
            raise NotLightError(notebook.language)
        setup = chart_setup(find_imports([_as_data(notebook)]))
        kernel, kept = self._begin(setup), dict[int, PreparedKernel]()
        try:
            return self._fill(kernel, kept, notebook, partial(self._begin, setup))
        except BaseException:
            for one in (*kept.values(), kernel):
                one.end()
            raise

    def _begin(self, setup: str) -> PreparedKernel:
        """Return a kernel that has run nothing of the notebook yet."""
        kernel = self._kernels().prepare(self.path.parent, _limits(self._settings))
        if self._settings.ai_lines:
            kernel.open_line = partial(connect_line, self._settings.ai_lines, self.path.stem)
        if setup and kernel.run(setup, "setup", lambda _message: None) is not Status.OK:
            log.warning("%s: charts are not set up", self.path.stem, extra=self._said)
        return kernel

    def _fill(
        self,
        kernel: PreparedKernel,
        kept: dict[int, PreparedKernel],
        notebook: AppNotebook,
        fresh: Callable[[], PreparedKernel],
    ) -> Generation:
        """Run the notebook; keep a copy of the kernel wherever another value may begin."""
        record = Record(announced=frozenset(cell.id for cell in notebook.code if cell.announced))
        parameters: tuple[Parameter, ...] = ()
        described: dict[str, str] = {}
        for step, cell in enumerate(notebook.code):
            self.steps = (step, len(notebook.code))
            if step in notebook.starts:
                kept[step] = kernel.keep()
            record.begin(cell.id)
            status = cell.settled(kernel.run(cell.source, cell.id, partial(record.hear, cell.id)))
            if status is not Status.OK or record.failed:
                raise cell_failed(notebook, cell, status, record)
            described |= describe_picture(kernel, cell)
            if cell.kind == "parameters":
                parameters = tuple(with_choices(kernel, one) for one in notebook.parameters)
        if kernel.settle():
            raise NotLightError("threads or tasks that wait")
        first = first_look(notebook, record, described)
        self._count += 1
        return Generation(self._count, kernel, kept, fresh, notebook, record, parameters, first)


def _as_data(notebook: AppNotebook) -> dict[str, object]:
    return {"cells": [{"cell_type": "code", "source": cell.source} for cell in notebook.code]}


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of the folder does."""
    found = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):  # a link to nowhere, or gone since it was listed
            about = path.stat()
            found.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(found)


def _limits(settings: AppSettings) -> Limits:
    """Return what each cell and each visitor's kernel may use."""
    return Limits(
        cell_seconds=settings.cell_seconds,
        notebook_seconds=3600,  # processor seconds of each process
        memory_mb=settings.memory_mb,
        output_kb=16 * 1024,
    )
