"""Highlighted code as safe HTML: what the notebooks of a cohort have in common is cleaned once."""

from __future__ import annotations

from functools import lru_cache

from nbconvert.filters import clean_html

__all__ = ["clean_code"]

_MOST_KEPT = 512
_LONGEST_KEPT = 20_000  # characters: together they stay below some ten megabytes


def clean_code(html: object) -> str:
    """Return what nbconvert's `clean_html` gives, which parses each cell of each page anew.

    Most cells of a notebook are the instructor's, and so the same on every learner's page.
    """
    text = str(html)
    return _kept(text) if len(text) <= _LONGEST_KEPT else str(clean_html(text))


@lru_cache(_MOST_KEPT)
def _kept(text: str) -> str:
    return str(clean_html(text))
