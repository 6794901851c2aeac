"""The words around the content, in the language that was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya import __version__
from terakoya.dates import write_long_day
from terakoya.faces.paper.document import Document
from terakoya.language import gettext as _
from terakoya.language import use_language

__all__ = ["Words", "words_of"]


@dataclass(frozen=True)
class Words:
    """What is not the author's: headings of our own, the date, who made it."""

    sources: str
    answers: str
    contents: str
    date: str
    made_by: str
    skip: str
    keys: str
    author: str


def words_of(document: Document) -> Words:
    """Return our own words in the document's language."""
    with use_language(document.language):
        return Words(
            sources=_("Where the data come from"),
            answers=_("Answers"),
            contents=_("Contents"),
            date=write_long_day(document.made_on),
            made_by=document.made_by
            or _(
                "Made from the notebook of the exercise with Terakoya {version}. "
                "The figures were worked out by its code."
            ).format(version=__version__),
            skip=_("Skip to the content"),
            keys=_("← → change the slide, ↑ ↓ scroll"),
            author="Terakoya",
        )
