"""One output of a cell as HTML that needs no script: text, table, picture, formula, control."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown, set_latex
from terakoya.model.drawn import is_drawing_repr, plain_repr, settle_lines

__all__ = ["WIDGET_VIEW", "NotLightError", "needs_script", "render_outputs"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_SCRIPT = re.compile(r"<\s*(?:script|iframe|object|embed)\b|\bon[a-z]+\s*=\s*[\"']", re.IGNORECASE)
_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
_ORDER: tuple[str, ...] = (
    WIDGET_VIEW,
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
)
_ORDER += ("image/gif", "image/webp", "text/latex", "text/plain")


class NotLightError(Exception):
    """Something that only Voila's full page can show; `args[0]` names it."""


def needs_script(html: str) -> bool:
    """Tell whether HTML holds what a page without scripts could not show."""
    return _SCRIPT.search(html) is not None


def render_outputs(outputs: Sequence[Mapping[str, Any]], alt: str, heading: str) -> str:
    """Return a cell's outputs as HTML; an error becomes one kind sentence.

    Args:
        outputs: as in nbformat 4.
        alt: what the cell's picture shows; empty if the author does not say.
        heading: what the cell stands below, for pictures without words.

    Raises:
        NotLightError: one of them needs a script.
    """
    pictured = any(_is_picture(output) for output in outputs)
    return "".join(
        _render(output, alt, heading)
        for output in outputs
        if not (pictured and _is_drawings_name(output))
    )


def _is_picture(output: Mapping[str, Any]) -> bool:
    return any(kind.startswith("image/") for kind in output.get("data", {}))


def _is_drawings_name(output: Mapping[str, Any]) -> bool:
    data = output.get("data", {})
    return list(data) == ["text/plain"] and is_drawing_repr(str(data["text/plain"]))


def _render(output: Mapping[str, Any], alt: str, heading: str) -> str:
    match output["output_type"]:
        case "stream":
            text = settle_lines(output["text"]) if output["name"] == "stdout" else ""
            return f"<pre>{escape(text)}</pre>" if text.strip() else ""
        case "error":
            return failure_notice("error")
        case _:
            return _render_data(output["data"], output.get("metadata", {}), alt, heading)


def failure_notice(status: str) -> str:
    """Return the kind sentence for a calculation that did not end well."""
    sentences = {
        "timeout": _("This took too long, so it was stopped. Choose other values and try again."),
        "memory-limit": _("This was too much to calculate. Choose other values and try again."),
        "output-limit": _("There was too much to show. Choose other values and try again."),
        "not-light": _("What was entered cannot be shown here. Enter plain words, without < or >."),
    }
    sentences |= {
        "too-much-typed": _("That was too much at once. Enter less and try again."),
        "bad-question": _("The page asked for something that is not here. Load the page again."),
        "ours": _(
            "Something went wrong here, and it was noted. Try again, or load the page again."
        ),
    }
    kind = _("This could not be calculated. Choose other values and try again.")
    words = escape(sentences.get(status, kind))
    return f'<p class="tk-notice" lang="{current_language()}">{words}</p>'


def _render_data(
    data: Mapping[str, Any], metadata: Mapping[str, Any], alt: str, heading: str
) -> str:
    offered = [kind for kind in _ORDER if kind in data]
    light = [
        kind for kind in offered if kind != "text/html" or not needs_script(str(data["text/html"]))
    ]
    richer = [kind for kind in data if kind not in _ORDER and not kind.startswith("text/")]
    if not light or (light == ["text/plain"] and (richer or len(offered) > 1)):
        raise NotLightError(", ".join(richer or offered))
    kind = light[0]
    value = data[kind]
    if kind.startswith("image/"):
        return _picture(kind, value, metadata, alt or _plain_alt(heading))
    if kind == WIDGET_VIEW:
        return f'<div class="tk-control" data-model="{escape(str(value["model_id"]))}"></div>'
    return _text(kind, str(value))


def _text(kind: str, value: str) -> str:
    if kind == "text/html":
        return f'<div class="tk-html">{_STYLE.sub("", value)}</div>'
    if kind == "text/markdown":
        return render_markdown(value)
    if kind == "text/latex":
        return f"<p>{set_latex(value)}</p>"
    return f"<pre>{escape(settle_lines(plain_repr(value)))}</pre>"


def _picture(kind: str, value: Any, metadata: Mapping[str, Any], alt: str) -> str:
    text = "".join(value) if isinstance(value, list) else str(value)
    given = metadata.get(kind, {}) if isinstance(metadata.get(kind), Mapping) else {}
    words = str(given.get("alt") or metadata.get("alt") or alt)
    size = "".join(
        f' {side}="{given[side]:.0f}"'
        for side in ("width", "height")
        if isinstance(given.get(side), int | float)  # a browser takes no other here
    )
    if kind == "image/svg+xml":
        source = "data:image/svg+xml," + quote(text)
    else:
        source = f"data:{kind};base64,{''.join(text.split())}"
    return f'<figure><img alt="{escape(words)}" src="{source}"{size}></figure>'


def _plain_alt(heading: str) -> str:
    return _("Figure: {heading}").format(heading=heading) if heading else _("Figure")
