"""The controls of one page, and the cells that follow them.

What a cell shows is put into an ``Output`` widget at once: nothing flickers, no old result stays
beside a new one, and cells with ``await`` work, whose output Voila loses where it is sent.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import ipywidgets
from IPython.display import display

from .capture import Capture
from .fields import choices_of, make_field

__all__ = ["ControlPage"]

_HEADING = '<h2 class="tk-unseen">{}</h2>'
_BUSY = '<p class="tk-busy" role="status">{}</p>'


class TooLongError(BaseException):
    """A cell ran for too long; no ``except Exception`` of the author's shall swallow it."""


class ControlPage:
    """What one visitor's kernel knows of its page.

    Args:
        plan: what `widget_cells.plan_controls` gives.
        shell: IPython's ``InteractiveShell``.

    Attributes:
        seconds: that a cell may take when it runs again.
        areas: what each shown cell shows, by the cell's id.
        work: what follows a change just now, or did last.
    """

    def __init__(self, plan: dict[str, Any], shell: Any) -> None:
        self._words: dict[str, str] = plan["words"]
        self.seconds: float = plan["seconds"]
        self._parameters: list[dict[str, Any]] = plan["parameters"]
        self._cells: list[dict[str, Any]] = plan["cells"]
        self._shell = shell
        self.areas: dict[str, ipywidgets.Output] = {}
        self._broken: set[str] = set()
        self._waiting: dict[str, Any] = {}
        self.work: asyncio.Task[None] | None = None
        self._busy = ipywidgets.HTML()

    def show_controls(self) -> None:
        """Show a labelled control for each parameter.

        Raises:
            ValueError: a parameter's first value is none of the choices that a cell has made.
        """
        fields = [ipywidgets.HTML(_HEADING.format(escape(self._words["heading"])))]
        for about in self._parameters:
            if about["choices_name"]:
                about["choices"] = choices_of(about, self._shell.user_ns[about["choices_name"]])
            fields.append(make_field(about, self.change))
        box = ipywidgets.VBox([*fields, self._busy])
        box.add_class("tk-controls")
        display(box)

    async def show(self, key: str) -> None:
        """Run a cell for the first time and show what it gives; what it raises is raised."""
        source = next(cell["source"] for cell in self._cells if cell["id"] == key)
        outputs: list[dict[str, Any]] = []
        error = await self._run(source, outputs)
        if error is not None:
            raise error
        area = self.areas[key] = ipywidgets.Output(outputs=tuple(outputs))
        display(area)

    def change(self, name: str, value: object) -> None:
        """Note a new value; what comes while cells run is worked on in one go after them."""
        self._waiting[name] = value
        if self.work is None or self.work.done():
            self.work = asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        self._busy.value = _BUSY.format(escape(self._words["busy"]))
        while self._waiting:
            values, self._waiting = self._waiting, {}
            self._shell.user_ns.update(values)
            for cell in self._cells:
                if not values.keys().isdisjoint(cell["follows"]):
                    await self._run_again(cell)
        self._busy.value = ""

    async def _run_again(self, cell: dict[str, Any]) -> None:
        """Put a cell's new result in the place of its old one, or a kind sentence."""
        outputs: list[dict[str, Any]] = []
        kind = "error"
        if self._broken.isdisjoint(cell["needs"]):  # else it would calculate with old values
            error = await self._run(cell["source"], outputs)
            kind = _kind_of(error)
            self._log(cell["id"], error)
        if kind:
            self._broken.add(cell["id"])
            outputs = [self._notice(kind)]
        else:
            self._broken.discard(cell["id"])
        if cell["id"] in self.areas:
            self.areas[cell["id"]].outputs = tuple(outputs)

    async def _run(self, source: str, outputs: list[dict[str, Any]]) -> BaseException | None:
        """Run a cell, add what it shows to `outputs`, and return what it raised."""
        shell = self._shell
        code = shell.transform_cell(source)
        run = shell.run_cell_async(source, store_history=False, transformed_cell=code)
        with Capture(shell, source, outputs, self._notice("error")):
            try:
                if shell.should_run_async(source, transformed_cell=code):
                    result = await asyncio.wait_for(run, self.seconds)
                else:  # nothing else runs meanwhile that the alarm could hit
                    with _alarm(self.seconds):
                        result = await run
            except (TooLongError, TimeoutError):
                return TooLongError()
            finally:
                shell.events.trigger("post_execute")  # here matplotlib shows its figures
            shell.events.trigger("post_run_cell", result)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def _notice(self, kind: str) -> dict[str, object]:
        data = {"text/html": self._words[kind]}
        return {"output_type": "display_data", "data": data, "metadata": {}}

    def _log(self, key: str, error: BaseException | None) -> None:
        """Tell the operator, who alone reads the server's log."""
        kernel = getattr(self._shell, "kernel", None)
        if kernel is not None and error is not None:
            kernel.log.error("cell %s failed after a change", key, exc_info=error)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Stop what runs in this thread after so many seconds."""

    def stop(*_signal: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _kind_of(error: BaseException | None) -> str:
    """Return which kind sentence fits; none where all went well."""
    if error is None:
        return ""
    if isinstance(error, TooLongError):
        return "timeout"
    return "memory-limit" if isinstance(error, MemoryError) else "error"
