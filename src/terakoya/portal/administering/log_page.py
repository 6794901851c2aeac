"""Which page of the log is shown: told by the number of an entry, so that new ones move nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from terakoya.model import Event, Stamp

__all__ = ["EACH", "LogPage", "Look", "Numbered", "look_among", "read_page"]

EACH = 200
"""So many entries are on a page."""
_LONGEST = 18  # digits of a number that a database has
Numbered = tuple[int, Stamp, Event]
Look = Callable[[int, int | None, int | None], tuple[Numbered, ...]]
"""(most, before, after) → entries, the newest first; see `list_event_page`."""


@dataclass(frozen=True)
class LogPage:
    """A page of the log.

    Attributes:
        place: (name, value) of this page in addresses; of the first, empty ones.
        newer: the same of the page with newer entries; None where there are none.
        older: the same of the page with older ones.
    """

    rows: tuple[Numbered, ...]
    place: tuple[str, str]
    newer: tuple[str, str] | None
    older: tuple[str, str] | None


def read_page(request: Request, look: Look) -> LogPage:
    """Return the page that the address asks for; the newest where it asks for none."""
    before, after = _number(request, "before"), _number(request, "after")
    rows, place = look(EACH, None, None), ("", "")
    if before is not None:
        rows, place = look(EACH, before, None), ("before", str(before))
    elif after is not None and len(found := look(EACH, None, after)) == EACH:
        rows, place = found, ("after", str(after))
    if not rows:
        return LogPage(rows, place, ("", "") if place[0] else None, None)
    newest, oldest = rows[0][0], rows[-1][0]
    return LogPage(
        rows,
        place,
        ("after", str(newest)) if look(1, None, newest) else None,
        ("before", str(oldest)) if look(1, oldest, None) else None,
    )


def look_among(
    found: Sequence[Numbered], most: int, before: int | None, after: int | None
) -> tuple[Numbered, ...]:
    """Return entries of those that were found, as `list_event_page` does of the records."""
    if after is not None:
        return tuple(row for row in found if row[0] > after)[-most:]
    return tuple(row for row in found if before is None or row[0] < before)[:most]


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    is_one = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if is_one else None
