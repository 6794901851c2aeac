"""What the handout is to Terakoya."""

from __future__ import annotations

from terakoya.model import Tag, Text
from terakoya.model.cell_choice import CellChoice, Untagged
from terakoya.model.face import Choice, Face, FaceFile

__all__ = ["FACE"]

FACE = Face(
    protocol=1,
    name="handout",
    build="terakoya.faces.handout.handout:build_handout",
    cells=CellChoice(Untagged.TEXT, frozenset({Tag.NARRATIVE, Tag.RESULT})),
    files=(
        FaceFile("pdf", "application/pdf", Text(ja="配布資料（PDF）", en="Handout (PDF)")),
        FaceFile(
            "html", "text/html; charset=utf-8", Text(ja="配布資料（ページ）", en="Handout (page)")
        ),
    ),
    choices=frozenset(Choice),
    stands_alone=True,
)
