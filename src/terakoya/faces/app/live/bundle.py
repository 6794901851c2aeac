"""One output of a cell as HTML that needs no script: text, table, picture, formula, control."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from terakoya.faces.app.live.charts import chart_place, is_drawable
from terakoya.faces.charts import find_chart
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown, set_latex
from terakoya.model.drawn import is_drawing_repr, plain_repr, settle_lines
from terakoya.model.stand_ins import (
    WIDGET_VIEW,
    is_only_setup,
    is_told,
    needs_more,
    shows_something,
)

__all__ = ["WIDGET_VIEW", "NotLightError", "asks_elsewhere", "needs_script", "render_outputs"]

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
_ORDER += ("image/gif", "image/webp", "text/latex", "application/json", "text/plain")
_SCRIPTS = "application/javascript"


_REFUSED, _SET_UP = "\0refused", "\0set-up"  # no HTML: what becomes of a result that has none


class NotLightError(Exception):
    """Something that only Voila's full page can show; `args[0]` names it."""


def needs_script(html: str) -> bool:
    """Tell whether HTML holds what a page without scripts could not show."""
    return _SCRIPT.search(html) is not None


def asks_elsewhere(outputs: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether some output's script asks for more than it brings, so that none can be run."""
    scripts = (script for output in outputs for script in _scripts(output.get("data", {})))
    return any(map(needs_more, scripts))


def render_outputs(
    outputs: Sequence[Mapping[str, object]], alt: str, heading: str, *, scripts_lack: bool = False
) -> str:
    """Return a cell's outputs as HTML; an error becomes one kind sentence.

    So does what no page of ours can show: what loads something from another host, or is of a kind
    that nobody here draws. A cell says that once.

    Args:
        outputs: as in nbformat 4.
        alt: what the cell's picture shows; empty if the author does not say.
        heading: what the cell stands below, for pictures without words.
        scripts_lack: whether scripts of another cell ask for more than they bring: libraries load
            themselves in one cell and draw in another.

    Raises:
        NotLightError: one of them needs a script.
    """
    lack = scripts_lack or asks_elsewhere(outputs)
    pictured = any(_is_picture(output) for output in outputs)
    parts = [
        _render(output, alt, heading, lack=lack)
        for output in outputs
        if not (pictured and _is_drawings_name(output)) and output.get("data") != {}
    ]
    shown = [part for part in parts if part and part not in (_REFUSED, _SET_UP)]
    refused = _REFUSED in parts or (_SET_UP in parts and not shown)
    first = next((at for at, part in enumerate(parts) if part in (_REFUSED, _SET_UP)), 0)
    if refused:
        parts[first] = failure_notice("elsewhere")
    return "".join(part for part in parts if part not in (_REFUSED, _SET_UP))


def _is_picture(output: Mapping[str, Any]) -> bool:
    return any(kind.startswith("image/") for kind in output.get("data", {}))


def _is_drawings_name(output: Mapping[str, Any]) -> bool:
    data = output.get("data", {})
    return list(data) == ["text/plain"] and is_drawing_repr(str(data["text/plain"]))


def _render(output: Mapping[str, Any], alt: str, heading: str, *, lack: bool) -> str:
    match output["output_type"]:
        case "stream":
            text = settle_lines(output["text"]) if output["name"] == "stdout" else ""
            return f"<pre>{escape(text)}</pre>" if text.strip() else ""
        case "error":
            return failure_notice("error")
        case _:
            return _render_data(output["data"], output.get("metadata", {}), alt, heading, lack=lack)


def failure_notice(status: str) -> str:
    """Return the kind sentence for a calculation that did not end well."""
    sentences = {
        "timeout": _("This took too long, so it was stopped. Choose other values and try again."),
        "memory-limit": _("This was too much to calculate. Choose other values and try again."),
        "output-limit": _("There was too much to show. Choose other values and try again."),
        "not-light": _("What was entered cannot be shown here. Enter plain words, without < or >."),
    }
    sentences |= {
        "elsewhere": _(
            "This result needs something that this page does not have, such as a program or a map "
            "from another host, so it is not shown."
        ),
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
    data: Mapping[str, Any], metadata: Mapping[str, Any], alt: str, heading: str, *, lack: bool
) -> str:
    chart = find_chart(data) if WIDGET_VIEW not in data else None
    if chart is not None and is_drawable(chart):
        return chart_place(chart, alt or _plain_alt(heading))
    kind = _choose(data, lack=lack)
    if kind is None:
        return _SET_UP if is_only_setup(data) else _REFUSED
    value = data[kind]
    if kind.startswith("image/"):
        return _picture(kind, value, metadata, alt or _plain_alt(heading))
    if kind == WIDGET_VIEW:
        return f'<div class="tk-control" data-model="{escape(str(value["model_id"]))}"></div>'
    if kind == "application/json":
        return f"<pre>{escape(json.dumps(value, ensure_ascii=False, indent=2))}</pre>"
    return _text(kind, str(value))


def _choose(data: Mapping[str, object], *, lack: bool) -> str | None:
    """Return the best kind that the light page shows; None where no page of ours shows any.

    Raises:
        NotLightError: a script has to run, which Voila's own page may do.
    """
    html = str(data.get("text/html", ""))
    running = needs_script(html)
    light = [kind for kind in _ORDER if kind in data and not (kind == "text/html" and running)]
    if light and (light[0] != "text/plain" or len(data) == 1):
        return light[0]
    if not lack and any(_scripts(data)):
        raise NotLightError(", ".join(kind for kind in data if kind != "text/plain"))
    return light[0] if light and is_told(data) else None


def _scripts(data: Mapping[str, object]) -> Iterator[str]:
    """Yield what of a result has to run."""
    html = str(data.get("text/html", ""))
    if html and needs_script(html):
        yield html
    if _SCRIPTS in data:
        yield str(data[_SCRIPTS])


def _text(kind: str, value: str) -> str:
    if kind == "text/html":
        made = f'<div class="tk-html">{_STYLE.sub("", value)}</div>'
        return made if shows_something(value) else ""
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
