"""What a learner hears of a failed check: the author's words, and nothing that is hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import TracebackType
from typing import Any

from terakoya_autograde.clean_room.withheld import CannotBeChecked

__all__ = ["line_of", "words_of"]

LONGEST = 500
# their texts name types, names and limits; those of others quote the values that caused them
_QUOTES_NO_VALUE = (
    TypeError,
    NameError,
    AttributeError,
    ZeroDivisionError,
    RecursionError,
    TimeoutError,
    NotImplementedError,
    MemoryError,
    CannotBeChecked,
)


def words_of(
    error: BaseException, namespace: Mapping[str, Any], hidden_lines: Collection[int]
) -> str:
    """Return what may be said of an error; empty where the whole of it may.

    An error in the visible part of a check may be read there. Of one in the hidden part, only what
    the author wrote is told: not the values that a library's assertion or a learner's own exception
    quotes.

    Args:
        namespace: the globals of the check's cell.
        hidden_lines: the cell's lines that learners do not get, from 1.
    """
    frames = list(_frames(error.__traceback__))
    own = [frame for frame in frames if _is_own(frame, namespace)]
    if not own or own[0].tb_lineno not in hidden_lines:
        return ""
    text, name = str(error).strip(), type(error).__name__
    if isinstance(error, AssertionError):
        authored = own[-1] is frames[-1]
        return (text if authored else _first_line(text))[:LONGEST] or name
    return f"{name}: {text}"[:LONGEST] if isinstance(error, _QUOTES_NO_VALUE) else name


def line_of(error: BaseException, namespace: Mapping[str, Any]) -> int:
    """Return the line of the check's cell, from 1, at which an error came up; 0 for none."""
    own = (trace for trace in _frames(error.__traceback__) if _is_own(trace, namespace))
    first = next(own, None)
    return first.tb_lineno if first is not None else 0


def _is_own(trace: TracebackType, namespace: Mapping[str, Any]) -> bool:
    return trace.tb_frame.f_globals is namespace


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _first_line(text: str) -> str:
    """Return what a library's assertion says in its first line: what differs, without values."""
    return text.splitlines()[0].strip() if text else ""
