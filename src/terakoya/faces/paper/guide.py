"""A page for learners: how to open, run, check, save and hand in an exercise, on A4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from terakoya import __version__
from terakoya.faces.paper.document import Block, Document, make_document
from terakoya.faces.paper.pdf import make_pdf
from terakoya.language import Language, use_language
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown

__all__ = ["GUIDES", "make_guide"]

GUIDES = Path(__file__).parent / "guides"
"""The page's text, one Markdown file a language. The documentation shows the same files."""


@lru_cache(maxsize=4)
def make_guide(language: Language, today: date) -> bytes:
    """Return the page as a PDF file that says when it was made.

    Raises:
        NotebookError: it cannot be set.
    """
    text = (GUIDES / f"{language}.md").read_text(encoding="utf-8")
    with use_language(language):
        made_by = _("Made with Terakoya {version}.").format(version=__version__)
    draft = Document(
        title="",
        summary="",
        language=language,
        content_language=language,
        made_on=today,
        blocks=(Block(render_markdown(text)),),
        answers=(),
        sources=(),
        made_by=made_by,
    )
    document = make_document(draft)  # which tells a language from its letters: ours names Japanese
    return make_pdf(replace(document, content_language=language))
