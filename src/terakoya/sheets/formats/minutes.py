"""An m is a month, or minutes behind hours and before seconds."""

from __future__ import annotations

from collections.abc import Sequence

from terakoya.sheets.formats.piece import Piece

__all__ = ["tell_minutes"]


def tell_minutes(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with n in place of the m that stands for minutes."""
    dates = [at for at, piece in enumerate(pieces) if piece.kind == "date"]
    made = list(pieces)
    for place, at in enumerate(dates):
        text = pieces[at].text
        before = pieces[dates[place - 1]].text if place else ""
        after = pieces[dates[place + 1]].text if place + 1 < len(dates) else ""
        if text in ("m", "mm") and (before.strip("[")[:1] == "h" or after.strip("[")[:1] == "s"):
            made[at] = Piece("date", text.replace("m", "n"))
    return made
