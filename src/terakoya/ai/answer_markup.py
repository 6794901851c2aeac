"""A text as a quotation with its source below it, as HTML and as Markdown.

The text is a model's: nothing in it is markup, so that it can neither end the quotation nor pose
as its source. Only code between fences is set apart, as code. There are no styles and no classes:
pages that clean what notebooks show would take them away.
"""

from __future__ import annotations

import html
import re

__all__ = ["quote_as_html", "quote_as_markdown"]

_FENCED = re.compile(r"^[ \t]*```[^\n`]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def quote_as_html(text: str, source: str) -> str:
    """Return the quotation as HTML."""
    parts = _FENCED.split(text.strip("\n"))  # prose, code, prose, …
    inner = "".join(
        f"<pre><code>{html.escape(part)}</code></pre>" if number % 2 else _paragraphs(part)
        for number, part in enumerate(parts)
    )
    line = f"<p><small>— {html.escape(' '.join(source.split()))}</small></p>"
    return f"<blockquote>{inner}</blockquote>{line}"


def _paragraphs(prose: str) -> str:
    kept = _INDENT.sub(lambda match: _NO_BREAK * len(match[0].expandtabs(4)), html.escape(prose))
    written = (part.strip("\n") for part in re.split(r"\n(?:[^\S\n]*\n)+", kept))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in written if part.strip())


def quote_as_markdown(text: str, source: str) -> str:
    """Return the quotation as Markdown, with every sign of Markdown in the text escaped."""
    paragraphs = re.split(r"\n(?:[^\S\n]*\n)+", text.strip())
    quoted = "\n>\n".join("\\\n".join(map(_quoted_line, part.split("\n"))) for part in paragraphs)
    return f"{quoted}\n\n— {_escape(' '.join(source.split()))}"


def _quoted_line(line: str) -> str:
    kept = _INDENT.sub(lambda match: _NO_BREAK * len(match[0].expandtabs(4)), line)
    return f"> {_escape(kept)}"


def _escape(line: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", line)
