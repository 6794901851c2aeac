"""Sphinx settings: the pages are Markdown (MyST) and load nothing from another host."""

from typing import Any

from terakoya import __version__

project = "Terakoya"
copyright = "The Terakoya founders"  # noqa: A001 - Sphinx calls it so
author = "The Terakoya founders"
release = __version__
language = "en"

extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_static_path = ["_static"]
html_title = f"Terakoya {release}"
html_copy_source = False
html_show_sphinx = False


def _say_language(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Let the pages below ja/ say that they are in Japanese: screen readers change their voice."""
    del app, template, tree
    if page.startswith("ja/"):
        context["language"] = "ja"


def setup(app: Any) -> None:
    """Sphinx calls this."""
    app.connect("html-page-context", _say_language)
