"""The broker's end of lines: one thread for each, until whoever is at the other end is gone.

What comes over a line is a learner's code's: it is bounded, decoded into known types, and may do no
more than ask. Whose budget it uses is told by whoever made the line, never over it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore, Thread
from types import TracebackType
from typing import Any, Self

import msgspec

from terakoya.ai.broker import Broker
from terakoya.ai.line_frames import LARGEST_QUESTION, BrokenLineError, receive_frame, send_frame
from terakoya.errors import AiError, PersonalDataError, TerakoyaError
from terakoya.language import Language, current_language, use_language
from terakoya.language import gettext as _
from terakoya.model.ai_ask import Asker

__all__ = ["LineServer", "open_line", "serve_line"]

_MOST_LINES = 256
_LARGEST_GREETING = 1024


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    prompt: str


class _Greeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    assignment: str


def open_line(broker: Broker, asker: Asker) -> socket.socket:
    """Return the end of a new line for somebody's code; it is served until that end is closed."""
    ours, theirs = socket.socketpair()
    arguments = (ours, broker, asker, current_language())
    Thread(target=_serve_and_close, args=arguments, name="ai-line", daemon=True).start()
    return theirs


def _serve_and_close(line: socket.socket, broker: Broker, asker: Asker, language: Language) -> None:
    with closing(line), use_language(language):
        serve_line(line, broker, asker)


def serve_line(line: socket.socket, broker: Broker, asker: Asker) -> None:
    """Answer the questions of one line, one after another, until it ends or breaks."""
    with suppress(BrokenLineError):
        while (frame := receive_frame(line, LARGEST_QUESTION)) is not None:
            try:
                question = msgspec.convert(frame, _Question)
            except msgspec.ValidationError:
                return
            send_frame(line, {"number": question.number[:64]} | _answer(broker, asker, question))


def _answer(broker: Broker, asker: Asker, question: _Question) -> dict[str, Any]:
    try:
        answer = broker.ask(question.prompt, asker)
    except PersonalDataError as error:
        return {"trouble": _trouble(error) | {"places": error.places, "masked": error.masked}}
    except AiError as error:
        return {"trouble": _trouble(error)}
    except TerakoyaError:  # of our own records: nothing of them is a learner's to read
        what = _("The question could not be noted, so it was not sent.")
        return {"trouble": {"what": what, "remedy": _("Ask again later.")}}
    kept = {"text": answer.text, "model": answer.model, "cut": answer.cut}
    return kept | {"when": answer.when.isoformat()}


def _trouble(error: AiError) -> dict[str, Any]:
    return {"what": error.what, "where": error.where, "remedy": error.remedy}


class LineServer:
    """Lines for the processes of one account: a socket in a folder that only it can open.

    Use it in a ``with`` block. Who connects says of which assignment, and nothing else.

    Args:
        path: of the socket; its folder is private.
    """

    def __init__(
        self, path: Path, broker: Broker, asker: Asker, language: Callable[[], Language]
    ) -> None:
        self._broker, self._asker, self._language = broker, asker, language
        self._places = BoundedSemaphore(_MOST_LINES)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen()
        self._thread = Thread(target=self._accept, name="ai-lines", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                line, _address = self._listener.accept()
            except OSError:
                return
            if not self._places.acquire(blocking=False):
                line.close()
                continue
            Thread(target=self._serve, args=(line,), name="ai-line", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with closing(line), use_language(self._language()), suppress(BrokenLineError):
                frame = receive_frame(line, _LARGEST_GREETING)
                with suppress(msgspec.ValidationError):
                    greeting = msgspec.convert(frame, _Greeting)
                    name = greeting.assignment[:64]
                    serve_line(line, self._broker, replace(self._asker, assignment_id=name))
        finally:
            self._places.release()
