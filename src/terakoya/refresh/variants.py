"""Choosing a variant: the first candidate that can be solved and whose answer is a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Protocol, TypeVar

from terakoya.errors import NotebookError, TerakoyaError
from terakoya.language import gettext as _
from terakoya.model import Ask, Refresher
from terakoya.refresh.answers import Value, same_answer

__all__ = ["MOST_TRIES", "HasAnswer", "NoVariantError", "choose_variant"]

MOST_TRIES = 30


class HasAnswer(Protocol):
    """A variant: whatever it is, its right answer is known."""

    @property
    def answer(self) -> Value | None:
        """The right answer; None where only checks can tell."""


Made = TypeVar("Made", bound=HasAnswer)


class NoVariantError(TerakoyaError):
    """No candidate gave another answer: the item does not depend on its data."""


def choose_variant(
    refresher: Refresher,
    make: Callable[[int], Made],
    seeds: Iterable[int],
    avoid: Iterable[Value],
) -> tuple[Made, int]:
    """Return the first variant whose answer is none of `avoid`, and how many were passed over.

    Args:
        refresher: decides how near two answers are to be the same.
        make: makes the variant of a seed.
        seeds: candidates, in order.
        avoid: answers that the learner may remember: the exercise's and the last attempt's.

    Raises:
        NoVariantError: none of the first 30 candidates has a new answer.
        NotebookError: none has, and on some the author's code failed.
    """
    known = tuple(avoid)
    failed: NotebookError | None = None
    for rejected, seed in enumerate(islice(seeds, MOST_TRIES)):
        try:
            made = make(seed)
        except NotebookError as error:  # data on which the question makes no sense
            failed = error
            continue
        if refresher.ask is Ask.CODE or made.answer is None:
            return made, rejected
        if not any(same_answer(refresher, made.answer, value) for value in known):
            return made, rejected
    raise failed or NoVariantError(
        _("{n} variants all have an answer that is known already.").format(n=MOST_TRIES),
        where=refresher.item,
        remedy=_("Ask for a value that depends more on the data."),
    )
