"""One visitor of an app: a kernel while it is needed, and what brings the next one up to date."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from terakoya_autograde import Status
from terakoya_autograde.kernels import LiveKernel, size_of

from terakoya.faces.dependencies import Plan
from terakoya.faces.live.bundle import failure_notice
from terakoya.faces.live.generation import Generation, describe_picture
from terakoya.faces.live.notebook import AppCell
from terakoya.faces.live.owned_kernels import OwnedKernels
from terakoya.model.parameters import Parameter, Value

__all__ = ["BadRequestError", "TypedTooMuchError", "Visit", "read_value"]

_PNG, _SVG = "png", "svg"
_ROOM = 32 * 2**20  # characters that a page may be shown beyond what its notebook shows first
_MOST_TYPED = 2**20  # characters of all that a page has told its widgets


class BadRequestError(ValueError):
    """A page asked for something that this app does not offer."""


class TypedTooMuchError(BadRequestError):
    """A page told its widgets more than is kept for one."""


class Visit:
    """One page. Its kernel is forked at the first change, and may be parked between changes.

    All methods that answer requests block; one page asks one thing at a time. `close` may come at
    any moment, also while a request is answered or a kernel is forked: it ends them.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._record = generation.record.copy(_ROOM)
        self._owned = OwnedKernels()
        self._kernel: LiveKernel | None = None
        self._values: dict[str, Value] = {}
        self._touched: dict[str, dict[str, Any]] = {}
        self._has_done_more = False  # a button was pressed: that cannot be done a second time

    @property
    def kernel(self) -> LiveKernel | None:
        """The kernel, where there is one just now."""
        return self._kernel

    @property
    def is_over(self) -> bool:
        """Whether it was closed."""
        return self._owned.closed

    @property
    def has_lost_its_app(self) -> bool:
        """Whether the kernels that the page was made from are gone, so that none can be forked."""
        return self._generation.has_ended()

    def set_values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Change parameters and run what depends on them; return what has changed on the page.

        The run begins in a kernel that knows nothing of earlier changes, so that its results are
        those of the notebook, run from the top with these values.

        Raises:
            BadRequestError: there is no such parameter or choice.
            WorkerError: no kernel is to be had.
        """
        known = {parameter.name: parameter for parameter in self._generation.parameters}
        if not given or not given.keys() <= known.keys():
            raise BadRequestError("parameters")
        self._values |= {name: read_value(known[name], value) for name, value in given.items()}
        self._record.stays_light |= any(known[name].is_typed for name in given)
        self.park()
        return self._run(self._begin(), self._plan())

    def change_widget(
        self, model: str, state: Mapping[str, Any] | None, custom: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Tell a widget its new state, or that it was pressed; return what has changed.

        Raises:
            BadRequestError: there is no such widget, or nothing of it is called so.
            TypedTooMuchError: the page has told its widgets too much; this was not noted.
            WorkerError: no kernel is to be had.
        """
        if model not in self._record.models:
            raise BadRequestError("widget")
        self._record.stays_light = True  # a page may send a widget any words
        if state is not None:
            self._touch(model, state)
        kernel, is_new = self._wake()
        if is_new:
            self._bring_up(kernel, but_for=model if state is not None else "")
            state = self._touched[model] if state is not None else None
        self._has_done_more |= state is None
        status = self._deliver(kernel, model, state, custom)
        return self._finish(status, (), {})

    def draw_svg(self, cell: str, place: int = 0) -> str:
        """Run the notebook up to a shown cell and return one picture as SVG; empty without one.

        Args:
            place: which of the cell's pictures, from 0.

        Raises:
            BadRequestError: there is no such cell.
            WorkerError: no kernel is to be had.
        """
        code = self._generation.notebook.code
        wanted = next((one for one in code if one.id == cell and one.shown), None)
        if wanted is None or type(place) is not int:
            raise BadRequestError("cell")
        pictures: list[str] = []

        def hear(message: Any) -> None:
            data = message.content.get("data", {})
            if "text/html" not in data and any(kind.startswith("image/") for kind in data):
                pictures.append(str(data.get("image/svg+xml", "")))

        # what the cell does shall not be done twice
        spare = self._owned.take(self._generation.fresh())
        try:
            for one in code[: code.index(wanted)]:
                spare.run(one.source, one.id, _unheard)
                if one.kind == "parameters":
                    spare.run(_assignments(self._values), one.id, _unheard)
            spare.run(_formats(_SVG), "format", _unheard)
            spare.run(wanted.source, cell, hear)
        finally:
            self._owned.end(spare)
        return "".join(pictures[place : place + 1])

    def can_park(self) -> bool:
        """Tell whether the kernel may end now and be brought back unnoticed."""
        makes_widgets_anew = bool(self._values) and bool(self._generation.first["models"])
        return self._kernel is not None and not self._has_done_more and not makes_widgets_anew

    def park(self) -> None:
        """End the kernel; the next change forks another one and brings it up to date."""
        kernel, self._kernel = self._kernel, None
        if kernel is not None:
            self._owned.end(kernel)

    def close(self) -> None:
        """The page is gone, or has had enough: every kernel of it ends, and none begins."""
        self._owned.close()
        self.park()

    def _wake(self) -> tuple[LiveKernel, bool]:
        """Return the kernel, and whether it is a new one that knows nothing of the page yet."""
        if self._kernel is not None and self._kernel.has_ended():
            self.park()
        if self._kernel is not None:
            return self._kernel, False
        return self._begin(), True

    def _begin(self) -> LiveKernel:
        """Fork a kernel that is as the notebook left it before the first cell to run."""
        generation, start = self._generation, self._plan().start
        source = generation.kernel if start is None else generation.kept[start]
        self._kernel = self._owned.take(source.visit())
        self._has_done_more = False
        return self._kernel

    def _touch(self, model: str, state: Mapping[str, Any]) -> None:
        """Note what a page tells a widget; a new kernel is told again."""
        known = self._record.models[model]
        if not state or any(name.startswith("_") or name not in known for name in state):
            raise BadRequestError("state")
        touched = self._touched | {model: self._touched.get(model, {}) | dict(state)}
        if size_of(touched) > _MOST_TYPED:
            raise TypedTooMuchError(model)
        self._touched.pop(model, None)
        self._touched[model] = touched[model]  # last: they are told in this order
        self._record.set_state(model, state)

    def _plan(self) -> Plan:
        """Plan a run with the values of the page; widgets may need whatever the notebook makes."""
        plan = self._generation.notebook.plan(frozenset(self._values))
        if plan.start is None or not self._generation.first["models"]:
            return plan
        every = range(plan.start, len(self._generation.notebook.code))
        return Plan(plan.start, tuple(every), frozenset(every))

    def _bring_up(self, kernel: LiveKernel, but_for: str) -> None:
        """Bring a fresh kernel to where the page is, unheard; one widget is told later."""
        if self._values:
            kernel.run(_assignments(self._values), "parameters", _unheard)
            for index in self._plan().run:
                cell = self._generation.notebook.code[index]
                kernel.run(cell.source, cell.id, _unheard)
        for model, state in self._touched.items():
            if model != but_for:
                kernel.deliver(_update(model, state), (), _unheard)

    def _run(self, kernel: LiveKernel, plan: Plan) -> dict[str, Any]:
        """Run a plan; cells that are run for others' sake alone are not heard."""
        code = self._generation.notebook.code
        described: dict[str, str] = {}
        status = kernel.run(_assignments(self._values), "parameters", _unheard)
        for index in plan.run:
            cell, is_shown = code[index], index in plan.shown
            if status is not Status.OK:
                break
            if is_shown:
                self._record.begin(cell.id)
            hear = partial(self._record.hear, cell.id) if is_shown else _unheard
            status = cell.settled(kernel.run(cell.source, cell.id, hear))
            if is_shown and status is Status.OK:
                described |= describe_picture(kernel, cell)
        for model, state in self._touched.items():
            if status is Status.OK:
                status = self._deliver(kernel, model, state, None)
        shown = tuple(code[index] for index in sorted(plan.shown))
        return self._finish(status, shown, described)

    def _deliver(
        self,
        kernel: LiveKernel,
        model: str,
        state: Mapping[str, Any] | None,
        custom: Mapping[str, Any] | None,
    ) -> Status:
        content = (
            _update(model, state)
            if state is not None
            else {"comm_id": model, "data": {"method": "custom", "content": dict(custom or {})}}
        )
        return kernel.deliver(content, (), partial(self._record.hear, ""))

    def _finish(
        self,
        status: Status,
        cells: tuple[AppCell, ...],
        described: Mapping[str, str],
    ) -> dict[str, Any]:
        """Tell what has changed; where it failed, no old result stays that could mislead."""
        failed = status is not Status.OK or self._record.failed
        shown = {
            cell.id: (described.get(cell.id, cell.alt), cell.heading)
            for cell in self._generation.notebook.cells
            if cell.shown
        }
        changes = self._record.take_changes(shown)
        if failed:
            kind = status.value if status is not Status.OK else "error"
            for cell in cells:
                if cell.shown:
                    changes["areas"][cell.id] = failure_notice(kind)
            changes["failed"] = failure_notice(kind)
        self._record.failed = False
        errors, self._record.errors = self._record.errors, []
        return changes | {"log": errors}


def _unheard(message: object) -> None:
    """Pass over what a kernel says while it is brought up to date."""
    del message


def read_value(parameter: Parameter, given: Any) -> Value:
    """Return what a page sends as a value of the parameter.

    Raises:
        BadRequestError: it is no such value, or none of the choices, or out of range.
    """
    if parameter.choices:
        if type(given) is int and 0 <= given < len(parameter.choices):
            return parameter.choices[given][1]
        raise BadRequestError(parameter.name)
    try:
        value: Value = _CONVERT[parameter.type](given)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadRequestError(parameter.name) from None
    if isinstance(value, float | int) and not isinstance(value, bool):
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            raise BadRequestError(parameter.name)
    return value


def _text(given: Any) -> str:
    if not isinstance(given, str) or len(given) > 10_000:
        raise ValueError
    return given


def _number(given: Any) -> float:
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


_CONVERT: dict[str, Any] = {
    "str": _text,
    "int": lambda given: int(_number(given)),
    "float": _number,
    "bool": lambda given: {True: True, False: False}[given],
    "date": lambda given: date.fromisoformat(_text(given)),
}


def _assignments(values: Mapping[str, Value]) -> str:
    """Return code that sets the parameters; only values of ours are written into it."""
    lines = []
    for name, value in values.items():
        written = repr(value)
        if isinstance(value, date):
            written = f"__import__('datetime').date({value.year}, {value.month}, {value.day})"
        lines.append(f"{name} = {written}")
    return "\n".join(lines)


def _update(model: str, state: Mapping[str, Any]) -> dict[str, Any]:
    data = {"method": "update", "state": dict(state), "buffer_paths": []}
    return {"comm_id": model, "data": data}


def _formats(kind: str) -> str:
    return (
        "from matplotlib_inline.backend_inline import set_matplotlib_formats as _formats\n"
        f"_formats({kind!r})"
    )
