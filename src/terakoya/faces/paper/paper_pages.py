"""A document as a page for a browser, in one file.

Everything is inside: letters, pictures, formulas (MathML). Each page's own Content-Security-Policy
lets it load nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from terakoya.faces.paper.document import Document
from terakoya.faces.paper.fonts import embed_font_faces
from terakoya.faces.paper.paper_words import words_of
from terakoya.faces.paper.pdf import LONG
from terakoya.faces.paper.sources import sources_table
from terakoya.language import gettext as _

__all__ = ["PAPER_STYLE", "read_asset", "render_alone", "render_page", "within_reach"]

_TEMPLATES = Path(__file__).parent / "templates"
PAPER_STYLE = _TEMPLATES / "paper.css"
"""How text, tables and pictures look on every such page."""


def render_page(document: Document) -> str:
    """Return a document as a page to read, which stands alone."""
    reached = [str(within_reach(block.html)) for block in document.blocks]
    parts, contents = _number_headings(reached)
    return render_alone(
        _TEMPLATES / "page.html.j2",
        document,
        (PAPER_STYLE, _TEMPLATES / "page.css"),
        parts=[Markup(part) for part in parts],  # noqa: S704 - cleaned when it was made
        answers=[within_reach(block.html) for block in document.answers],
        contents=contents if len(contents) >= LONG else [],
    )


def render_alone(
    template: Path, document: Document, sheets: Sequence[Path], **values: object
) -> str:
    """Fill a template twice: the letters that it needs are known only from the whole page.

    Args:
        template: a file; what it includes lies beside it.
        document: known to the template by that name, with `words` and `sources`.
        sheets: style sheets, in their order.
        values: whatever else the template knows.
    """
    settings = {
        "document": document,
        "words": words_of(document),
        "sources": Markup(sources_table(document)),  # noqa: S704 - escaped where it is made
        **values,
    }
    style = "\n".join(read_asset(sheet) for sheet in sheets)
    page = _environment(template.parent).get_template(template.name)
    text = BeautifulSoup(page.render(style="", **settings), "html.parser").get_text()
    return page.render(style=Markup(embed_font_faces(text) + style), **settings)  # noqa: S704


def within_reach(html: str) -> Markup:
    """Let the keyboard scroll tables and formulas that are wider than a narrow window.

    Args:
        html: what has been cleaned when it was made.
    """
    tree = BeautifulSoup(html, "html.parser")
    for formula in tree.find_all("math", display="block"):
        formula["tabindex"] = "0"
    for table in tree.find_all("div", class_="table"):
        caption = table.find("caption")
        name = caption.get_text().strip() if caption else _("Table")
        table.attrs |= {"tabindex": "0", "role": "group", "aria-label": name}
    return Markup(str(tree))  # noqa: S704


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
def read_asset(path: Path) -> Markup:
    """Return one of our own files as it is; none of them holds the end of its element."""
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
