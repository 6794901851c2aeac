"""What a cell gave, as HTML: tables, pictures with a text in their place, printed text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from terakoya.faces.paper.choosing_kinds import PICTURES, Chosen, Fate, choose_kind
from terakoya.faces.paper.screen_html import settle_html
from terakoya.language import gettext as _
from terakoya.markdown import Numbering, render_markdown, set_latex
from terakoya.markdown.pictures import picture_address
from terakoya.model.drawn import is_drawing_repr, plain_repr, settle_lines

__all__ = ["render_outputs"]

_NOTES = re.compile(r"<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>", re.DOTALL)
_COLUMNS = re.compile(r"\S {2,}\S")


def render_outputs(outputs: Sequence[object], name: str, numbering: Numbering | None = None) -> str:
    """Return the outputs of one cell as an HTML fragment, in their order.

    A picture's text alternative is what the cell says of it: the ``alt`` of the output's metadata,
    else the text printed after it, else before it, else `name`. The printed text stands below the
    picture as its caption. What Python calls a drawing is left out where its picture is shown.
    Formulas are numbered where the document's `numbering` is given.
    """
    chosen = [choose_kind(_data(output)) if _data(output) else None for output in outputs]
    pictured = any(choice is not None and choice.kind in PICTURES for choice in chosen)
    kept = [
        (output, choice)
        for output, choice in zip(outputs, chosen, strict=True)
        if not (pictured and _names_drawing(output))
    ]
    return "\n".join(_say_what_is_missing(_render_each(kept, name, numbering)))


def _render_each(
    kept: Sequence[tuple[object, Chosen | None]], name: str, numbering: Numbering | None
) -> Iterator[str | Fate]:
    """Yield each output's HTML, or what becomes of one that has none."""
    outputs = [output for output, _choice in kept]
    used: set[int] = set()
    for index, (output, choice) in enumerate(kept):
        if index in used:
            continue
        if choice is None:
            yield _render_words(output)
        elif choice.fate is not Fate.SHOWN:
            yield choice.fate
        elif choice.kind in PICTURES:
            caption = _caption(outputs, index)
            used |= {index + 1} if caption else set()
            said = caption or _printed_before(outputs, index) or name
            alt = _told_alt(output, choice.kind) or said
            yield _figure(choice.kind, _data(output)[choice.kind], alt, caption)
        else:
            yield _set_text(choice.kind, _data(output)[choice.kind], name, numbering)


def _say_what_is_missing(shown: Iterable[str | Fate]) -> Iterator[str]:
    """Put one sentence in the place of all that a cell has to show and paper cannot."""
    parts = [part for part in shown if part]
    alone = not any(isinstance(part, str) for part in parts)
    said = False
    for part in parts:
        if isinstance(part, str):
            yield part
        elif not said and (part is Fate.SAID or (alone and part is Fate.SAID_IF_ALONE)):
            said = True
            sentence = _(
                "This result is there to be operated or played, so it cannot be shown here."
            )
            yield f"<p class='note'>{escape(sentence)}</p>"


def _render_words(output: Any) -> str:
    if output.output_type == "error":  # the author's tag says that it belongs here
        return _printed(f"{output.ename}: {output.evalue}".rstrip(": "))
    return _printed(output.text) if output.get("name") == "stdout" else ""


def _data(output: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = output.get("data", {})
    return found


def _names_drawing(output: object) -> bool:
    data = _data(output)
    return set(data) == {"text/plain"} and is_drawing_repr(_text(data["text/plain"]))


def _set_text(kind: str, value: object, name: str, numbering: Numbering | None) -> str:
    if kind == "text/html":
        return settle_html(_text(value), name)
    if kind == "text/markdown":
        return render_markdown(_text(value), numbering=numbering)
    if kind == "text/latex":
        return f"<p>{set_latex(_text(value), numbering)}</p>"
    if kind == "application/json":
        return f"<pre class='columns'>{escape(_indent(value))}</pre>"
    return _printed(plain_repr(_text(value)))


def _indent(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _figure(kind: str, value: object, alt: str, caption: str) -> str:
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


def _caption(outputs: Sequence[object], index: int) -> str:
    following = outputs[index + 1] if index + 1 < len(outputs) else None
    return _said(following)


def _printed_before(outputs: Sequence[object], index: int) -> str:
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


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
