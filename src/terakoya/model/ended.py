"""How a cell ended, said to its author: the limit it met and the setting of it, or the error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from terakoya_autograde import Limits

from terakoya.language import gettext as _

__all__ = ["describe_end", "failing_line", "limit_met"]

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_ARROW = re.compile(r"^-+> (\d+) (.*)$", re.MULTILINE)
_LONGEST = 300  # characters of a reason; a table may be a message


def describe_end(outputs: Sequence[Mapping[str, object]], limits: Limits) -> str:
    """Return why a cell did not end well, without a full stop; empty where it did.

    Args:
        outputs: the cell's, as in nbformat.
        limits: those that it ran within.
    """
    errors = _errors(outputs)
    return limit_met(outputs, limits) or (_describe_error(errors[0]) if errors else "")


def limit_met(outputs: Sequence[Mapping[str, object]], limits: Limits) -> str:
    """Return which limit has ended a cell, as `describe_end` says it; empty where none has."""
    told = _sentences(limits)
    names = [str(error["ename"]) for error in _errors(outputs)]
    return next((told[name] for name in names if name in told), "")


def _errors(outputs: Sequence[Mapping[str, object]]) -> list[Mapping[str, Any]]:
    return [output for output in outputs if output.get("output_type") == "error"]


def failing_line(outputs: Sequence[Mapping[str, object]]) -> tuple[int, str] | None:
    """Return the line of a cell at which its error came up, from 1, and its text, where it says."""
    for error in _errors(outputs):
        text = _CONTROL.sub("", "\n".join(map(str, error.get("traceback", ()))))
        found = _ARROW.search(text)
        return (int(found[1]), found[2].strip()) if found else None
    return None


def _sentences(limits: Limits) -> dict[str, str]:
    """Return the engine's names of what a limit has ended → what is said of it."""
    return {
        "OutputLimitExceeded": _(
            "it writes more than {number} kB: the limit output_kb in assignment.toml"
        ).format(number=limits.output_kb),
        "MemoryLimitExceeded": _(
            "it needs more than {number} MB of memory: the limit memory_mb in assignment.toml"
        ).format(number=limits.memory_mb),
        "CellTimeoutError": _(
            "it takes longer than {cell:g} s, or the notebook longer than {notebook:g} s: the "
            "limits cell_seconds and notebook_seconds in assignment.toml"
        ).format(cell=limits.cell_seconds, notebook=limits.notebook_seconds),
        "KernelDied": _("its process ended"),
        "CellNotRun": _("there was no time left to run it"),
    }


def _describe_error(error: Mapping[str, object]) -> str:
    lines = str(error["evalue"]).strip().splitlines()
    if str(error["ename"]) == "CannotBeChecked":  # its words are a sentence
        return lines[0][:_LONGEST] if lines else ""
    return ": ".join([str(error["ename"]), *lines[:1]])[:_LONGEST].rstrip(".")
