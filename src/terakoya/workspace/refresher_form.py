"""The form of a ``[[refresher]]`` table of assignment.toml."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from terakoya.model import Ask, Refresher, Text

__all__ = ["RefresherForm", "same_in_both"]

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_NOTHING = Text("", "")
_NEEDED = {
    Ask.NUMBER: ("question", "value"),
    Ask.TEXT: ("question", "value"),
    Ask.CHOICE: ("choices", "question", "value"),
    Ask.CODE: (),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Short(_Strict):
    ja: Line
    en: Line


class _Long(_Strict):
    ja: Passage
    en: Passage


def same_in_both(value: object) -> Any:
    """Accept one word where it is the same in both languages."""
    return {"ja": value, "en": value} if isinstance(value, str) else value


class RefresherForm(_Strict):
    """One table, as an author writes it; docs/reference/manifests.md has every key."""

    item: Line
    ask: Ask
    title: _Short | None = None
    question: _Long | None = None
    prepare: str = Field(default="", max_length=4000)
    value: str = Field(default="", max_length=500)
    choices: str = Field(default="", max_length=500)
    table: str = Field(default="", max_length=500)
    unit: Annotated[_Short | None, BeforeValidator(same_in_both)] = None
    tolerance: float = Field(default=0.0, ge=0.0)
    hints: list[_Long] = Field(default_factory=list, max_length=10)
    explanation: _Long | None = None

    def missing(self) -> tuple[str, ...]:
        """Return the keys that this way of asking needs and that are not there."""
        return tuple(key for key in _NEEDED[self.ask] if not getattr(self, key))

    def refresher(self) -> Refresher:
        """Return what the table says."""
        return Refresher(
            item=self.item,
            ask=self.ask,
            question=_text(self.question),
            title=_text(self.title),
            prepare=self.prepare,
            value=self.value,
            choices=self.choices,
            table=self.table,
            unit=_text(self.unit),
            tolerance=self.tolerance,
            hints=tuple(_text(hint) for hint in self.hints),
            explanation=_text(self.explanation),
        )


def _text(entry: _Short | _Long | None) -> Text:
    return _NOTHING if entry is None else Text(ja=entry.ja, en=entry.en)
