"""A name that fits nobody for certain: who may be meant by it, and what a person can do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from terakoya.delivery.layouts import Reading, narrow
from terakoya.delivery.likeness import Likeness
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.model import Learner, mark_unseen

__all__ = ["Strangers", "UnknownNameError"]

_SEPARATORS = re.compile(r"[_\- ]+")
_MOST_PIECES = 12  # of a longer name, only its first pieces are looked at
_MOST_SHOWN = 5


class UnknownNameError(SubmissionError):
    """Nobody is certainly meant.

    Attributes:
        who: the name as it came, as `--names` takes it.
        meant: the staff numbers of those who may be meant.
    """

    def __init__(self, who: str, meant: Sequence[str], what: str, remedy: str) -> None:
        self.who, self.meant = who, tuple(meant)
        super().__init__(what, remedy=remedy)


class Strangers:
    """Says of a name that was not recognised who may be meant; it never decides."""

    def __init__(self, learners: Iterable[Learner]) -> None:
        self._learners = {learner.id: learner for learner in learners}
        self._likeness = Likeness(self._learners.values())
        self._short = {number.lstrip("0"): number for number in self._learners}

    def find(self, text: str, readings: Sequence[Reading]) -> tuple[Learner, ...]:
        """Return who may be meant by the first part of a path, read in any of these ways."""
        pieces = _pieces(text, readings)
        meant = {one.id: one for one in self._likeness.find(pieces)}
        for piece in pieces:
            token = narrow(piece)
            number = token if token in self._learners else self._without_zeros(token)
            if number:
                meant[number] = self._learners[number]
        return tuple(meant[number] for number in sorted(meant))

    def refuse(self, text: str, readings: Sequence[Reading]) -> UnknownNameError:
        """Return the refusal of a name that is nobody's for certain."""
        meant, who = self.find(text, readings), readings[0].name
        numbers, shown = [one.id for one in meant], mark_unseen(who, 80)
        if len(meant) == 1:
            (one,) = meant
            what = _("“{who}”: is this {id} {name}?").format(who=shown, id=one.id, name=one.name)
            remedy = _(
                "If so, begin the name with {id}, or write it into a table for --names."
            ).format(id=one.id)
            return UnknownNameError(who, numbers, what, remedy)
        if meant:
            names = ", ".join(f"{one.id} {one.name}" for one in meant[:_MOST_SHOWN])
            what = _("“{who}” may be one of these: {names}.").format(who=shown, names=names)
            remedy = _("Begin the name with the staff number, or use a table for --names.")
            return UnknownNameError(readings[0].numbered, numbers, what, remedy)
        if self.looks_like_number(text) or _begins_with_digits(text):
            return self.refuse_number(_SEPARATORS.split(narrow(text), maxsplit=1)[0])
        what = _("No name in this cohort's roster is “{who}”.").format(who=shown)
        remedy = _(
            "Begin the name with the staff number, or write whose it is into a table for --names."
        )
        return UnknownNameError(who, (), what, remedy)

    def refuse_number(self, number: str) -> UnknownNameError:
        """Return the refusal of a staff number that is not in the cohort."""
        what = _("“{who}” is not enrolled in this cohort.").format(who=mark_unseen(number, 80))
        remedy = _("Enrol the learner, or begin the name with the staff number.")
        return UnknownNameError(number, (), what, remedy)

    def looks_like_number(self, text: str) -> bool:
        """Tell whether a name begins with what may be a staff number: as long, with a digit."""
        token = _SEPARATORS.split(narrow(text), maxsplit=1)[0]
        lengths = {len(number) for number in self._learners}
        return len(token) in lengths and any(character.isdigit() for character in token)

    def _without_zeros(self, token: str) -> str:
        """Return the staff number that Excel or a system made this of; empty where none."""
        plain = token.isascii() and token.isdigit() and not token.startswith("0")
        return self._short.get(token, "") if plain else ""


def _begins_with_digits(text: str) -> bool:
    return _SEPARATORS.split(narrow(text), maxsplit=1)[0].isdecimal()


def _pieces(text: str, readings: Sequence[Reading]) -> list[str]:
    """Return every run of words of a name: a number or a group may stand before or after it."""
    told = [reading.name for reading in readings]
    words = _SEPARATORS.split(narrow(readings[0].name if len(readings) == 1 else text))
    words = [word for word in words if word][:_MOST_PIECES]
    ends = range(len(words) + 1)
    runs = [" ".join(words[start:end]) for start in ends for end in ends if start < end]
    return [*told, *runs]
