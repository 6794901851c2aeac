"""Sphinx settings: the pages are Markdown (MyST) and load nothing from another host."""

import re
from typing import Any

from docutils import nodes

from terakoya import __version__

project = "Terakoya"
copyright = "The Terakoya founders"  # noqa: A001 - Sphinx calls it so
author = "The Terakoya founders"
release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
default_role = "code"  # docstrings write names as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_static_path = ["_static"]
html_title = f"Terakoya {release}"
html_copy_source = False
html_show_sphinx = False

_WIDE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")


def _say_language(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Let the pages below ja/ say that they are in Japanese: screen readers change their voice."""
    del app, template, tree
    if page.startswith("ja/"):
        context["language"] = "ja"


def _join_lines(app: Any, tree: nodes.document, page: str) -> None:
    """Take line breaks out of Japanese text, where a browser would show them as spaces."""
    del app
    if not page.startswith("ja/"):
        return
    for line_break in [text for text in tree.findall(nodes.Text) if text == "\n"]:
        around = line_break.parent.children
        at = next(place for place, node in enumerate(around) if node is line_break)  # not: equals
        inside = 0 < at < len(around) - 1
        if inside and _is_wide(around[at - 1], -1) and _is_wide(around[at + 1], 0):
            del line_break.parent[at]


def _is_wide(node: nodes.Node, place: int) -> bool:
    """Tell whether a text has a Japanese letter at its beginning (0) or its end (-1)."""
    text = node.astext()
    return isinstance(node, nodes.Text) and bool(text) and _WIDE.match(text[place]) is not None


def setup(app: Any) -> None:
    """Sphinx calls this."""
    app.connect("doctree-resolved", _join_lines)
    app.connect("html-page-context", _say_language)
