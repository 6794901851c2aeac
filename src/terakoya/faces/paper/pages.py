"""The document as pages for a browser, each in one file: a page to read, and slides.

Everything is inside: letters, pictures, formulas (MathML) and, for slides, reveal.js. Each page's
own Content-Security-Policy lets it load nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from terakoya.faces.paper.document import Document
from terakoya.faces.paper.fonts import embed_font_faces
from terakoya.faces.paper.pdf import LONG
from terakoya.faces.paper.slicing import Slide
from terakoya.faces.paper.sources import sources_table
from terakoya.faces.paper.words import words_of
from terakoya.language import gettext as _

__all__ = ["render_page", "render_slides"]

_FOLDER = Path(__file__).parent


def render_page(document: Document) -> str:
    """Return the handout as a page that stands alone."""
    parts, contents = _number_headings([_reach(block.html) for block in document.blocks])
    return _render(
        "handout.html.j2",
        document,
        ("paper.css", "handout.css"),
        parts=[Markup(part) for part in parts],  # noqa: S704 - cleaned when it was made
        answers=[Markup(_reach(block.html)) for block in document.answers],  # noqa: S704
        contents=contents if len(contents) >= LONG else [],
    )


def render_slides(document: Document, slides: Sequence[Slide]) -> str:
    """Return the slides as a page that stands alone."""
    return _render(
        "slides.html.j2",
        document,
        ("paper.css", "slides.css"),
        lead=Markup("".join(slide.html for slide in slides if slide.is_lead)),  # noqa: S704
        slides=[
            {"html": Markup(_reach(slide.html)), "dense": slide.is_dense}  # noqa: S704
            for slide in slides
            if not slide.is_lead
        ],
        reveal_style=_asset("reveal/reveal.css"),
        reveal_script=_asset("reveal/reveal.js"),
        start_script=_asset("templates/slides.js"),
    )


def _render(template: str, document: Document, sheets: Sequence[str], **values: Any) -> str:
    """Fill a template twice: the letters that it needs are known only from the whole page."""
    settings = {
        "document": document,
        "words": words_of(document),
        "sources": Markup(sources_table(document)),  # noqa: S704 - escaped where it is made
        **values,
    }
    style = "\n".join(_asset(f"templates/{sheet}") for sheet in sheets)
    page = _environment().get_template(template)
    text = BeautifulSoup(page.render(style="", **settings), "html.parser").get_text()
    return page.render(style=Markup(embed_font_faces(text) + style), **settings)  # noqa: S704


def _reach(html: str) -> str:
    """Let the keyboard scroll tables and formulas that are wider than a narrow window."""
    tree = BeautifulSoup(html, "html.parser")
    for formula in tree.find_all("math", display="block"):
        formula["tabindex"] = "0"
    for table in tree.find_all("div", class_="table"):
        caption = table.find("caption")
        name = caption.get_text().strip() if caption else _("Table")
        table.attrs |= {"tabindex": "0", "role": "group", "aria-label": name}
    return str(tree)


def _number_headings(parts: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """Give each main heading a place to jump to; return the parts and the list of contents."""
    contents: list[dict[str, str]] = []
    numbered: list[str] = []
    for part in parts:
        tree = BeautifulSoup(part, "html.parser")
        for heading in tree.find_all("h2"):
            heading["id"] = f"part-{len(contents) + 1}"
            contents.append({"id": str(heading["id"]), "title": heading.get_text().strip()})
        numbered.append(str(tree))
    return numbered, contents


@cache
def _asset(name: str) -> Markup:
    """Return one of our own files; none of them holds the end of its element."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
