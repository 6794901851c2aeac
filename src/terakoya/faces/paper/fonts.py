"""Japanese letters that travel with us: for Typst whole, for pages only those that are used.

BIZ UDGothic (SIL Open Font License, fonts/OFL.txt) is drawn to be easy to read. Its Japanese
letters are all as wide as high, which the rules of Japanese line breaking expect; Latin letters and
digits are taken from its sister BIZ UDPGothic, where they have their own widths. IPAexGothic, which
comes with matplotlib-fontja, has the letters that both lack. scripts/merge_font.py made the files.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import matplotlib_fontja
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

__all__ = ["SPARE_FONTS", "embed_font_faces", "write_fonts"]

SPARE_FONTS = Path(matplotlib_fontja.__file__).parent / "fonts"
_FOLDER = Path(__file__).parent / "fonts"
_FACES = (
    ("Terakoya Latin", "400", "BIZUDPGothic-Latin-Regular.woff"),
    ("Terakoya Latin", "700", "BIZUDPGothic-Latin-Bold.woff"),
    ("Terakoya UD", "400", "BIZUDGothic-Regular.woff"),
    ("Terakoya UD", "700", "BIZUDGothic-Bold.woff"),
)
"""How pages call a font, its weight, and its file."""


def write_fonts(folder: Path) -> None:
    """Write the fonts as TTF, which is what Typst reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for _family, _weight, name in _FACES:
        font = TTFont(_FOLDER / name)
        font.flavor = None
        font.save(folder / f"{Path(name).stem}.ttf", reorderTables=False)


def embed_font_faces(text: str) -> str:
    """Return ``@font-face`` rules that hold the letters of `text`, and no other."""
    letters = sorted({ord(letter) for letter in text} | set(range(32, 127)))
    return "\n".join(
        f"@font-face{{font-family:'{family}';font-display:block;font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_subset(name, letters)})format('woff')}}"
        for family, weight, name in _FACES
    )


def _subset(name: str, letters: Iterable[int]) -> str:
    options = Options(
        layout_features=["kern", "palt"], hinting=False, notdef_outline=True, flavor="woff"
    )
    font = TTFont(_FOLDER / name)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode()
