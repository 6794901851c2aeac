"""Markdown as notebooks write it, turned into HTML whose formulas need no script.

Names are imported when they are first used: nbconvert takes a second.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.markdown.equations import Numbering
    from terakoya.markdown.folding import is_only_folded, without_folded
    from terakoya.markdown.headings import Heading, last_title, read_headings
    from terakoya.markdown.levels import read_levels
    from terakoya.markdown.maths import (
        MATHML_ATTRIBUTES,
        MATHML_TAGS,
        set_formulas,
        set_latex,
        tex_to_mathml,
    )
    from terakoya.markdown.rendering import join_japanese_lines, render_markdown

__all__ = ["MATHML_ATTRIBUTES", "MATHML_TAGS", "Heading", "Numbering", "is_only_folded"]
__all__ += [
    "join_japanese_lines",
    "last_title",
    "read_headings",
    "read_levels",
    "render_markdown",
    "set_formulas",
    "set_latex",
    "tex_to_mathml",
    "without_folded",
]

__getattr__ = import_when_used(
    __name__,
    {
        "equations": "Numbering",
        "folding": "is_only_folded without_folded",
        "headings": "Heading last_title read_headings",
        "levels": "read_levels",
        "maths": "MATHML_ATTRIBUTES MATHML_TAGS set_formulas set_latex tex_to_mathml",
        "rendering": "join_japanese_lines render_markdown",
    },
)
