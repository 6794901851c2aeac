"""HTML results as paper has them: nothing of what a screen hides, and drawings as pictures."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup

from terakoya.markdown.hidden import without_hidden
from terakoya.markdown.pictures import picture_address
from terakoya.model.stand_ins import only_waits

__all__ = ["settle_html"]

_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
_PROGRESS = re.compile(r"<progress\b.*?</progress\s*>", re.DOTALL | re.IGNORECASE)


def settle_html(html: str, name: str) -> str:
    """Return what people see of an HTML result; empty where it only says that it waits.

    Args:
        html: the result, without anything that has to run.
        name: what a drawing without words of its own is called.
    """
    html = _SVG.sub(lambda found: _as_picture(found[0], name), _PROGRESS.sub("", html))
    html = without_hidden(html)
    return "" if _shows_nothing(html) else f"<div class='table'>{html}</div>"


def _as_picture(svg: str, name: str) -> str:
    """Put a drawing among the markup into a picture; what is no XML stays as it is."""
    if "xmlns=" not in svg[: svg.find(">")]:
        svg = f"<svg {_NAMESPACE}{svg[4:]}"
    try:
        root = ET.fromstring(svg)  # noqa: S314 - expat bounds what entities may grow to
    except ET.ParseError:
        return svg
    title = root.find("{http://www.w3.org/2000/svg}title")
    alt = (title.text if title is not None else None) or root.get("aria-label") or name
    address = picture_address(svg.encode(), "image/svg+xml")
    return f'<img src="{address}" alt="{escape(alt, quote=True)}">'


def _shows_nothing(html: str) -> bool:
    """Tell whether all of it is empty, or only says that something is to come."""
    tree = BeautifulSoup(html, "html.parser")
    for element in tree.find_all(["style", "title", "template"]):
        element.decompose()
    return tree.find(["img", "hr", "math"]) is None and only_waits(str(tree))
