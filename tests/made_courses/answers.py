"""What answers are made of: solutions, and others' solutions of the same task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["ANSWERS", "Answer"]

_OF_FUNCTIONS = ("return None", "raise ValueError('no')")


@dataclass(frozen=True)
class Answer:
    """An answer cell; its parts are lines as in `statements`.

    Attributes:
        before: what stands above the solution, and is given to the learner.
        others: other solutions, right and wrong.
    """

    before: str
    solution: str
    others: tuple[str, ...]


def _read_answers() -> tuple[Answer, ...]:
    """Read ``answers.txt``: what is given, ``==``, then solutions with ``--`` between.

    An empty line stands between two answers.
    """
    content = (Path(__file__).parent / "answers.txt").read_text(encoding="utf-8")
    return tuple(map(_read_answer, content.strip().split("\n\n")))


def _read_answer(entry: str) -> Answer:
    before, _, body = entry.rpartition("\n==\n")
    solution, *others = body.split("\n--\n")
    return Answer(before, solution, (*others, *(_OF_FUNCTIONS if before else ())))


ANSWERS = _read_answers()
