"""The file of a model's answers beside a notebook: every line of it can be read and shown."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.ai.answer_file import ANSWER_FILE, read_answers
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.errors import AiError

__all__ = ["AnswerLine"]


class AnswerLine(Check):
    """A line of the recorded answers breaks a rule.

    Why:
        The lab's `ask` reads the whole file, so that one line keeps it from every answer. An answer
        that was written for teaching may name no model, and a recorded one has to: what learners
        see below an answer must be true.

    Example:
        {"prompt": "人口は？", "answer": "多い", "kind": "written", "model": "minato-1"}

    Remedy:
        Correct the line as “Ask a model in a lab” shows, or record it with `terakoya ai record`.
    """

    code = "TK404"
    name = "answer-line"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first such line: nothing behind it was read."""
        file = subject.files / ANSWER_FILE
        if not file.is_file():
            return
        try:
            read_answers(file)
        except AiError as error:
            line = error.where.removeprefix(file.as_posix()).lstrip(",、 ")
            path = f"{subject.folder}/{ANSWER_FILE.as_posix()}"
            words = f"{path}, {line}" if line else ""
            yield Found(Place(path, words=words), error.what, error.remedy)
