"""Which of the kinds that a result comes in stands on paper; where none can, words do.

Nothing is left out without a word: a result is shown, a sentence stands in its place, or
it is none: a bar of progress, what only prepares a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from terakoya.model.stand_ins import (
    WIDGET_VIEW,
    has_controls,
    is_only_setup,
    is_progress,
    is_told,
    runs,
)

__all__ = ["PICTURES", "Chosen", "Fate", "choose_kind"]

PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_TEXTS = ("text/markdown", "text/latex", "application/json")


class Fate(Enum):
    """What becomes of a result on paper."""

    SHOWN = auto()
    SAID = auto()  # a sentence stands in its place
    SAID_IF_ALONE = auto()  # the same, where its cell shows nothing else
    LEFT_OUT = auto()


@dataclass(frozen=True)
class Chosen:
    """What becomes of a result, and in which of its kinds it is shown."""

    fate: Fate
    kind: str = ""


def choose_kind(data: Mapping[str, object]) -> Chosen:
    """Choose what of a result stands on paper; `data` is as in nbformat, and not empty."""
    html = _text(data.get("text/html", "")).strip()
    if is_progress(data) or _is_empty(data, html):
        return Chosen(Fate.LEFT_OUT)
    if html and WIDGET_VIEW not in data and not runs(html) and not has_controls(html):
        return Chosen(Fate.SHOWN, "text/html")
    offered = next((kind for kind in (*PICTURES, *_TEXTS) if kind in data), None)
    if offered is not None:
        return Chosen(Fate.SHOWN, offered)
    if is_only_setup(data):
        return Chosen(Fate.SAID_IF_ALONE)
    if is_told(data):
        return Chosen(Fate.SHOWN, "text/plain")
    return Chosen(Fate.SHOWN, "text/html") if html and not runs(html) else Chosen(Fate.SAID)


def _is_empty(data: Mapping[str, object], html: str) -> bool:
    return not html and "text/html" in data and set(data) <= {"text/html", "text/plain"}


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
