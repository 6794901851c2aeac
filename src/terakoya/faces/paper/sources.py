"""Where the figures come from: the data of the manifest, as a table for readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from terakoya.language import Language, use_language
from terakoya.language import gettext as _
from terakoya.model import Assignment, DataFile

__all__ = ["Source", "list_sources", "source_lines", "sources_table"]

if TYPE_CHECKING:  # the app says its sources, too, and needs nothing else of paper
    from terakoya.faces.paper.document import Document

GENERATED = "generated"


@dataclass(frozen=True)
class Source:
    """One data file behind the figures, in the reader's words."""

    file: str
    description: str
    origin: str
    unit: str
    licence: str
    url: str


def list_sources(assignment: Assignment, language: Language) -> Iterator[Source]:
    """Yield the assignment's data files in the words of a language."""
    with use_language(language):
        for entry in assignment.data:
            yield Source(
                file=entry.file,
                description=entry.description.in_language(language),
                origin=_origin(entry),
                unit=entry.unit.in_language(language) if entry.unit else "",
                licence=entry.licence,
                url=entry.url,
            )


def sources_table(document: Document) -> str:
    """Return the sources as an HTML table, in the document's language."""
    with use_language(document.language):
        headings = (_("Data"), _("Origin"), _("Units"), _("Licence"))
    rows = "".join(_row(source) for source in document.sources)
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def source_lines(assignment: Assignment, language: Language) -> Iterator[str]:
    """Yield the assignment's data files in the words of a language, a line each."""
    with use_language(language):
        for source in list_sources(assignment, language):
            unit = _("Unit: {unit}").format(unit=source.unit) if source.unit else ""
            licence = _("Licence: {licence}").format(licence=source.licence)
            said = (source.description, source.origin, source.url, unit)
            yield " / ".join(filter(None, (*said, licence if source.licence else "")))


def _row(source: Source) -> str:
    link = f'<br><a href="{escape(source.url)}">{escape(source.url)}</a>' if source.url else ""
    return (
        f"<tr><td>{escape(source.description)}<br><code>{escape(source.file)}</code></td>"
        f"<td>{escape(source.origin)}{link}</td><td>{escape(source.unit or '–')}</td>"
        f"<td>{escape(source.licence or '–')}</td></tr>"
    )


def _origin(entry: DataFile) -> str:
    if entry.source != GENERATED:
        return entry.source
    if entry.generator:
        return _("Made up for this exercise by the program {program}").format(
            program=entry.generator
        )
    return _("Made up for this exercise")
