"""Pictures that are put into what is printed, wherever they come from: told by their own bytes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

__all__ = ["PictureReader", "find_picture", "picture_address"]

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
        content = None if ":" in address else _read(address, read_picture)
    kind = next((kind for sign, kind in _SIGNS if content and sign.match(content)), None)
    return None if content is None or kind is None else (content, kind)


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
