"""What a program that runs says of itself: one line an event, for people or for machines.

No name, no address with a secret in it and no text of anybody is ever written: a line holds its own
words and the fields of `KEPT`, and of an error where it happened, never what it says. Whatever is
in a field, it is one line, and nothing in it is obeyed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.types import Processor
from terakoya_autograde import readable

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model.settings import LogSettings

__all__ = ["KEPT", "bound", "current_request", "get_logger", "keep_logs"]

KEPT = frozenset(
    {
        *("event", "level", "logger", "timestamp"),
        *("request_id", "method", "route", "status", "milliseconds"),
        *("app", "assignment", "cohort", "run", "submission", "seconds", "due", "done", "ending"),
        *("error", "at"),
    }
)
"""The fields of a line; every other one is left out, whoever adds it."""

_FRAMES = 12  # of an error, the innermost
Event = MutableMapping[str, Any]


def get_logger(name: str) -> BoundLogger:
    """Return the logger of a part: ``get_logger("portal").info("request", status=200)``."""
    logger: BoundLogger = structlog.stdlib.get_logger(f"terakoya.{name}")
    return logger


@contextmanager
def bound(**fields: object) -> Iterator[None]:
    """Add fields to every line inside, in threads too that are given its context."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


def current_request() -> str:
    """Return the id of the request that is being answered; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@contextmanager
def keep_logs(settings: LogSettings, root: Path, also: tuple[str, ...] = ()) -> Iterator[None]:
    """Write what is logged where the settings say, inside the block.

    Args:
        root: the workspace, in which a file is that is not absolute.
        also: loggers of libraries, which then write nowhere else.

    Raises:
        WorkspaceError: the file cannot be written.
    """
    with _open(settings, root) as stream:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(_formatter(settings))
        handler.setLevel(settings.level.upper())  # libraries set levels of their loggers' own
        loggers = [logging.getLogger(name) for name in ("terakoya", *also)]
        before = [(one, one.level, one.propagate) for one in loggers]
        for one in loggers:
            one.addHandler(handler)
            one.setLevel(settings.level.upper())
            one.propagate = False
        try:
            yield
        finally:
            for one, level, propagate in before:
                one.removeHandler(handler)
                one.setLevel(level)
                one.propagate = propagate


@contextmanager
def _open(settings: LogSettings, root: Path) -> Iterator[IO[str]]:
    if not settings.file:
        yield sys.stderr
        return
    path = root / settings.file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a", encoding="utf-8", buffering=1)  # whole lines, from several programs
    except OSError as error:
        raise WorkspaceError(
            _("The log cannot be written: {reason}.").format(reason=error.strerror),
            where=str(path),
            remedy=_("Correct logs.file in terakoya.toml, or the folder's permissions."),
        ) from None
    with stream:
        yield stream


def _formatter(settings: LogSettings) -> ProcessorFormatter:
    shown: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if settings.form == "text":
        shown = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, sort_keys=False)
    return ProcessorFormatter(
        foreign_pre_chain=[*_FIRST, structlog.stdlib.ExtraAdder(KEPT)],
        processors=[_tell_error, _keep_known, shown],
        use_get_message=False,  # its form, not what stands in it: that may be anybody's words
    )


def _tell_error(_logger: Any, _method: str, event: Event) -> Event:
    """Say of an error what kind it is and where it came up; its words may be anybody's."""
    record = event["_record"]
    error = _error_of(event.get("exc_info"))
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = _places_of(error.__traceback__)
    if not isinstance(record.msg, (str, dict)):
        event["event"] = type(record.msg).__name__  # an error itself
    return event


def _error_of(info: object) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        error: BaseException | None = info[1]
        return error
    return sys.exception() if info else None


def _places_of(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]


def _keep_known(_logger: Any, _method: str, event: Event) -> Mapping[str, Any]:
    return {name: _in_one_line(value) for name, value in event.items() if name in KEPT}


def _in_one_line(value: object) -> object:
    """Return a value in which nothing ends the line, is obeyed by a terminal or is half a sign."""
    if isinstance(value, str):
        return readable(value).replace("\n", "\\n")
    if isinstance(value, (list, tuple)):
        return [_in_one_line(one) for one in value]
    is_plain = value is None or isinstance(value, (bool, int, float))
    return value if is_plain else _in_one_line(repr(value))


_FIRST: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *_FIRST, ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=BoundLogger,
    cache_logger_on_first_use=True,
)
