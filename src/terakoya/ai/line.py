"""The notebook's end of a line to the broker, if this notebook has one.

Who starts a notebook says so in the variable `TERAKOYA_LINE`: the number of a socket that is open
already, as in the sandbox, or the path of one. There is no key and no address in it.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from terakoya.ai.answer import Answer, AnswerKind
from terakoya.ai.line_frames import (
    LARGEST_ANSWER,
    LARGEST_QUESTION,
    BrokenLineError,
    receive_frame,
    send_frame,
)
from terakoya.errors import AiError, PersonalDataError
from terakoya.language import gettext as _

__all__ = ["LINE", "ask_over_line", "connect_line", "has_line"]

LINE = "TERAKOYA_LINE"
_one_at_a_time = Lock()
_STALE = 64  # answers to questions that nobody waits for any more, as their cells were stopped


def has_line() -> bool:
    """Tell whether somebody has given this notebook a line."""
    return bool(os.environ.get(LINE))


def ask_over_line(prompt: str) -> Answer:
    """Return the live answer.

    Raises:
        AiError: as the broker says, or the line is broken.
    """
    if len(prompt) * 6 > LARGEST_QUESTION:  # as JSON writes a character out
        what = _("The question is too long.")
        raise AiError(what, remedy=_("Give the model less of the text."))
    try:
        with _one_at_a_time, _open() as line:
            reply = _exchange(line, prompt)
    except (BrokenLineError, OSError, ValueError):
        what = _("The way to the model is broken.")
        raise AiError(what, remedy=_("Start the notebook again.")) from None
    return _read(prompt, reply)


def _open() -> socket.socket:
    place = os.environ[LINE]
    if place.isdecimal():
        return socket.socket(fileno=os.dup(int(place)))
    return connect_line(place, Path.cwd().name)


def connect_line(place: str, assignment: str) -> socket.socket:
    """Return a line to the broker that listens at a socket's path.

    Args:
        assignment: for which lab questions will come, as the broker notes it.

    Raises:
        OSError, BrokenLineError: nobody listens there.
    """
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(place)
        send_frame(line, {"assignment": assignment[:64]})
    except BaseException:
        line.close()
        raise
    return line


def _exchange(line: socket.socket, prompt: str) -> Mapping[str, Any]:
    """Ask, and return the answer to this very question: an earlier cell may have been stopped."""
    number = secrets.token_hex(8)
    send_frame(line, {"number": number, "prompt": prompt})
    for _one in range(_STALE):
        reply = receive_frame(line, LARGEST_ANSWER)
        if reply is None:
            break
        if reply.get("number") == number:
            return reply
    raise BrokenLineError("no answer")


def _read(prompt: str, reply: Mapping[str, Any]) -> Answer:
    if (trouble := reply.get("trouble")) is not None:
        what, where, remedy = (str(trouble.get(key, "")) for key in ("what", "where", "remedy"))
        if trouble.get("places"):
            places = tuple((str(kind), int(a), int(b)) for kind, a, b in trouble["places"])
            masked = str(trouble.get("masked", ""))
            raise PersonalDataError(what, remedy=remedy, places=places, masked=masked)
        raise AiError(what, where=where, remedy=remedy)
    return Answer(
        prompt,
        str(reply["text"]),
        AnswerKind.LIVE,
        date.fromisoformat(reply["when"]),
        str(reply["model"]),
        cut=bool(reply["cut"]),
    )
