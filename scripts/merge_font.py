"""Merges the parts of a font that is published in pieces into one file of WOFF.

How src/terakoya/faces/paper/fonts/ was made: from the npm packages @fontsource/biz-udgothic and
@fontsource/biz-udpgothic 5.3.0 (SIL Open Font License 1.1), with fonttools and brotli:

    python scripts/merge_font.py TO.woff PART.woff2 [PART.woff2 ...]
    python scripts/merge_font.py --latin TO.woff biz-udpgothic-latin-400-normal.woff
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

LATIN = range(0x20, 0x2000)


def main(to: Path, parts: list[Path], *, latin: bool) -> None:
    """Keep from each part the letters that no earlier part has, and merge what is left."""
    seen: set[int] = set()
    with tempfile.TemporaryDirectory() as folder:
        kept = []
        for number, part in enumerate(parts):
            font = TTFont(part)
            new = {code for code in font.getBestCmap() if code not in seen}
            new &= set(LATIN) if latin else new
            if not new:
                continue
            seen |= new
            features = ["*"] if number == 0 and not latin else []
            subsetter = Subsetter(Options(hinting=False, layout_features=features))
            subsetter.populate(unicodes=new)
            subsetter.subset(font)
            font.flavor = None
            kept.append(str(Path(folder) / f"{number}.ttf"))
            font.save(kept[-1])
        merged = Merger().merge(kept) if len(kept) > 1 else TTFont(kept[0])
        merged.flavor = "woff"
        merged.save(to)
    sys.stdout.write(f"{to}: {len(seen)} letters\n")


if __name__ == "__main__":
    only_latin = "--latin" in sys.argv
    names = [name for name in sys.argv[1:] if name != "--latin"]
    main(Path(names[0]), [Path(name) for name in names[1:]], latin=only_latin)
