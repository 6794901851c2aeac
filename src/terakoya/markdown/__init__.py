"""Markdown as notebooks write it, turned into HTML whose formulas need no script."""

from terakoya.markdown.maths import MATHML_ATTRIBUTES, MATHML_TAGS, tex_to_mathml
from terakoya.markdown.rendering import join_japanese_lines, render_markdown

__all__ = ["MATHML_ATTRIBUTES", "MATHML_TAGS", "join_japanese_lines", "render_markdown"]
__all__ += ["tex_to_mathml"]
