"""What a person typed: a number with its unit, a choice, a short text; and whether it is right.

Full-width characters, thousands separators and the unit are accepted in a number. An answer that
cannot be read is no attempt: the person is told how to write it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from terakoya.language import gettext as _
from terakoya.model import Ask, Refresher

__all__ = ["LONGEST", "Reading", "Value", "is_right", "read_answer", "same_answer"]

Value = float | str
LONGEST = 200  # characters of an answer
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(.*)", re.DOTALL)
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MINUS = str.maketrans({"−": "-", "‐": "-", "–": "-", "—": "-", "ー": "-"})
_SLACK = 1e-9


@dataclass(frozen=True)
class Reading:
    """What was read; where it could not be, `problem` says how to write it."""

    value: Value | None
    problem: str = ""


def read_answer(refresher: Refresher, typed: str, choices: tuple[str, ...] = ()) -> Reading:
    """Read what was typed as the refresher asks for it."""
    text = _tidy(typed[: LONGEST + 1])
    if not text:
        return Reading(None, _("Write or choose your answer first."))
    if len(typed) > LONGEST:
        return Reading(None, _("The answer is too long. Write the answer only."))
    match refresher.ask:
        case Ask.NUMBER:
            return _read_number(refresher, text)
        case Ask.CHOICE:
            known = next((choice for choice in choices if _tidy(choice) == text), None)
            return Reading(known, "" if known is not None else _("Choose one of the answers."))
        case _:
            return Reading(text)


def is_right(refresher: Refresher, given: Value, right: Value) -> bool:
    """Tell whether an answer is the right one, within the tolerance."""
    if isinstance(given, float) and isinstance(right, float):
        slack = refresher.tolerance + _SLACK * max(1.0, abs(right))
        return math.isfinite(given) and abs(given - right) <= slack
    return _fold(str(given)) == _fold(str(right))


def same_answer(refresher: Refresher, one: Value, other: Value) -> bool:
    """Tell whether some answer would be right for both; such variants are not told apart."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 2 * refresher.tolerance + _SLACK * max(1.0, abs(one))
    return _fold(str(one)) == _fold(str(other))


def _read_number(refresher: Refresher, text: str) -> Reading:
    found = _NUMBER.fullmatch(_ungroup(text[0].translate(_MINUS) + text[1:]))
    if found is None:
        return Reading(None, _("Write a number in figures, for example 12.5."))
    unit = found.group(2).strip()
    known = {_fold(name) for name in (refresher.unit.ja, refresher.unit.en)}
    if unit and _fold(unit) not in known:
        expected = refresher.unit.ja or _("no unit")
        return Reading(
            None,
            _("“{unit}” is not the unit that is asked for ({expected}).").format(
                unit=unit, expected=expected
            ),
        )
    return Reading(float(found.group(1)))


def _ungroup(text: str) -> str:
    return _GROUPED.sub("", text)


def _tidy(text: str) -> str:
    """Make full-width characters half-width, and every gap one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _fold(text: str) -> str:
    return "".join(_tidy(text).casefold().split())
