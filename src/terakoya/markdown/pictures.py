"""Pictures that are put into what is printed, wherever they come from: told by their own bytes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote, unquote_to_bytes

__all__ = ["PictureReader", "embed_pictures", "find_picture", "picture_address", "with_attachments"]

PictureReader = Callable[[str], bytes | None]
"""Gives a picture's bytes by its name in the assignment's folder; None where there is none."""
_SIGNS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (
        re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE svg|!--|svg).*<svg|\s*<svg"),
        "image/svg+xml",
    ),
)
"""How each kind that paper and pages show begins; a wrong suffix would stop the PDF."""


def find_picture(address: str, read_picture: PictureReader) -> tuple[bytes, str] | None:
    """Return the bytes and the kind of a picture; None where it is missing or not to be shown.

    Args:
        address: a name in the assignment's folder, percent-encoded or not, as Markdown and
            JupyterLab write it; or the picture itself, ``data:…``.
        read_picture: finds the names.
    """
    if address.startswith("data:"):
        content = _held(address)
    else:
        inside = ":" not in address.removeprefix(_PASTED)
        content = _read(address, read_picture) if inside else None
    kind = next((kind for sign, kind in _SIGNS if content and sign.match(content)), None)
    return None if content is None or kind is None else (content, kind)


_PASTED = "attachment:"
_IMAGE = re.compile(r"""(<img\b[^>]*?\bsrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>=`]+)""", re.IGNORECASE)


def embed_pictures(html: str, read_picture: PictureReader) -> str:
    """Return HTML in which each picture that can be found holds itself; the others stay.

    Args:
        read_picture: gives the bytes of a name, ``attachment:…`` where it was pasted.
    """
    return _IMAGE.sub(lambda found: found[1] + _hold(found[2], read_picture), html)


def with_attachments(attachments: object, read_picture: PictureReader) -> PictureReader:
    """Return a reader that also knows a cell's pasted pictures (nbformat's ``attachments``)."""
    pasted = attachments if isinstance(attachments, Mapping) else {}

    def read(name: str) -> bytes | None:
        if not name.startswith(_PASTED):
            return read_picture(name)
        held = pasted.get(name.removeprefix(_PASTED))
        values = list(held.items()) if isinstance(held, Mapping) else []
        return next((_unpack(kind, "".join(value)) for kind, value in values), None)

    return read


def _hold(quoted: str, read_picture: PictureReader) -> str:
    address = unescape(quoted.strip("\"'"))
    if address.startswith("data:"):
        return quoted
    picture = find_picture(address, read_picture)
    return f'"{escape(picture_address(*picture))}"' if picture else quoted


def _unpack(kind: str, value: str) -> bytes | None:
    """Return a pasted picture's bytes: a drawing is text, all others are base64."""
    if value.lstrip().startswith("<"):
        return value.encode("utf-8", "replace") if kind == "image/svg+xml" else None
    try:
        return base64.b64decode(value)
    except (binascii.Error, ValueError):
        return None


def picture_address(content: bytes, kind: str) -> str:
    """Return a picture as an address that holds the picture itself."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _read(address: str, read_picture: PictureReader) -> bytes | None:
    return read_picture(address) or read_picture(unquote(address))


def _held(address: str) -> bytes | None:
    head, _comma, body = address.partition(",")
    try:
        return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
    except binascii.Error:
        return None
