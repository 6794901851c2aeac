"""Ask LibreOffice what it shows of each roster workbook and number format of the tests.

    python scripts/roster_referee.py           compare with tests/golden
    python scripts/roster_referee.py --write   write what it shows there
    python scripts/roster_referee.py --make    also make the workbooks that LibreOffice writes

Needs `soffice` (Debian: libreoffice-calc-nogui). The tests compare what Terakoya reads with the
files, so that the referee need not be on every machine.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook  # noqa: E402

from tests.made_formats import SHOWN, make_formats  # noqa: E402
from tests.roster_books import BOOKS, SEEN, SOURCES  # noqa: E402

FORMATS = 1000
KEPT = SEEN / "seen.json"
# Comma, quotation mark, UTF-8, from the first line; cells as shown (the ninth), every sheet (-1).
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
FROM_CSV = "--infilter=CSV:44,34,76,1"
_JAPANESE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>ja-JP</value></prop></item></oor:items>
"""


def show_all(folder: Path) -> dict[str, dict[str, list[list[str]]]]:
    """Return what LibreOffice shows of every workbook: rows of texts by sheet."""
    for book in BOOKS.values():
        book.make(folder / f"{book.name}.xlsx")
    files = sorted(folder.glob("*.xlsx"))
    _run(folder, "--convert-to", AS_SHOWN, "--outdir", str(folder / "seen"), *map(str, files))
    shown: dict[str, dict[str, list[list[str]]]] = {}
    for book in BOOKS.values():
        found = sorted((folder / "seen").glob(f"{book.name}-*.csv"))
        sheets = {file.stem.removeprefix(f"{book.name}-"): _read(file) for file in found}
        others = [name for name in BOOKS if name.startswith(f"{book.name}-")]
        shown[book.name] = {
            name: rows
            for name, rows in sheets.items()
            if not any(f"{book.name}-{name}".startswith(f"{other}-") for other in others)
        }
    return shown


def show_formats(folder: Path) -> list[tuple[str, float | str, str]]:
    """Return what LibreOffice shows of a number or text in each of many formats."""
    book = Workbook()
    cases = make_formats(FORMATS)
    for line, (code, content) in enumerate(cases, 1):
        cell = book.worksheets[0].cell(line, 1, content)
        cell.number_format = code
    book.save(folder / "formats.xlsx")
    output = ("--outdir", str(folder / "formats"))
    _run(folder, "--convert-to", AS_SHOWN, *output, str(folder / "formats.xlsx"))
    (file,) = (folder / "formats").glob("*.csv")
    rows = _read(file) + [[]] * FORMATS
    return [
        (code, content, row[0] if row else "")
        for (code, content), row in zip(cases, rows, strict=False)
    ]


def make_books(folder: Path) -> None:
    """Have LibreOffice write its own workbooks from their sources."""
    for name, (form, text) in SOURCES.items():
        source = folder / f"{name}.{form}"
        source.write_text(text, encoding="utf-8")
        filters = [FROM_CSV] if form == "csv" else []
        _run(folder, *filters, "--convert-to", "xlsx", "--outdir", str(SEEN), str(source))


def _run(folder: Path, *arguments: str) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.write_text(_JAPANESE, encoding="utf-8")
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit(
            "soffice is not installed (Debian: apt-get install libreoffice-calc-nogui)"
        )
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def _read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def main() -> int:
    """Compare, or write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "--make" in sys.argv:
            make_books(folder)
            for source in SOURCES:
                (folder / f"{source}.xlsx").unlink(missing_ok=True)
        shown = show_all(folder)
        formats = [list(case) for case in show_formats(folder)]
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    different = [name for name in {**kept, **shown} if kept.get(name) != shown.get(name)]
    kept_formats = json.loads(SHOWN.read_text(encoding="utf-8")) if SHOWN.exists() else []
    different += ["number formats"] if kept_formats != formats else []
    if "--write" in sys.argv or "--make" in sys.argv:
        KEPT.write_text(_as_text(shown), encoding="utf-8")
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in formats)
        SHOWN.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(shown)} workbooks, other than kept: {', '.join(different) or 'none'}")  # noqa: T201
    return 1 if different and len(sys.argv) == 1 else 0


def _as_text(shown: dict[str, dict[str, list[list[str]]]]) -> str:
    """Return JSON with one line for each row, so that a difference can be read."""
    rows = json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True)
    return re.sub(r"\[\n\s+(\"[^\]\[]*?)\n\s+\]", _one_line, rows) + "\n"


def _one_line(match: re.Match[str]) -> str:
    return "[" + ", ".join(line.strip().rstrip(",") for line in match[1].splitlines()) + "]"


if __name__ == "__main__":
    sys.exit(main())
