"""One app, prepared: its notebook has run once, and what it showed is at hand for every visitor."""

from __future__ import annotations

import ast
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import EngineError
from terakoya_autograde.kernels.live_kernel import LiveKernel
from terakoya_autograde.kernels.prepared_kernels import PreparedKernel, PreparedKernels
from terakoya_autograde.model import Limits, Status

from terakoya.errors import NotebookError
from terakoya.faces.live.bundle import NotLightError, render_outputs
from terakoya.faces.live.notebook import AppCell, AppNotebook, read_app
from terakoya.faces.live.record import Record
from terakoya.language import gettext as _
from terakoya.model.parameters import Parameter, Value

__all__ = ["Generation", "Stage", "StageSettings", "StageState", "describe_picture"]

log = logging.getLogger("terakoya.apps")


class StageState(StrEnum):
    """How far an app is. FULL: only Voila's own page can show it."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"
    FULL = "full"


@dataclass(frozen=True)
class StageSettings:
    """How apps are prepared. Times are in seconds.

    Attributes:
        limits: of each cell and of each visitor's kernel.
        fresh_seconds: after which an app is prepared anew, as data and the day may have changed.
        retry_seconds: after which an app that failed is tried again.
    """

    limits: Limits = field(default_factory=Limits)
    fresh_seconds: float = 3600.0
    retry_seconds: float = 30.0


@dataclass(frozen=True)
class Generation:
    """An app as it was prepared at one time.

    Attributes:
        kernel: has run the whole notebook.
        kept: kernels that are as they were before a cell, by its index among those that run.
        fresh: gives a kernel that has run nothing.
        record: what the notebook showed.
    """

    number: int
    kernel: PreparedKernel
    kept: Mapping[int, PreparedKernel]
    fresh: Callable[[], PreparedKernel]
    notebook: AppNotebook
    record: Record
    parameters: tuple[Parameter, ...]
    first: dict[str, Any]

    def has_ended(self) -> bool:
        """Tell whether one of its kernels is gone."""
        return any(kernel.has_ended() for kernel in (self.kernel, *self.kept.values()))

    def end(self) -> None:
        """End every kernel of it."""
        for kernel in (*self.kept.values(), self.kernel):
            kernel.end()


class Stage:
    """One app's folder; `look` prepares it where that is due. Its methods may be called by threads.

    Args:
        clock: seconds that only grow (`time.monotonic`).
    """

    def __init__(
        self,
        path: Path,
        kernels: Callable[[], PreparedKernels],
        settings: StageSettings,
        clock: Callable[[], float],
    ) -> None:
        self.path = path
        self.state = StageState.PREPARING
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
            if self.state is StageState.FAILED:
                return age > self._settings.retry_seconds
            gone = self.generation is not None and self.generation.has_ended()
            return gone or (self.generation is not None and age > self._settings.fresh_seconds)

    def prepare(self) -> None:
        """Run the notebook in a fresh kernel; from then on visitors get that one."""
        with self._lock:
            if self._busy:
                return
            self._busy, self._began = True, self._clock()
            self._stamp = _stamp(self.path.parent)
            if self.state is StageState.FAILED:
                self.state = StageState.PREPARING
        try:
            self._settle(StageState.READY, self._prepare())
        except NotLightError as reason:
            log.info("%s is shown by Voila's own page: %s", self.path.stem, reason)
            self._settle(StageState.FULL, None)
        except (EngineError, NotebookError, OSError) as error:
            log.error("%s could not be prepared: %s", self.path.stem, error)
            self._settle(StageState.FAILED, None)
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
        self._settle(StageState.FULL, None)

    def close(self) -> None:
        """End every kernel."""
        with self._lock:
            for generation in (*self._old.values(), self.generation):
                if generation is not None:
                    generation.end()
            self.generation, self._old = None, {}

    def _settle(self, state: StageState, new: Generation | None) -> None:
        with self._lock:
            before = self.generation
            if before is not None and new is None and state is StageState.FAILED:
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
        kernel, kept = self._fresh(), dict[int, PreparedKernel]()
        try:
            return self._fill(kernel, kept, notebook)
        except BaseException:
            for one in (*kept.values(), kernel):
                one.end()
            raise

    def _fresh(self) -> PreparedKernel:
        return self._kernels().prepare(self.path.parent, self._settings.limits)

    def _fill(
        self, kernel: PreparedKernel, kept: dict[int, PreparedKernel], notebook: AppNotebook
    ) -> Generation:
        """Run the notebook; keep a copy of the kernel wherever another value may begin."""
        record = Record()
        parameters: tuple[Parameter, ...] = ()
        described: dict[str, str] = {}
        for step, cell in enumerate(notebook.code):
            self.steps = (step, len(notebook.code))
            if step in notebook.starts:
                kept[step] = kernel.keep()
            record.begin(cell.id)
            status = kernel.run(cell.source, cell.id, partial(record.hear, cell.id))
            if status is not Status.OK or record.failed:
                raise _cell_failed(notebook, cell, status, record)
            described |= describe_picture(kernel, cell)
            if cell.kind == "parameters":
                parameters = tuple(_with_choices(kernel, one) for one in notebook.parameters)
        if kernel.settle():
            raise NotLightError("threads or tasks that wait")
        first = _first_look(notebook, record, described)
        self._count += 1
        return Generation(
            self._count, kernel, kept, self._fresh, notebook, record, parameters, first
        )


def _first_look(
    notebook: AppNotebook, record: Record, described: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the page shows before anybody has done anything."""
    shown = {cell.id: (cell.alt, cell.heading) for cell in notebook.cells if cell.shown}
    first = {
        "areas": {
            key: render_outputs(record.areas[key].outputs, described.get(key, alt), heading)
            for key, (alt, heading) in shown.items()
            if key in record.areas
        },
        "models": record.describe_models(),
    }
    record.take_changes({})
    return first


def describe_picture(kernel: LiveKernel, cell: AppCell) -> dict[str, str]:
    """Return the cell's alternative text where it names values, with those of this moment."""
    if not cell.shown or "{" not in cell.alt:
        return {}
    told = _ask(kernel, f"f{cell.alt!r}")
    return {cell.id: told if isinstance(told, str) else cell.alt}


def _with_choices(kernel: PreparedKernel, parameter: Parameter) -> Parameter:
    """Look up the choices that an earlier cell has made."""
    name = parameter.choices_name
    if not name:
        return parameter
    code = (
        f"[(str(k), v.item() if hasattr(v, 'item') else v) for k, v in "
        f"({name}.items() if isinstance({name}, dict) else [(e, e) for e in {name}])]"
    )
    told = _ask(kernel, code)
    choices: tuple[tuple[str, Value], ...] = tuple(told) if isinstance(told, list) else ()
    if parameter.default not in [value for _shown, value in choices]:
        raise NotebookError(
            _("{value} is none of the choices in {name}.").format(
                value=repr(parameter.default), name=name
            ),
            where=parameter.name,
            remedy=_("Correct the parameter's first value, or the list."),
        )
    return Parameter(**vars(parameter) | {"choices": choices})


def _ask(kernel: LiveKernel, expression: str) -> Any:
    """Return the value of an expression of plain data; None where it has none."""
    heard: list[str] = []

    def hear(message: Any) -> None:
        if message.kind == "stream" and message.content.get("name") == "stdout":
            heard.append(str(message.content.get("text", "")))

    if kernel.run(f"print(repr({expression}))", "question", hear) is not Status.OK:
        return None
    try:
        return ast.literal_eval("".join(heard).strip())
    except (ValueError, SyntaxError):
        return None


def _cell_failed(
    notebook: AppNotebook, cell: AppCell, status: Status, record: Record
) -> NotebookError:
    reason = record.errors[-1].strip().splitlines()[-1:] if record.errors else []
    return NotebookError(
        _("The cell did not end well ({status}): {reason}").format(
            status=status.value, reason=(reason or [""])[0]
        ),
        where=f"{notebook.path.name}, {cell.id}",
        remedy=_("Run the notebook from the top."),
    )


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of the folder does."""
    found = []
    for path in sorted(folder.rglob("*")):
        about = path.stat()
        found.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(found)
