"""What a learner hears of a failed check: the author's words, and nothing that is hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import TracebackType

from terakoya_autograde.clean_room.withheld import CannotBeChecked

__all__ = ["line_of", "message_for_learner", "unprotected_message"]

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
# of the assertions of these the first line says what differs; unittest's quotes both values in it
_HEADLINES = frozenset({"numpy", "pandas"})


def message_for_learner(
    error: BaseException, namespace: Mapping[str, object], hidden_lines: Collection[int]
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
    if not own or not any(_line_in(own[0], frame) in hidden_lines for frame in own):
        return ""
    text, name = str(error).strip(), type(error).__name__
    if isinstance(error, AssertionError):
        authored = own[-1] is frames[-1]
        told = text if authored else _headline(text, frames[-1])
        return told[:LONGEST] or name
    return f"{name}: {text}"[:LONGEST] if isinstance(error, _QUOTES_NO_VALUE) else name


def unprotected_message(
    error: BaseException | None, namespace: Mapping[str, object], hidden_lines: Collection[int]
) -> str:
    """Return the same of a check that ran in the learner's process, where the error may be his."""
    if error is None or not hidden_lines:
        return ""
    try:
        return message_for_learner(error, namespace, hidden_lines)
    except Exception:  # noqa: BLE001 - what a learner's error says of itself may be anything
        return type(error).__name__


def line_of(error: BaseException, namespace: Mapping[str, object]) -> int:
    """Return the line of the check's cell, from 1, at which an error came up; 0 for none."""
    own = (trace for trace in _frames(error.__traceback__) if _is_own(trace, namespace))
    first = next(own, None)
    return first.tb_lineno if first is not None else 0


def _is_own(trace: TracebackType, namespace: Mapping[str, object]) -> bool:
    return trace.tb_frame.f_globals is namespace


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _line_in(cell: TracebackType, frame: TracebackType) -> int:
    """Return the line at which a frame of a cell's own code stands; 0 in another cell's."""
    same = frame.tb_frame.f_code.co_filename == cell.tb_frame.f_code.co_filename
    return frame.tb_lineno if same else 0


def _headline(text: str, raised: TracebackType) -> str:
    """Return the first line of an assertion of a library whose first lines name no value."""
    package = str(raised.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
    if not text or package not in _HEADLINES:
        return ""
    return text.splitlines()[0].strip()
