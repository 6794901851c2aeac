"""Promises of finding pictures: the bytes tell the kind, not the name."""

from __future__ import annotations

import pytest

from terakoya.markdown.pictures import find_picture, picture_address

FILES = {
    "a.png": b"\x89PNG\r\n\x1a\n...",
    "photo.png": b"\xff\xd8\xff...",
    "a b.svg": b"<?xml version='1.0'?>\n<svg xmlns=''/>",
    "page.png": b"<!DOCTYPE html><html>404</html>",
    "empty.png": b"",
}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("a.png", "image/png"),
        ("photo.png", "image/jpeg"),
        ("a b.svg", "image/svg+xml"),
        ("a%20b.svg", "image/svg+xml"),
        ("data:image/svg+xml;utf8,%3Csvg%20xmlns=''/%3E", "image/svg+xml"),
        (picture_address(b"GIF89a...", "image/png"), "image/gif"),
        ("page.png", None),
        ("empty.png", None),
        ("no.png", None),
        ("data:image/png;base64,x", None),
        ("https://elsewhere.example/a.png", None),
    ],
)
def test_kind_is_told_by_the_bytes(address: str, kind: str | None) -> None:
    """A photo called .png is a photo; a page called .png is no picture and stops no PDF."""
    found = find_picture(address, FILES.get)
    assert (found[1] if found else None) == kind
