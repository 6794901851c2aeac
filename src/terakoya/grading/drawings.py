"""Drawings (SVG) as pictures: as such they run nothing, load nothing and link nowhere."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from xml.parsers import expat

from terakoya.language import gettext as _

__all__ = ["drawing_address", "is_drawing_address", "set_drawings"]

_DRAWN = re.compile(r"<svg\b", re.IGNORECASE)
_EDGE = re.compile(r"<(?P<end>/?)svg\b[^>]*?(?P<whole>/?)>", re.IGNORECASE)
_DECLARES = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)\b[^>]*\[|<!\s*ENTITY\b", re.IGNORECASE)
"""What may make a drawing of a few lines grow without end."""
_BEGIN = "data:image/svg+xml;base64,"


def drawing_address(svg: str) -> str:
    """Return an SVG text as an address that holds it; empty where a browser would not draw it."""
    if "xmlns" not in svg[:2000]:
        svg = _DRAWN.sub('<svg xmlns="http://www.w3.org/2000/svg"', svg, count=1)
    content = svg.strip().encode("utf-8", "replace")
    return f"{_BEGIN}{base64.b64encode(content).decode()}" if _is_whole(svg, content) else ""


def is_drawing_address(address: str) -> bool:
    """Tell whether an address holds a drawing that is safe to show as a picture."""
    if not address.startswith(_BEGIN):
        return False
    try:
        content = base64.b64decode(address.removeprefix(_BEGIN), validate=True)
        return _is_whole(content.decode(), content)
    except (binascii.Error, UnicodeDecodeError):
        return False


def set_drawings(html: str) -> str:
    """Return HTML with a picture in the place of each drawing that stands in it."""
    if not _DRAWN.search(html):
        return html
    pieces, place = [], 0
    for begin, end in _find_drawings(html):
        address = drawing_address(html[begin:end])
        words = _("Picture that your notebook drew")
        pieces += [html[place:begin], f'<img alt="{words}" src="{address}">' if address else ""]
        place = end
    return "".join([*pieces, html[place:]])


def _find_drawings(html: str) -> Iterator[tuple[int, int]]:
    """Yield where each outermost drawing begins and ends; one that never ends is none."""
    depth = begin = 0
    for edge in _EDGE.finditer(html):
        if edge["end"]:
            depth = max(0, depth - 1)
            if depth == 0 and begin is not None:
                yield begin, edge.end()
        elif not edge["whole"]:
            begin = edge.start() if depth == 0 else begin
            depth += 1


def _is_whole(svg: str, content: bytes) -> bool:
    """Tell whether a parser reads it to its end, as browsers require, and it declares nothing."""
    if _DECLARES.search(svg):
        return False
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return False
    return True
