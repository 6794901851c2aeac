"""One question of a page, answered: whatever goes wrong becomes a sentence on the page."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec import UNSET
from terakoya_autograde import EngineError

from terakoya.errors import ExportError
from terakoya.faces.app.live.bundle import NotLightError, failure_notice
from terakoya.faces.app.live.given_values import BadRequestError
from terakoya.faces.app.live.page_state import TypedTooMuchError
from terakoya.faces.app.live.page_table import BadTableError, table_file
from terakoya.faces.app.live.questions import (
    BadQuestionError,
    ChangeWidget,
    DrawPicture,
    Question,
    SaveTable,
    SetValues,
    TooLargeError,
    read_question,
)
from terakoya.faces.app.live.visit import Visit
from terakoya.faces.app.live.volume import TooMuchError
from terakoya.language import gettext as _

__all__ = ["answer_question", "encode_answer"]

log = logging.getLogger("terakoya.apps")
encode_answer = partial(msgspec.json.encode, enc_hook=str)
_NOTICES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (  # the first that fits
    ((TooLargeError, TypedTooMuchError), "too-much-typed"),
    ((BadQuestionError,), "bad-question"),
    ((BadRequestError, BadTableError, EngineError), "error"),
)
_LONGEST_LINE = 2000  # characters in the log of what one question led to


def answer_question(
    visit: Visit, message: str | bytes, app: str, give_way: Callable[[], None]
) -> bytes:
    """Return the answer to what a page sent, as JSON; nothing is raised.

    Args:
        visit: the page's; where it was shown too much, it is over afterwards.
        message: what it sent.
        app: the app's name, for the log.
        give_way: called where only Voila's own page can show what came up.
    """
    n = None
    try:
        question = read_question(message)
        n = question.n
        answer = _do(visit, question)
        _note(app, answer.pop("log", ()))
        return encode_answer(answer | {"n": n})
    except BadQuestionError as error:
        n, told = error.n, _explain(error, visit, give_way)
        _note(app, [f"bad question: {error}"])
    except Exception as error:
        told = _explain(error, visit, give_way)
        if "ours" in told:
            log.exception("%s: a question could not be answered", app, extra={"app": app})
        else:
            _note(app, [f"{type(error).__name__}: {error}"])
    return encode_answer(told | {"n": n})


def _do(visit: Visit, question: Question) -> dict[str, object]:
    match question:
        case SetValues():
            return visit.set_values(question.set)
        case ChangeWidget():
            state = question.state if question.state is not UNSET else None
            custom = question.custom if question.custom is not UNSET else None
            return visit.change_widget(question.model, state, custom)
        case SaveTable():
            content = table_file(question.table, question.form)
            return {"file": b64encode(content).decode("ascii")}
        case DrawPicture():
            return {"svg": visit.draw_svg(question.svg, question.place)}


def _explain(error: Exception, visit: Visit, give_way: Callable[[], None]) -> dict[str, object]:
    """Return what the page is told of an error, and see to it that the visit can go on or ends."""
    match error:
        case ExportError():
            return {"refused": error.sentence}
        case NotLightError():
            give_way()
            return {"full": True}
        case EngineError() if visit.has_lost_its_app:
            visit.close()
            return {"renewed": True}  # it is prepared anew as soon as somebody loads it
        case TooMuchError():
            visit.close()
            return {"over": _("There was too much to show. Load the page again.")}
    for kinds, notice in _NOTICES:
        if isinstance(error, kinds):
            return {"failed": failure_notice(notice)}
    visit.park()  # nobody knows how far its kernel is
    return {"failed": failure_notice("ours"), "ours": True}


def _note(app: str, lines: Any) -> None:
    """Write lines for the operator; a visitor's words fill no disk."""
    text = "\n".join(map(str, lines))
    if text:
        log.warning("%s says: %s", app, text[:_LONGEST_LINE], extra={"app": app})
