"""The light page of an app, made once for each time it is prepared, and the files that it loads."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.page_words import page_words
from terakoya.faces.charts.reading_charts import Drawer
from terakoya.faces.charts.scripts import ChartScripts, drawer_versions
from terakoya.language import Language
from terakoya.markdown import Numbering, render_markdown
from terakoya.model.parameters import Parameter

__all__ = ["Page", "PageMaker", "describe_parameter"]

_ASSETS: tuple[str, ...] = ("light.css", "light.js", "widgets.js", "tables.js", "print.js")
_ASSETS += ("fitting.js", "briefing.js", "charts.js")
_CHARTS = {f"{drawer}.js": drawer for drawer in Drawer}


@dataclass(frozen=True)
class Page:
    """A page's bytes, as they are and compressed."""

    plain: bytes
    zipped: bytes


class PageMaker:
    """Makes pages from the template ``light.html.j2`` of the apps' Voila template.

    Args:
        template: the folder of the Voila template.
        base_url: of the server's pages.
        language: of the apps' content; the words around it are in the language of the moment.
    """

    def __init__(self, template: Path, base_url: str, language: Language) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(template), autoescape=select_autoescape(default=True)
        )
        # kept as they are: files that are updated beneath a running server fit no older page
        self._files = {name: (template / "static" / name).read_bytes() for name in _ASSETS}
        self._base_url, self.language = base_url, language
        self._charts = ChartScripts()
        parts = [*self._files.values(), drawer_versions().encode()]
        self.digest = hashlib.sha256(b"".join(parts)).hexdigest()[:16]

    def asset(self, digest: str, name: str) -> Page | None:
        """Return a file that pages load; None for any other. Its address changes as it does.

        It blocks where a script that draws charts is asked for the first time.
        """
        if digest != self.digest:
            return None
        if name in _CHARTS:
            made = self._charts.script(_CHARTS[name])
            return Page(*made) if made else None
        plain = self._files.get(name)
        return Page(plain, gzip.compress(plain, mtime=0)) if plain is not None else None

    def make_scripts(self, generation: Generation) -> None:
        """Have the scripts at hand that draw an app's charts; Vega's take some seconds to make."""
        shown = "".join(generation.first["areas"].values())
        for drawer in Drawer:
            if f'data-chart="{drawer}"' in shown:
                self._charts.script(drawer)

    def ready(self, name: str, generation: Generation) -> Page:
        """Return the page of an app that is prepared."""
        notebook, first = generation.notebook, generation.first
        blocks: list[dict[str, Any]] = []
        numbering = Numbering()
        for cell in notebook.cells:
            if cell.kind == "parameters":
                blocks.append({"kind": "controls"})
            elif cell.shown and cell.kind == "markdown":
                text = render_markdown(cell.source, cell.attachments, numbering)
                blocks.append({"kind": "text", "html": text})
            elif cell.shown:
                html = Markup(first["areas"].get(cell.id, ""))  # noqa: S704 - the author's
                follows = " ".join(notebook.follows[cell.id])
                blocks.append({"kind": "area", "id": cell.id, "html": html, "follows": follows})
        for block in blocks:
            if block["kind"] == "text":  # a reference may stand before its formula
                block["html"] = Markup(numbering.fill(block["html"]))  # noqa: S704 - the author's
        data = {"models": first["models"], "generation": generation.number}
        return self._render(
            name,
            notebook.title,
            "ready",
            blocks=blocks,
            sources=notebook.sources,
            parameters=[describe_parameter(one) for one in generation.parameters],
            data=data,
        )

    def waiting(self, name: str, title: str) -> Page:
        """Return the page of an app that is being prepared."""
        return self._render(name, title, "preparing", data={"generation": 0, "models": {}})

    def failed(self, name: str, title: str) -> Page:
        """Return the page of an app that cannot be shown."""
        return self._render(name, title, "failed", data=None)

    def _render(self, name: str, title: str, state: str, **values: object) -> Page:
        data, words = values.pop("data"), page_words()
        text = self._environment.get_template("light.html.j2").render(
            name=name,
            title=title,
            state=state,
            language=self.language,
            words=words,
            words_data=_as_data(words),
            base_url=self._base_url,
            assets=f"{self._base_url}terakoya/assets/{self.digest}/",
            data=_as_data(data) if data is not None else None,
            **values,
        )
        plain = text.encode()
        return Page(plain, gzip.compress(plain, compresslevel=5, mtime=0))


def describe_parameter(parameter: Parameter) -> dict[str, object]:
    """Return what a template needs to draw a parameter's control."""
    kind: str = "select" if parameter.choices else parameter.type
    ranged = parameter.low is not None and parameter.high is not None
    if ranged and not parameter.choices:
        kind = "slider"
    chosen = [value for _shown, value in parameter.choices]
    step = parameter.step or (1 if parameter.type == "int" else "any")
    return {
        "name": parameter.name,
        "label": parameter.label,
        "help": parameter.help,
        "kind": kind,
        "type": parameter.type,
        "value": _shown(parameter.default),
        "low": _shown(parameter.low) if parameter.low is not None else "",
        "high": _shown(parameter.high) if parameter.high is not None else "",
        "step": _shown(step),
        "choices": [shown for shown, _value in parameter.choices],
        "chosen": chosen.index(parameter.default) if parameter.default in chosen else 0,
        "few": 0 < len(parameter.choices) <= 4 and sum(map(len, map(str, chosen))) <= 24,
    }


def _shown(value: object) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _as_data(value: object) -> Markup:
    """Return JSON for a ``<script type="application/json">``: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704
