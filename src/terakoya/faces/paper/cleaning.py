"""HTML that may stand on paper: plain markup, tables that can be read out, pictures inside."""

from __future__ import annotations

import re
from urllib.parse import unquote

import nh3
from bs4 import BeautifulSoup, Tag

from terakoya.errors import NotebookError
from terakoya.faces.paper.paper_tables import mend_table
from terakoya.language import gettext as _
from terakoya.markdown import MATHML_ATTRIBUTES, MATHML_TAGS
from terakoya.markdown.pictures import PictureReader, find_picture, picture_address

__all__ = ["clean_fragment"]

_TAGS = (set(nh3.ALLOWED_TAGS) | {"section", "figure", "figcaption", "details", "summary"}) - {
    "map"
}
_ATTRIBUTES = {
    "*": {"class", "title", "lang", "style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
}
_STYLES = {"background-color", "color", "text-align", "font-weight"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BACKGROUND = re.compile(r"background-color:\s*#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_BOX = re.compile(r"<input\b[^>]*\btype=[\"']?checkbox\b[^>]*>", re.IGNORECASE)
_TICKED = re.compile(r"\schecked\b", re.IGNORECASE)


def clean_fragment(html: str, where: str, read_picture: PictureReader) -> str:
    """Return a fragment without scripts and foreign styles, its pictures inside, its tables sound.

    Args:
        html: what a cell's text or output is in HTML.
        where: how messages call the cell.
        read_picture: finds the pictures that the fragment names.

    Raises:
        NotebookError: a picture is missing, lies on another host, or is of no kind that we show.
    """
    inlined = _draw_boxes(_inline_cell_styles(html))
    cleaned = nh3.clean(
        inlined,
        tags=_TAGS | MATHML_TAGS,
        attributes=_ATTRIBUTES,
        filter_style_properties=_STYLES,
        url_schemes={"data", "http", "https", "mailto"},
        link_rel=None,
    )
    tree = BeautifulSoup(cleaned, "html.parser")
    for image in tree.find_all("img"):
        _put_inside(image, where, read_picture)
    for table in tree.find_all("table"):
        mend_table(table)
        for cell in table.find_all(["th", "td"]):
            _choose_ink(cell)
    return str(tree)


def _draw_boxes(html: str) -> str:
    """Draw the boxes of a list of tasks: paper has no controls."""
    return _BOX.sub(lambda box: "☑ " if _TICKED.search(box[0]) else "☐ ", html)


def _inline_cell_styles(html: str) -> str:
    """Give cells the colours that pandas' Styler writes into a style sheet of its own."""
    if "<style" not in html:
        return html
    tree = BeautifulSoup(html, "html.parser")
    for sheet in tree.find_all("style"):
        for selectors, body in _RULE.findall(sheet.get_text()):
            for selector in selectors.split(","):
                name = selector.strip()
                cell = tree.find(id=name[1:]) if re.fullmatch(r"#[\w-]+", name) else None
                if isinstance(cell, Tag):
                    cell["style"] = f"{cell.get('style', '')};{body.strip()}".strip(";")
        sheet.decompose()
    return str(tree)


def _put_inside(image: Tag, where: str, read_picture: PictureReader) -> None:
    address = str(image.get("src", ""))
    found = find_picture(address, read_picture)
    if found is None:
        raise NotebookError(
            _("The picture {name} cannot be put into the page.").format(
                name=unquote(address)[:200]
            ),
            where=where,
            remedy=_("Put it into the assignment's folder as PNG, JPEG, GIF or SVG."),
        )
    image["src"] = picture_address(*found)


def _choose_ink(cell: Tag) -> None:
    """Write black or white on a coloured cell, whichever can be read better (WCAG 2, 1.4.3)."""
    found = _BACKGROUND.search(str(cell.get("style", "")))
    if found is None:
        return
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    light = sum(
        weight * _linear(int(digits[start : start + 2], 16) / 255)
        for weight, start in ((0.2126, 0), (0.7152, 2), (0.0722, 4))
    )
    ink = "#000000" if (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) else "#ffffff"
    cell["style"] = f"background-color:#{digits};color:{ink}"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
