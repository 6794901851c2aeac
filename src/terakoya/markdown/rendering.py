"""A Markdown cell as HTML: nbconvert's own reading, with formulas in MathML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from terakoya.markdown.maths import tex_to_mathml
from terakoya.markdown.tables import bring_bars_back, fill_rows

__all__ = ["join_japanese_lines", "render_markdown"]

_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*(?=[{_CJK}]|$)|^[ \t]*\n[ \t]*(?=[{_CJK}])")
_KEPT = frozenset({"pre", "code", "script", "style", "textarea"})


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's renderer; formulas become elements instead of text for a script to find."""

    def block_math(self, body: str) -> str:
        """Show a formula in a line of its own."""
        return tex_to_mathml(bring_bars_back(body), display=True)

    def inline_math(self, body: str) -> str:
        """Show a formula within the text."""
        return tex_to_mathml(bring_bars_back(body), display=False)

    def latex_environment(self, name: str, body: str) -> str:
        """Show one of TeX's environments; those that only number lines are taken off."""
        plain = name.rstrip("*") in ("equation", "displaymath", "math")
        tex = body if plain else rf"\begin{{{name}}}{body}\end{{{name}}}"
        return tex_to_mathml(tex, display=True)

    def _embed_image_or_attachment(self, src: str) -> str:
        """Find a pasted picture by its name, also percent-encoded; a lost one keeps its address."""
        plain = unquote(src) if src.startswith("attachment:") else src
        try:
            return str(super()._embed_image_or_attachment(plain))
        except InvalidNotebook:
            return src

    def task_list_item(self, text: str, checked: bool = False) -> str:
        """Draw the box of a task: it is no control, and a control would need a name."""
        begin = "<p>" if text.startswith("<p>") else ""
        return f"<li>{begin}{'☑' if checked else '☐'} {text.removeprefix(begin)}</li>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Show code as it is, without colours: it is read on paper too."""
        del info
        return f"<pre><code>{escape(code)}</code></pre>\n"


def render_markdown(text: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return a Markdown text as an HTML fragment; HTML in it stays as its author wrote it.

    Args:
        text: GitHub's Markdown with TeX formulas, as in JupyterLab.
        attachments: the pictures pasted into the cell, by name (nbformat's ``attachments``).
    """
    renderer = _Renderer(
        escape=False, exclude_anchor_links=True, attachments=dict(attachments or {})
    )
    made = str(MarkdownWithMath(renderer=renderer).render(fill_rows(text)))
    return join_japanese_lines(bring_bars_back(made))


def join_japanese_lines(html: str) -> str:
    """Take line breaks out of Japanese text, where a browser would show them as spaces."""
    tree = BeautifulSoup(html, "html.parser")
    for text in tree.find_all(string=True):
        if type(text) is NavigableString and not _KEPT & {entry.name for entry in text.parents}:
            joined = _BREAK.sub("", text)
            if joined != text:
                text.replace_with(NavigableString(joined))
    return str(tree)
