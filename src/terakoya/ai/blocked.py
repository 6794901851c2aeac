"""What somebody is told whose question was not sent: what is in it, where, and a masked text."""

from __future__ import annotations

from collections.abc import Sequence

from terakoya.errors import PersonalDataError
from terakoya.guard import LABELS, Finding
from terakoya.language import gettext as _

__all__ = ["blocked"]

_NAMED = 5  # places in the sentence
_SHOWN = 300  # characters of the masked text in it


def blocked(found: Sequence[Finding], masked: str) -> PersonalDataError:
    """Return the error for a question with personal data in it; places count from 1."""
    places = [
        _("{label} in characters {first} to {last}").format(
            label=LABELS[one.kind], first=one.start + 1, last=one.end
        )
        for one in found
    ]
    named = " / ".join(places[:_NAMED]) + (" / …" if len(places) > _NAMED else "")
    line = " ".join(masked.split())
    short = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
    return PersonalDataError(
        _("There is personal data in the question, so it was not sent: {places}.").format(
            places=named
        ),
        remedy=_("Ask without it, for example: {text}").format(text=short),
        places=tuple((str(one.kind), one.start, one.end) for one in found),
        masked=masked,
    )
