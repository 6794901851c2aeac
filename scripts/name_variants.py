"""Write the variants of characters that names on lists and in systems differ by, from Unihan.

Usage: python scripts/name_variants.py FOLDER, which holds Unihan_Variants.txt and
Unihan_OtherMappings.txt of one version of Unicode's Unihan.zip (UAX #38). Kept are pairs of
characters that Japanese systems can write: both are in JIS X 0208, 0212, 0213 or in cp932.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/terakoya/delivery/name_variants/unihan.txt"
FIELDS = {
    "Unihan_Variants.txt": (
        "kSemanticVariant",
        "kZVariant",
        "kTraditionalVariant",
        "kSimplifiedVariant",
    ),
    "Unihan_OtherMappings.txt": ("kJinmeiyoKanji", "kJoyoKanji"),
}
HEAD = """# Characters that stand for one another, a pair a line, made by scripts/name_variants.py.
# From Unicode's Unihan database, version {version}: {fields}.
# Copyright © Unicode, Inc.; see UNICODE-LICENSE.txt. Modified: chosen and written as pairs.
"""


def main(folder: Path) -> None:
    """Write the file."""
    pairs = sorted({pair for file in FIELDS for pair in read_pairs(folder / file)})
    text = (folder / "Unihan_Variants.txt").read_text(encoding="utf-8")
    version = re.search(r"Unicode version: ([\d.]+)", text)
    if version is None:
        raise SystemExit("this is no file of Unihan")
    fields = ", ".join(name for names in FIELDS.values() for name in names)
    lines = [HEAD.format(version=version[1], fields=fields)]
    lines += [f"{one}{other}\n" for one, other in pairs]
    TARGET.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(pairs)} pairs\n")


def read_pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each pair of one file, the smaller character first, in the form that NFKC gives it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) != 3 or fields[1] not in FIELDS[file.name]:
            continue
        one = as_character(fields[0])
        for code in re.findall(r"U\+[0-9A-F]+", fields[2]):
            other = as_character(code)
            if one != other and is_japanese(one) and is_japanese(other):
                yield min(one, other), max(one, other)


def as_character(code: str) -> str:
    """Return the character of U+XXXX, as names are compared."""
    return unicodedata.normalize("NFKC", chr(int(code[2:], 16)))


def is_japanese(character: str) -> bool:
    """Tell whether a Japanese character set has it."""
    for encoding in ("cp932", "euc_jisx0213", "euc_jp"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
