"""One output of a learner's code as HTML that needs no script and reaches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from terakoya.grading.drawings import drawing_address, set_drawings
from terakoya.grading.page_pictures import nothing
from terakoya.grading.sanitise import sanitise_strictly
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown, set_latex
from terakoya.markdown.hidden import without_hidden
from terakoya.markdown.html_formulas import set_html_formulas
from terakoya.markdown.pictures import PictureReader, embed_pictures

__all__ = ["show_data"]

_SCRIPTED = re.compile(r"<\s*(?:script|iframe|object|embed|canvas)\b", re.IGNORECASE)
_PLAYED = re.compile(r"<\s*(?:audio|video)\b", re.IGNORECASE)
_INSTEAD = re.compile(
    r"<(audio|video|canvas|object|iframe|noscript)\b[^>]*>(?:(?!<\1\b).)*?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
"""What says to old programs that they cannot show something."""
_SEEN = re.compile(r"<img\b|<math\b")
_TAG = re.compile(r"<[^>]*>")
_DRAWING = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<svg\b.*</svg>\s*", re.IGNORECASE | re.DOTALL)
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_LONGEST_WORDS = 2000


def show_data(
    data: Mapping[str, object], metadata: Mapping[str, object], pictures: PictureReader = nothing
) -> str | None:
    """Return HTML, strictly cleaned, for what an output offers by MIME type.

    None where its plain text is all there is to show. What would need a script gives way to a
    picture of the same, and else says so. `pictures` finds those that it names.
    """
    given, picture = _as_text(data.get("text/html", "")), _picture(data, metadata)
    html = _INSTEAD.sub("", without_hidden(given))
    scripted = _SCRIPTED.search(given) is not None
    if given and not (scripted and picture):
        drawn = set_html_formulas(set_drawings(embed_pictures(html, pictures)))
        cleaned = _drawing(html, metadata) or sanitise_strictly(drawn)
        if scripted:
            return cleaned + _sentence()
        if _PLAYED.search(given):
            return cleaned + _say(
                _("Sound and films are not on this page; they are in the notebook.")
            )
        if _is_seen(cleaned):
            return cleaned
    return picture or _words(data, pictures)


def _words(data: Mapping[str, object], pictures: PictureReader) -> str | None:
    if "text/markdown" in data:
        html = render_markdown(_as_text(data["text/markdown"]))
        return sanitise_strictly(embed_pictures(html, pictures))
    if "text/latex" in data:
        return sanitise_strictly(f"<p>{set_latex(_as_text(data['text/latex']))}</p>")
    if all(kind.startswith("text/") or kind == "application/json" for kind in data):
        return None
    return _plain(data) + _sentence()


def _is_seen(html: str) -> bool:
    return bool(_SEEN.search(html) or _TAG.sub("", html).strip())


def _drawing(html: str, metadata: Mapping[str, object]) -> str:
    """Return HTML that is one drawing as a picture; empty where it is more, or none."""
    return _vector(html.strip(), metadata) if _DRAWING.fullmatch(html) else ""


def _plain(data: Mapping[str, object]) -> str:
    text = _as_text(data.get("text/plain", ""))
    return f"<pre>{escape(text[:_LONGEST_WORDS])}</pre>" if text else ""


def _sentence() -> str:
    return _say(_("This needs a script to be shown. Open the notebook to see it."))


def _say(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _picture(data: Mapping[str, object], metadata: Mapping[str, object]) -> str:
    """Return the output's picture as an element; empty where it has none."""
    if "image/svg+xml" in data:
        return _vector(_as_text(data["image/svg+xml"]), metadata)
    for kind in _PICTURES:
        content = _as_text(data.get(kind, ""))
        if _BASE64.fullmatch(content):
            return _image(f"data:{kind};base64,{''.join(content.split())}", kind, metadata)
    return ""


def _vector(svg: str, metadata: Mapping[str, object]) -> str:
    """Return a drawing as a picture: as such it runs nothing, loads nothing and links nowhere."""
    address = drawing_address(svg)
    return _image(address, "image/svg+xml", metadata) if address else ""


def _image(address: str, kind: str, metadata: Mapping[str, object]) -> str:
    own = metadata.get(kind)
    given = own if isinstance(own, Mapping) else {}
    words = given.get("alt") or metadata.get("alt")
    alt = words if isinstance(words, str) else _("Picture that your notebook drew")
    sizes = "".join(
        f' {side}="{given[side]}"'
        for side in ("width", "height")
        if type(given.get(side)) is int and 0 < given[side] < 10_000
    )
    return f'<img alt="{escape(alt[:_LONGEST_WORDS])}" src="{address}"{sizes}>'


def _as_text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
