"""What a cell gave, as HTML: tables, pictures with a text in their place, printed text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from terakoya.language import gettext as _
from terakoya.markdown import render_markdown, set_latex
from terakoya.markdown.pictures import picture_address
from terakoya.model.drawn import is_drawing_repr, plain_repr, settle_lines

__all__ = ["render_outputs"]

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_WIDGET = "application/vnd.jupyter.widget-view+json"
_NOTES = re.compile(r"<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>", re.DOTALL)
_COLUMNS = re.compile(r"\S {2,}\S")


def render_outputs(outputs: Sequence[Any], name: str) -> str:
    """Return the outputs of one cell as an HTML fragment, in their order.

    A picture's text alternative is what the cell says of it: the ``alt`` of the output's metadata,
    else the text printed after it, else before it, else `name`. The printed text stands below the
    picture as its caption. What Python calls a drawing is left out where its picture is shown.
    """
    if any(_picture_kind(_data(output)) for output in outputs):
        outputs = [output for output in outputs if not _names_drawing(output)]
    parts: list[str] = []
    used: set[int] = set()
    for index, output in enumerate(outputs):
        if index in used:
            continue
        data = _data(output)
        kind = _picture_kind(data)
        if kind is not None:
            caption = _caption(outputs, index)
            used |= {index + 1} if caption else set()
            said = caption or _printed_before(outputs, index) or name
            alt = _told_alt(output, kind) or said
            parts.append(_figure(kind, data[kind], alt, caption))
        else:
            parts.append(_render_other(output, data))
    return "\n".join(part for part in parts if part)


def _data(output: Any) -> Mapping[str, Any]:
    return output.get("data", {}) if output.output_type != "stream" else {}


def _picture_kind(data: Mapping[str, Any]) -> str | None:
    """Return the best picture that an output holds, unless it is better shown as HTML."""
    return None if "text/html" in data else next((kind for kind in _PICTURES if kind in data), None)


def _names_drawing(output: Any) -> bool:
    data = _data(output)
    return set(data) == {"text/plain"} and is_drawing_repr(_text(data["text/plain"]))


def _render_other(output: Any, data: Mapping[str, Any]) -> str:
    if output.output_type == "stream":
        return _printed(output.text) if output.name == "stdout" else ""
    if _WIDGET in data:
        return f"<p class='note'>{escape(_('This result is shown in the app.'))}</p>"
    if "text/html" in data:
        return f"<div class='table'>{_text(data['text/html'])}</div>"
    if "text/markdown" in data:
        return render_markdown(_text(data["text/markdown"]))
    if "text/latex" in data:
        return f"<p>{set_latex(_text(data['text/latex']))}</p>"
    return _printed(plain_repr(_text(data.get("text/plain", ""))))


def _figure(kind: str, value: Any, alt: str, caption: str) -> str:
    if kind == "image/svg+xml":
        address = picture_address(_NOTES.sub("", _text(value)).strip().encode(), kind)
    else:
        address = f"data:{kind};base64,{''.join(_text(value).split())}"
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{address}" alt="{escape(alt, quote=True)}">{below}</figure>'


def _told_alt(output: Any, kind: str) -> str:
    metadata = output.get("metadata", {})
    told = metadata.get(kind, {}) if isinstance(metadata.get(kind), dict) else {}
    return str(told.get("alt") or metadata.get("alt") or "")


def _caption(outputs: Sequence[Any], index: int) -> str:
    following = outputs[index + 1] if index + 1 < len(outputs) else None
    return _said(following)


def _printed_before(outputs: Sequence[Any], index: int) -> str:
    return _said(outputs[index - 1]) if index else ""


def _said(output: Any) -> str:
    """Return a short printed text as one line; what is long or has columns describes no picture."""
    if output is None or output.output_type != "stream" or output.name != "stdout":
        return ""
    text = settle_lines(output.text).strip()
    return "" if len(text) > 600 or _COLUMNS.search(text) else " ".join(text.split("\n"))


def _printed(text: str) -> str:
    """Return printed text: sentences as text, columns as they stand."""
    text = settle_lines(text).rstrip()
    if not text:
        return ""
    if _COLUMNS.search(text):
        return f"<pre class='columns'>{escape(text)}</pre>"
    lines = "<br>".join(escape(line) for line in text.strip().split("\n"))
    return f"<p class='printed'>{lines}</p>"


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
