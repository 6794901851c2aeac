"""What a notebook calls: `ask`, and the list of what was recorded."""

from __future__ import annotations

from terakoya.ai.answer import Answer
from terakoya.ai.answer_file import ANSWER_FILE, read_answers
from terakoya.ai.line import ask_over_line, has_line
from terakoya.ai.prompt_keys import find_nearest, key_of
from terakoya.errors import AiError, NotRecordedError
from terakoya.language import gettext as _

__all__ = ["ask", "recorded_answers"]

_SHOWN = 60  # characters of a recorded prompt in an error


def ask(prompt: str, *, live: bool = False) -> Answer:
    """Return the answer to `prompt`, with where it comes from.

    What was recorded for a prompt stays its answer, so that a lab's own tasks are the same for all:
    the first whose prompt is the same, but for white space, full stops and the width of letters.
    Where there is none, a live model answers, if whoever started this notebook has given it a line
    to one.

    Args:
        live: ask the live model also where an answer was recorded.

    Raises:
        NotRecordedError: nothing was recorded for it, and there is no live model; the message names
            the nearest prompts.
        PersonalDataError: a live model was to be asked, and there is personal data in the prompt.
        AiError: there is no prompt in it, or the recorded answers cannot be read, or the live
            model gave no answer.
    """
    if not isinstance(prompt, str) or not key_of(prompt):
        what = _("A question to a model is a text, and not an empty one.")
        raise AiError(what, remedy=_('Write ask("…") with your question in it.'))
    if live and not has_line():
        what = _("There is no live model here.")
        raise AiError(what, remedy=_("Leave out live=True: the recorded answers are there."))
    if not has_line():
        return _find_recorded(prompt, read_answers())
    known = read_answers() if ANSWER_FILE.exists() and not live else ()
    try:
        return _find_recorded(prompt, known)
    except NotRecordedError:
        return ask_over_line(prompt)


def recorded_answers() -> tuple[Answer, ...]:
    """Return all answers that lie beside the notebook, in the order of the file.

    Raises:
        AiError: the file is not there or cannot be read.
    """
    return read_answers()


def _find_recorded(prompt: str, answers: tuple[Answer, ...]) -> Answer:
    key = key_of(prompt)
    for answer in answers:
        if key_of(answer.prompt) == key:
            return answer
    raise NotRecordedError(
        _("No answer was recorded for this question."),
        where=ANSWER_FILE.as_posix(),
        remedy=_remedy(find_nearest(prompt, (answer.prompt for answer in answers))),
    )


def _remedy(nearest: tuple[str, ...]) -> str:
    if not nearest:
        return _("recorded_answers() lists the questions that have one.")
    return _("These have one: {prompts}").format(prompts=_listed(nearest))


def _listed(prompts: tuple[str, ...]) -> str:
    single = (" ".join(prompt.split()) for prompt in prompts)
    short = (text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…" for text in single)
    return " / ".join(short)
