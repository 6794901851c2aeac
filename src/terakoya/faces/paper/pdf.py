"""A document as PDF: A4, Japanese letters inside, tagged for screen readers (PDF/UA-1).

Typst runs inside this process and reads nothing but the folder that is made here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import typst
from terakoya_autograde.storage import scratch_folder

from terakoya.errors import NotebookError
from terakoya.faces.paper.document import Document
from terakoya.faces.paper.fonts import SPARE_FONTS, write_fonts
from terakoya.faces.paper.letters import (
    in_known_letters,
    missing_letters,
    show_instead,
    write_in_drawings,
)
from terakoya.faces.paper.paper_words import words_of
from terakoya.faces.paper.sources import sources_table
from terakoya.faces.paper.tagging import tag_headings
from terakoya.faces.paper.typst import Setter
from terakoya.faces.paper.typst_text import quote
from terakoya.language import gettext as _

__all__ = ["LONG", "compile_legibly", "make_pdf"]

LONG = 6
"""Headings, from which a list of contents helps."""
_TEMPLATE = Path(__file__).parent / "templates" / "page.typ"


def make_pdf(document: Document) -> bytes:
    """Return a document as a PDF file.

    Raises:
        NotebookError: Typst cannot set it; the message is Typst's.
    """
    setter = Setter()
    main = _write_main(document, setter)
    with scratch_folder("paper") as folder:
        write_fonts(folder / "fonts")
        for picture, content in setter.pictures.items():
            (folder / picture).write_bytes(content)
        try:
            return tag_headings(compile_legibly(folder, main, document.made_on), setter.tables)
        except typst.TypstError as error:
            raise NotebookError(
                _("The PDF could not be made: {reason}.").format(reason=str(error)[:500]),
                remedy=_("Look at the pictures and formulas of the notebook."),
            ) from error


def compile_legibly(folder: Path, main: str, made_on: date) -> bytes:
    """Compile a text of Typst's, writing in other letters what no font of ours has.

    Typst tells which letters these are. The fonts stand in the folder already (`write_fonts`).

    Raises:
        typst.TypstError: it cannot be set.
    """
    letters: dict[str, str] = {}
    while True:
        rules = "".join(show_instead(letter, said) for letter, said in letters.items())
        (folder / "main.typ").write_text(rules + main, encoding="utf-8")
        try:
            return _compile(folder, made_on)
        except typst.TypstError as error:
            missing = missing_letters(error) - letters.keys()
            if not missing:
                raise
            found = {letter: in_known_letters(letter) for letter in sorted(missing)}
            write_in_drawings(folder, found)
            letters |= found


def _compile(folder: Path, made_on: date) -> bytes:
    midday = datetime.combine(made_on, time(12), UTC)
    made = typst.compile(
        folder / "main.typ",
        root=folder,
        font_paths=[folder / "fonts", SPARE_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(midday.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101 - without an output file, it is
    return made


def _write_main(document: Document, setter: Setter) -> str:
    words = words_of(document)
    contents = "2" if len(document.headings) >= LONG else "none"
    body = [setter.set_fragment(block.html) for block in document.blocks]
    if document.answers:
        body.append(f"heading(level: 1, {quote(words.answers)})")
        body += [setter.set_fragment(block.html) for block in document.answers]
    if document.sources:
        body.append(f"heading(level: 1, {quote(words.sources)})")
        body.append(setter.set_fragment(sources_table(document)))
    body.append(f"block(above: 1em, note({quote(words.made_by)}))")
    settings = {
        "title": quote(document.title),
        "summary": quote(document.summary),
        "date-text": quote(words.date),
        "lang": quote(document.content_language),
        "contents": contents,
        "contents-title": quote(words.contents),
    }
    given = ", ".join(f"{name}: {value}" for name, value in settings.items())
    return "\n".join(
        [
            _TEMPLATE.read_text(encoding="utf-8"),
            f"#set document(title: {quote(document.title)}, author: {quote(words.author)})",
            f"#show: paper.with({given})",
            "#{",
            *body,
            "}",
        ]
    )
