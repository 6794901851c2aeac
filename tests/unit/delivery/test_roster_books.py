"""Roster workbooks of four writers: what a person sees is read, or the refusal names the cell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.utils import range_boundaries

from terakoya.delivery import Roster, open_roster
from terakoya.delivery.roster_words import reading_sentences
from terakoya.errors import RosterError, UsageError
from terakoya.model import Tier
from terakoya.sheets.grid import Value
from terakoya.sheets.workbook import read_grids
from tests.conftest import SKIPS_FAIL
from tests.roster_books import BOOKS, SEEN, Book

KEPT: dict[str, dict[str, list[list[str]]]] = json.loads(
    (SEEN / "seen.json").read_text(encoding="utf-8")
)
READ = [book for book in BOOKS.values() if not (book.refused or book.says)]
REFUSED = [book for book in BOOKS.values() if book.refused or book.says]
FIELDS = ("id", "name", "department_code", "department", "position", "tier", "email")


def _name(book: Book) -> str:
    return book.name


def _open(book: Book, folder: Path) -> tuple[Path, Roster]:
    path = folder / "roster.xlsx"
    book.make(path)
    return path, open_roster(path, book.choice)


def _people(roster: Roster) -> list[tuple[str, ...]]:
    people = ([getattr(learner, name) for name in FIELDS] for learner in roster.learners)
    return [
        tuple(value.japanese if isinstance(value, Tier) else value for value in person)
        for person in people
    ]


@pytest.mark.parametrize("book", READ, ids=_name)
def test_workbook_is_read_as_it_is_seen(book: Book, tmp_path: Path) -> None:
    """Everybody is read with all seven texts, and what was passed over is said."""
    _path, roster = _open(book, tmp_path)
    assert _people(roster) == list(book.people)
    said = _said(roster)
    for note in book.notes:
        assert note in said


@pytest.mark.parametrize("book", REFUSED, ids=_name)
def test_workbook_that_cannot_be_known_names_the_cell(book: Book, tmp_path: Path) -> None:
    """The refusal names the cell, or the heading or sheets where no cell is at fault."""
    with pytest.raises((RosterError, UsageError)) as refused:
        _open(book, tmp_path)
    assert re.search(rf"(?<![A-Z]){re.escape(book.refused)}(?!\d)", str(refused.value))
    assert book.says in str(refused.value)


@pytest.mark.parametrize("book", READ, ids=_name)
def test_workbook_is_read_as_the_referee_shows_it(book: Book, tmp_path: Path) -> None:
    """LibreOffice shows each text in the row where it was read, and nobody else in the sheet."""
    path, roster = _open(book, tmp_path)
    rows = dict(_seen_rows(path, roster, book))
    for line, person in zip(roster.lines, _people(roster), strict=True):
        shown = {" ".join(text.split("\n")).replace("\r", "").strip() for text in rows[line]}
        above = {text for earlier in range(1, line) for text in rows.get(earlier, ())}
        assert set(person) <= shown | {""} | (above if shown & {"〃", "同　上"} else set())
    everybody = [text for row in rows.values() for text in row if "@" in text]
    assert len(everybody) == len(roster.learners)


@pytest.mark.parametrize("book", BOOKS.values(), ids=_name)
def test_every_cell_is_shown_as_the_referee_shows_it(book: Book, tmp_path: Path) -> None:
    """Also in workbooks that are refused: each cell that is said to be known shows the same.

    LibreOffice writes days and months of built-in formats with two digits; Excel does not.
    """
    book.make(path := tmp_path / "roster.xlsx")
    if book.says == "damaged":
        with pytest.raises(UsageError):
            list(read_grids(path.name, path.read_bytes()))
        return
    for grid in read_grids(path.name, path.read_bytes()):
        seen = KEPT[book.name][grid.name]
        for record in grid.records:
            row = seen[record.line - 1]
            for column in range(len(record.values)):
                value = record.own(column)
                if value.kind in ("text", "number", "date"):
                    shown = row[column] if column < len(row) else ""
                    assert _loose(value) == _loose(replace(value, text=shown))


def _loose(value: Value) -> str:
    text = re.sub(r"(?<!\d)0(\d)(?!\d)", r"\1", value.text) if value.kind == "date" else value.text
    return text.replace("\r", "")


def _seen_rows(path: Path, roster: Roster, book: Book) -> Iterator[tuple[int, list[str]]]:
    """Yield what LibreOffice shows in each row that is not hidden, merged cells filled."""
    sheet = _sheet_xml(path, roster.reading.sheet)
    seen = KEPT[book.name][roster.reading.sheet]
    filled = [row + [""] * (30 - len(row)) for row in seen]
    for reference in re.findall(r'mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"', sheet):
        left, top, right, bottom = range_boundaries(reference)
        for line in range(top, min(bottom, len(seen)) + 1):
            for column in range(left, min(right, 30) + 1):
                filled[line - 1][column - 1] = seen[top - 1][left - 1]
    hidden = re.findall(r'<row (?=[^>]*(?:hidden="(?:1|true)"|ht="0"))[^>]*?\br="(\d+)"', sheet)
    for line, row in enumerate(filled, 1):
        if book.choice.hidden or str(line) not in hidden:
            yield line, row


def _sheet_xml(path: Path, name: str) -> str:
    """Return a sheet's part, found without the code under test and without openpyxl."""
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
        names = re.findall(r'sheet [^>]*?name="([^"]*)"', book)
        return archive.read(f"xl/worksheets/sheet{names.index(name) + 1}.xml").decode()


def _said(roster: Roster) -> str:
    return "\n".join(reading_sentences(roster))


def test_collection_holds_the_kinds_of_four_writers() -> None:
    """At least 60 workbooks; LibreOffice has shown each of them."""
    writers = {name.split("-")[0] for name in BOOKS}
    assert writers == {"by", "openpyxl", "xlsxwriter", "libreoffice"}
    assert len(BOOKS) >= 60
    assert set(KEPT) == set(BOOKS)


if shutil.which("soffice") or not os.environ.get(SKIPS_FAIL):

    @pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="needs soffice (Debian: libreoffice-calc-nogui), the referee of rosters",
    )
    def test_referee_shows_what_it_showed() -> None:
        """LibreOffice, where it is installed, still shows of each workbook what is kept."""
        script = Path(__file__).parents[3] / "scripts" / "roster_referee.py"
        done = subprocess.run(
            [sys.executable, str(script)], check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
