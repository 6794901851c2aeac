"""Text that exists in every language of the product."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Text"]


@dataclass(frozen=True)
class Text:
    """One piece of author's text in Japanese and English."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in `language` ("ja" or "en")."""
        return self.en if language == "en" else self.ja
