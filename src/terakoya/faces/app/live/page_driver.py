"""What is asked of a kernel so that a page's choices show: code to run, words for widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from terakoya_autograde import Status
from terakoya_autograde.kernels import LiveKernel

from terakoya.faces.app.dependencies import Plan
from terakoya.faces.app.live.bundle import failure_notice
from terakoya.faces.app.live.generation import Generation, describe_picture
from terakoya.faces.app.live.notebook import AppCell
from terakoya.faces.app.live.page_state import PageState
from terakoya.faces.app.live.record import Record
from terakoya.model.parameters import Value

__all__ = ["PageDriver"]


@dataclass(frozen=True)
class PageDriver:
    """Brings kernels to where a page is, and tells the page what has changed.

    Attributes:
        record: what the page shows; it hears what is said for it.
    """

    generation: Generation
    record: Record

    def bring_up(self, kernel: LiveKernel, page: PageState, plan: Plan, but_for: str) -> None:
        """Bring a fresh kernel to where the page is, unheard; one widget is told later."""
        if page.values:
            kernel.run(_assignments(page.values), "parameters", _unheard)
            for index in plan.run:
                cell = self.generation.notebook.code[index]
                kernel.run(cell.source, cell.id, _unheard)
        for model, state in page.told.items():
            if model != but_for:
                kernel.deliver(_update(model, state), (), _unheard)

    def run(self, kernel: LiveKernel, page: PageState, plan: Plan) -> dict[str, object]:
        """Run a plan and return what changed; cells that run for others' sake are not heard."""
        code = self.generation.notebook.code
        described: dict[str, str] = {}
        status = kernel.run(_assignments(page.values), "parameters", _unheard)
        for index in plan.run:
            if status is not Status.OK:
                break
            cell, is_shown = code[index], index in plan.shown
            status = self._run_cell(kernel, cell, is_shown=is_shown)
            if is_shown and status is Status.OK:
                described |= describe_picture(kernel, cell)
        for model, state in page.told.items():
            if status is Status.OK:
                status = self._deliver(kernel, _update(model, state))
        shown = tuple(code[index] for index in sorted(plan.shown))
        return self._finish(status, shown, described)

    def update_widget(
        self, kernel: LiveKernel, model: str, state: Mapping[str, object]
    ) -> dict[str, object]:
        """Tell a widget its state; return what has changed."""
        return self._finish(self._deliver(kernel, _update(model, state)), (), {})

    def press_widget(
        self, kernel: LiveKernel, model: str, custom: Mapping[str, object] | None
    ) -> dict[str, object]:
        """Send a widget a message of its own, such as a click; return what has changed."""
        data = {"method": "custom", "content": dict(custom or {})}
        status = self._deliver(kernel, {"comm_id": model, "data": data})
        return self._finish(status, (), {})

    def draw(self, kernel: LiveKernel, page: PageState, wanted: AppCell, place: int) -> str:
        """Run the notebook in a fresh kernel up to a cell; return one of its pictures as SVG."""
        pictures: list[str] = []

        def hear(message: Any) -> None:
            data = message.content.get("data", {})
            if "text/html" not in data and any(kind.startswith("image/") for kind in data):
                pictures.append(str(data.get("image/svg+xml", "")))

        code = self.generation.notebook.code
        for cell in code[: code.index(wanted)]:
            kernel.run(cell.source, cell.id, _unheard)
            if cell.kind == "parameters":
                kernel.run(_assignments(page.values), cell.id, _unheard)
        kernel.run(_DRAW_SVG, "format", _unheard)
        kernel.run(wanted.source, wanted.id, hear)
        return "".join(pictures[place : place + 1])

    def _run_cell(self, kernel: LiveKernel, cell: AppCell, *, is_shown: bool) -> Status:
        if is_shown:
            self.record.begin(cell.id)
        hear = partial(self.record.hear, cell.id) if is_shown else _unheard
        return cell.settled(kernel.run(cell.source, cell.id, hear))

    def _deliver(self, kernel: LiveKernel, content: Mapping[str, object]) -> Status:
        return kernel.deliver(dict(content), (), partial(self.record.hear, ""))

    def _finish(
        self, status: Status, cells: tuple[AppCell, ...], described: Mapping[str, str]
    ) -> dict[str, object]:
        """Tell what has changed; where it failed, no old result stays that could mislead."""
        failed = status is not Status.OK or self.record.failed
        shown = {
            cell.id: (described.get(cell.id, cell.alt), cell.heading)
            for cell in self.generation.notebook.cells
            if cell.shown
        }
        changes = self.record.take_changes(shown)
        if failed:
            kind = status.value if status is not Status.OK else "error"
            for cell in cells:
                if cell.shown:
                    changes["areas"][cell.id] = failure_notice(kind)
            changes["failed"] = failure_notice(kind)
        self.record.failed = False
        errors, self.record.errors = self.record.errors, []
        return changes | {"log": errors}


def _unheard(message: object) -> None:
    """Pass over what a kernel says while it is brought up to date."""
    del message


def _assignments(values: Mapping[str, Value]) -> str:
    """Return code that sets the parameters; only values of ours are written into it."""
    lines = []
    for name, value in values.items():
        written = repr(value)
        if isinstance(value, date):
            written = f"__import__('datetime').date({value.year}, {value.month}, {value.day})"
        lines.append(f"{name} = {written}")
    return "\n".join(lines)


def _update(model: str, state: Mapping[str, object]) -> dict[str, object]:
    data = {"method": "update", "state": dict(state), "buffer_paths": []}
    return {"comm_id": model, "data": data}


_DRAW_SVG = (
    "from matplotlib_inline.backend_inline import set_matplotlib_formats as _formats\n"
    "_formats('svg')"
)
