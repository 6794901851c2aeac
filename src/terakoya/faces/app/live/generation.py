"""An app as it was prepared at one time, and what is told of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from terakoya_autograde import Status
from terakoya_autograde.kernels import LiveKernel, PreparedKernel

from terakoya.errors import NotebookError
from terakoya.faces.app.live.bundle import asks_elsewhere, render_outputs
from terakoya.faces.app.live.notebook import AppCell, AppNotebook
from terakoya.faces.app.live.record import Record
from terakoya.language import gettext as _
from terakoya.model.parameters import Parameter, Value

__all__ = ["Generation", "cell_failed", "describe_picture", "first_look", "with_choices"]


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


def first_look(
    notebook: AppNotebook, record: Record, described: Mapping[str, str]
) -> dict[str, object]:
    """Return what the page shows before anybody has done anything."""
    record.scripts_lack = any(asks_elsewhere(area.outputs) for area in record.areas.values())
    shown = {cell.id: (cell.alt, cell.heading) for cell in notebook.cells if cell.shown}
    first = {
        "areas": {
            key: render_outputs(
                record.areas[key].outputs,
                described.get(key, alt),
                heading,
                scripts_lack=record.scripts_lack,
            )
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


def with_choices(kernel: PreparedKernel, parameter: Parameter) -> Parameter:
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


def cell_failed(
    notebook: AppNotebook, cell: AppCell, status: Status, record: Record
) -> NotebookError:
    """Return the error of a notebook that does not run to its end: which cell, and why."""
    reason = record.errors[-1].strip().splitlines()[-1:] if record.errors else []
    return NotebookError(
        _("The cell did not end well ({status}): {reason}").format(
            status=status.value, reason=(reason or [""])[0]
        ),
        where=f"{notebook.path.name}, {cell.id}",
        remedy=_("Run the notebook from the top."),
    )
