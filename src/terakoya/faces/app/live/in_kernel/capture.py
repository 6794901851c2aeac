"""What a cell shows, kept instead of sent, so that it can take the place of an older result."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from typing import Any

import ipywidgets
from IPython.core.interactiveshell import InteractiveShell

__all__ = ["Capture"]


class Capture:
    """While it is entered, what a cell shows goes into a list, in order; no traceback is sent.

    An author's own ``with output:`` inside the cell fills that widget, as ever.

    Args:
        source: the cell; where it ends with a semicolon, its last value is not shown.
        outputs: the list, of outputs as in nbformat 4.
        notice: the output that stands for an error inside ``with output:``.
    """

    def __init__(
        self,
        shell: InteractiveShell,
        source: str,
        outputs: list[dict[str, Any]],
        notice: dict[str, object],
    ) -> None:
        self._shell, self._source, self._notice = shell, source, notice
        self._open = [outputs]
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> None:
        shell, widget = self._shell, ipywidgets.Output
        self._replace(sys, "stdout", _Stream(self._write))
        self._replace(sys, "displayhook", self._show_value)
        self._replace(shell.display_trap, "hook", self._show_value)
        publisher = _Publisher(shell.display_pub, self._publish, self._clear)
        self._replace(shell, "display_pub", publisher)
        # Functions, as a bound method of ours in a class would not be given the widget.
        self._replace(widget, "__enter__", lambda inner: self._begin(inner))  # noqa: PLW0108
        self._replace(widget, "__exit__", lambda inner, *raised: self._end(inner, *raised))  # noqa: PLW0108
        self._replace(shell, "CustomTB", lambda *_raised, **_options: None)
        self._replace(shell, "custom_exceptions", (BaseException,))

    def __exit__(self, *_raised: object) -> None:
        for undo in reversed(self._undo):
            undo()

    def _replace(self, owner: object, name: str, new: object) -> None:
        before = getattr(owner, name)
        self._undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, new)

    def _write(self, text: str) -> None:
        outputs = self._open[-1]
        if outputs and outputs[-1]["output_type"] == "stream":
            outputs[-1] = outputs[-1] | {"text": outputs[-1]["text"] + text}
        elif text:
            outputs.append({"output_type": "stream", "name": "stdout", "text": text})

    def _show_value(self, value: object) -> None:
        hook, formatter = self._shell.displayhook, self._shell.display_formatter
        if value is None or formatter is None:
            return
        if not hook.semicolon_at_end_of_expression(self._source):
            self._publish(*formatter.format(value))

    def _publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *_source: object,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_more: object,
    ) -> None:
        if not data:
            return
        plain = {kind: _as_text(value) for kind, value in data.items()}
        made = {"output_type": "display_data", "data": plain, "metadata": metadata or {}}
        named = {"transient": transient} if transient else {}
        if not update:
            self._open[-1].append(made | named)
            return
        for outputs in self._open:  # only what this cell shows: nothing else is at hand
            for place, old in enumerate(outputs):
                if named and old.get("transient") == transient:
                    outputs[place] = made | named

    def _clear(self, wait: bool = False) -> None:
        del wait  # a result is shown as a whole, so what follows is there already
        self._open[-1].clear()

    def _begin(self, widget: ipywidgets.Output) -> None:
        self._open.append(list(widget.outputs))

    def _end(self, widget: ipywidgets.Output, kind: object, *_raised: object) -> bool:
        outputs = self._open.pop()
        widget.outputs = (*outputs, self._notice) if kind else tuple(outputs)
        return True


class _Publisher:
    """IPython's publisher with other ways out; all else is as it was."""

    def __init__(
        self, real: object, publish: Callable[..., None], clear: Callable[..., None]
    ) -> None:
        self._real, self.publish, self.clear_output = real, publish, clear

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


class _Stream(io.TextIOBase):
    """Standard output that hands on each text."""

    def __init__(self, hand_on: Callable[[str], None]) -> None:
        self._hand_on = hand_on

    def write(self, text: str) -> int:
        """Hand on a text."""
        self._hand_on(text)
        return len(text)


def _as_text(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
