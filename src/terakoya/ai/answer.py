"""An answer and where it comes from: the two are never shown apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from terakoya.ai.answer_markup import quote_as_html, quote_as_markdown
from terakoya.dates import write_long_day
from terakoya.language import gettext as _

__all__ = ["Answer", "AnswerKind"]


class AnswerKind(StrEnum):
    """Where an answer comes from."""

    RECORDED = "recorded"  # a model gave it once, and it was kept
    WRITTEN = "written"  # an author wrote it for teaching: no model ever said so
    LIVE = "live"  # a model gave it just now


@dataclass(frozen=True, repr=False)
class Answer:
    """What came back for a prompt.

    Attributes:
        model: which model; empty for what was written.
        when: the day on which it was recorded, written or given.
        about: what its author notes of it; never shown by itself.
        cut: whether the model was stopped at its limit, in the middle of what it was saying.
    """

    prompt: str
    text: str
    kind: AnswerKind
    when: date
    model: str = ""
    about: str = ""
    cut: bool = False

    @property
    def provenance(self) -> str:
        """Where it comes from, as one line."""
        told = self._kind_of(write_long_day(self.when))
        return _("{told}; cut off at its limit").format(told=told) if self.cut else told

    def _kind_of(self, day: str) -> str:
        if self.kind is AnswerKind.WRITTEN:
            return _("An answer written for teaching ({day})").format(day=day)
        if self.kind is AnswerKind.RECORDED:
            return _("An answer of {model}, recorded on {day}").format(model=self.model, day=day)
        return _("An answer that {model} gave just now ({day})").format(model=self.model, day=day)

    def __str__(self) -> str:
        return f"{self.text}\n\n— {self.provenance}"

    __repr__ = __str__  # a notebook shows a value by its repr: it must not show the text alone

    def _repr_html_(self) -> str:
        return quote_as_html(self.text, self.provenance)

    def _repr_markdown_(self) -> str:
        return quote_as_markdown(self.text, self.provenance)
