"""Markdown as notebooks write it, turned into HTML whose formulas need no script."""

from terakoya.markdown.folding import is_only_folded, without_folded
from terakoya.markdown.headings import Heading, last_title, read_headings
from terakoya.markdown.maths import (
    MATHML_ATTRIBUTES,
    MATHML_TAGS,
    set_formulas,
    set_latex,
    tex_to_mathml,
)
from terakoya.markdown.rendering import join_japanese_lines, render_markdown

__all__ = ["MATHML_ATTRIBUTES", "MATHML_TAGS", "Heading", "is_only_folded"]
__all__ += [
    "join_japanese_lines",
    "last_title",
    "read_headings",
    "render_markdown",
    "set_formulas",
    "set_latex",
    "tex_to_mathml",
    "without_folded",
]
