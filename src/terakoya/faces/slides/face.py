"""What the slides are to Terakoya: they show the cells that the handout shows."""

from __future__ import annotations

from terakoya.model import Text
from terakoya.model.face import Choice, Face, FaceFile

__all__ = ["FACE"]

FACE = Face(
    protocol=1,
    name="slides",
    build="terakoya.faces.slides.slides:build_slides",
    cells="handout",
    files=(FaceFile("html", "text/html; charset=utf-8", Text(ja="スライド", en="Slides")),),
    choices=frozenset(Choice),
    stands_alone=True,
)
