"""What a learner wrote or his code showed, kept apart from what a feedback page itself says.

Pieces of HTML are put away before the page is made and given back after it was cleaned, each in a
shadow tree of its own, below words that say whose it is: no element in it is open, no class, id or
address of the page means anything there, and no style of one reaches the other.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from terakoya.grading.authored import Authored
from terakoya.grading.page_pictures import nothing
from terakoya.grading.sanitise import sanitise_strictly
from terakoya.grading.shown import show_data
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import PictureReader, embed_pictures

__all__ = ["Pieces", "put_apart"]

_STYLE = (Path(__file__).parent / "templates" / "apart.css").read_text(encoding="utf-8")
_NAMELESS = re.compile(r'<img alt="" src="(?!data:)([^"]*)"')
_WIDE = re.compile(r"<(?:table|math)\b")


@dataclass
class Pieces:
    """HTML that is put away; only who has the word can name a piece."""

    word: str = field(default_factory=lambda: f"piece{secrets.token_hex(16)}")
    held: list[str] = field(default_factory=list)

    def hold(self, html: str) -> str:
        """Put a piece away and return what stands in its place, as Markdown and as HTML."""
        self.held.append(html)
        return f"<p>{self.word}n{len(self.held) - 1}</p>"

    def give_back(self, page: str) -> str:
        """Return the page with every piece where its word stands."""
        place = re.compile(rf"<p>{self.word}n(\d+)</p>")
        return place.sub(lambda found: self.held[int(found[1])], page)


def put_apart(
    notebook: Any, authored: Authored, pictures: PictureReader = nothing
) -> tuple[Any, Pieces]:
    """Return a redacted notebook that holds nothing but text, and the pieces taken out of it.

    Args:
        notebook: as `redact` returns it.
        authored: the author's texts in it: they are the page's own.
        pictures: finds those that a learner's text or code names.
    """
    pieces = Pieces()
    cells = [
        _cell(cell, authored, pieces, pictures) | {"id": f"c{number}"}
        for number, cell in enumerate(notebook["cells"])
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, pieces


def _cell(
    cell: Any, authored: Authored, pieces: Pieces, pictures: PictureReader
) -> dict[str, object]:
    """Return a cell of which nothing is left but text; a learner may have named its parts."""
    text, own = "".join(cell["source"]), {"metadata": cell["metadata"]}
    match cell["cell_type"]:
        case "code":
            outputs = [_output(output, pieces, pictures) for output in cell["outputs"]]
            return own | {
                "cell_type": "code",
                "source": text,
                "outputs": outputs,
                "execution_count": None,
            }
        case "markdown" if text in authored:
            made = pieces.hold(authored[text])
        case "markdown":
            html = embed_pictures(render_markdown(text, cell.get("attachments", {})), pictures)
            html = _NAMELESS.sub(r'<img alt="\1" src="\1"', html)  # a lost one is told by its file
            made = pieces.hold(_box(sanitise_strictly(html), _("What you wrote")))
        case _:
            made = pieces.hold(_box(f"<pre>{escape(text)}</pre>", _("What you wrote")))
    return own | {"cell_type": "markdown", "source": made}


def _output(output: Any, pieces: Pieces, pictures: PictureReader) -> dict[str, object]:
    """Return an output of text alone; what it shows otherwise is put away."""
    if "data" not in output:
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = "".join(output.get("text", ""))
        return {"output_type": "stream", "name": name, "text": text}
    html = show_data(output["data"], output.get("metadata", {}), pictures)
    plain = "".join(output["data"].get("text/plain", ""))
    data = {"text/plain": plain}
    if html is not None:
        data = {"text/html": pieces.hold(_box(html, _("What your notebook showed")))}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _box(html: str, label: str) -> str:
    """Return strictly cleaned HTML in a shadow tree, below whose it is."""
    words = escape(label)
    scrolls = f' tabindex="0" role="group" aria-label="{words}"' if _WIDE.search(html) else ""
    tree = f'<template shadowrootmode="open"><style>{_STYLE}</style>{html}</template>'
    held = f'<div class="shown"{scrolls}>{tree}</div>'
    return f'<figure class="theirs"><figcaption>{words}</figcaption>{held}</figure>'
