"""What a page may ask, read strictly and within bounds before anything is done with it.

A page is anybody's program. What it sends becomes one of the types below or is refused; each names
in its first field what it asks for.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from terakoya_autograde import weigh

__all__ = ["BIGGEST_QUESTION", "BadQuestionError", "ChangeWidget", "DrawPicture", "Question"]
__all__ += ["SaveTable", "SetValues", "TooLargeError", "read_question"]

BIGGEST_QUESTION = 16 * 2**20  # bytes: a table that is to be saved
_BIGGEST_OTHER = 2**20  # bytes of what is no table
_HEAVIEST = 64 * 2**20  # bytes of memory that a question's objects may take

Name = Annotated[str, Meta(min_length=1, max_length=500)]
Number = Annotated[int, Meta(ge=0, le=2**53)]  # what a page's numbers count exactly
Few = Meta(min_length=1, max_length=200)


class BadQuestionError(ValueError):
    """It is no question. `n` is its number, where that could be read."""

    def __init__(self, reason: str, n: int | None = None) -> None:
        super().__init__(reason)
        self.n = n


class TooLargeError(BadQuestionError):
    """It is larger than such a question may be, or holds too many values."""


class _Numbered(Struct, frozen=True):
    """A question whose answer carries its number; one without gets an answer without."""

    n: Number | None = None


class SetValues(_Numbered, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Other values of parameters are wanted, by name; what each may be, the parameter knows."""

    set: Annotated[dict[Name, bool | int | float | str], Few]


class ChangeWidget(_Numbered, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A widget has a new state, or something was done to it that is none, such as a press."""

    model: Name
    state: Annotated[dict[Name, Any], Few] | UnsetType = UNSET
    custom: dict[str, Any] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.state is UNSET) == (self.custom is UNSET):
            raise ValueError("a widget gets either a state or a message")


class SaveTable(_Numbered, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the page, headings first, is wanted as a file."""

    table: list[list[str]]
    form: Literal["csv-utf8", "csv-cp932", "xlsx"]


class DrawPicture(_Numbered, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One picture of a cell is wanted as SVG; `place` counts the cell's pictures from 0."""

    svg: Name
    place: Annotated[int, Meta(ge=0, le=10_000)] = 0


Question = SetValues | ChangeWidget | SaveTable | DrawPicture
_KINDS: dict[str, type[Question]] = {
    "set": SetValues,
    "model": ChangeWidget,
    "table": SaveTable,
    "svg": DrawPicture,
}


def read_question(message: str | bytes) -> Question:
    """Return what a page asks.

    Raises:
        TooLargeError: it is larger than such a question may be.
        BadQuestionError: it is none.
    """
    data = message.encode() if isinstance(message, str) else message
    if len(data) > BIGGEST_QUESTION or weigh(data, _HEAVIEST) > _HEAVIEST:
        raise TooLargeError("a question that is too large")
    n = _read_number(data)
    try:
        given = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        (kind,) = given.keys() & _KINDS.keys()
        if kind != "table" and len(data) > _BIGGEST_OTHER:
            raise TooLargeError(f"a question of {len(data)} bytes", n)
        return msgspec.json.decode(data, type=_KINDS[kind])
    except BadQuestionError:
        raise
    except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
        raise BadQuestionError(str(error), n) from error


def _read_number(data: bytes) -> int | None:
    """Return the number of a question that may be none otherwise."""
    try:
        return msgspec.json.decode(data, type=_Numbered).n
    except (ValueError, RecursionError):
        return None
