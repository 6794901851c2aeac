"""A Markdown cell as HTML: nbconvert's own reading, with formulas in MathML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import ClassVar
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from mistune.plugins.table import table_in_list, table_in_quote
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
    MathBlockParser,
    MathInlineParser,
)

from terakoya.markdown.equations import Numbering
from terakoya.markdown.markdown_tables import bring_bars_back, fill_rows
from terakoya.markdown.maths import tex_to_mathml
from terakoya.markdown.pictures import embed_pictures, with_attachments

__all__ = ["join_japanese_lines", "render_markdown"]

_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*(?=[{_CJK}]|$)|^[ \t]*\n[ \t]*(?=[{_CJK}])")
_LINE_END = re.compile(r"\r\n?")
_KEPT = frozenset({"pre", "code", "script", "style", "textarea"})


class _Renderer(IPythonRenderer):
    """nbconvert's renderer; formulas become elements instead of text for a script to find."""

    numbering = Numbering(automatic=False)

    def block_math(self, body: str) -> str:
        """Show a formula in a line of its own."""
        return self._formula(body, display=True)

    def inline_math(self, body: str) -> str:
        """Show a formula within the text."""
        return self._formula(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        """Show one of TeX's environments."""
        plain = name in ("displaymath", "math")
        tex = body if plain else rf"\begin{{{name}}}{body}\end{{{name}}}"
        return self._formula(tex, display=True)

    def _formula(self, tex: str, *, display: bool) -> str:
        return tex_to_mathml(bring_bars_back(tex), display=display, numbering=self.numbering)

    def _embed_image_or_attachment(self, src: str) -> str:
        """Find a pasted picture by its name, also percent-encoded; a lost one keeps its address.

        nbconvert takes a drawing's text for base64; it is found later, as in HTML.
        """
        plain = unquote(src) if src.startswith("attachment:") else src
        held = self.attachments.get(plain.removeprefix("attachment:"), {})
        if "image/svg+xml" in held:
            return src
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


def _ends_after_break(pattern: str) -> str:
    r"""Let a formula end right behind TeX's line break: ``\\\\$$`` escapes no dollar."""
    for before, after in (
        (r".*?(?<!\\)[$]", r".*?(?<![^\\]\\)[$]"),
        (r".*?)(?<!\\)\$", r".*?)(?<![^\\]\\)\$"),
        (r".+?)(?<![$\\])\$", r".+?)(?<!\$)(?<![^\\]\\)\$"),
    ):
        pattern = pattern.replace(before, after)
    return pattern


class _BlockParser(MathBlockParser):
    """nbconvert's own, for formulas that end with a line break."""

    SPECIFICATION: ClassVar[dict[str, str]] = MathBlockParser.SPECIFICATION | {
        "multiline_math": _ends_after_break(MathBlockParser.MULTILINE_MATH)
    }


class _InlineParser(MathInlineParser):
    """The same within a paragraph."""

    SPECIFICATION: ClassVar[dict[str, str]] = MathInlineParser.SPECIFICATION | {
        name: _ends_after_break(MathInlineParser.SPECIFICATION[name])
        for name in ("block_math_tex", "inline_math_tex")
    }


def render_markdown(
    text: str,
    attachments: Mapping[str, dict[str, str]] | None = None,
    numbering: Numbering | None = None,
) -> str:
    """Return a Markdown text as an HTML fragment; HTML in it stays as its author wrote it.

    Args:
        text: GitHub's Markdown with TeX formulas, as in JupyterLab.
        attachments: the pictures pasted into the cell, by name (nbformat's ``attachments``).
        numbering: of the formulas of a whole document, which also fills in its references in the
            end; without it only tags are shown, as in JupyterLab.
    """
    if numbering is None:
        alone = Numbering(automatic=False)
        return alone.fill(render_markdown(text, attachments, alone))
    renderer = _Renderer(
        escape=False, exclude_anchor_links=True, attachments=dict(attachments or {})
    )
    renderer.numbering = numbering
    parser = MarkdownWithMath(renderer, block=_BlockParser(), inline=_InlineParser())
    table_in_quote(parser)
    table_in_list(parser)
    made = str(parser.render(fill_rows(_LINE_END.sub("\n", text))))
    html = join_japanese_lines(bring_bars_back(made))
    return embed_pictures(html, with_attachments(attachments, lambda _name: None))


def join_japanese_lines(html: str) -> str:
    """Take line breaks out of Japanese text, where a browser would show them as spaces."""
    tree = BeautifulSoup(html, "html.parser")
    for text in tree.find_all(string=True):
        if type(text) is NavigableString and not _KEPT & {entry.name for entry in text.parents}:
            joined = _BREAK.sub("", text)
            if joined != text:
                text.replace_with(NavigableString(joined))
    return str(tree)
