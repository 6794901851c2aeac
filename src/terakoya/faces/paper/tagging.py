"""What each cell of a PDF's tables heads, in its tags.

Typst tags every cell of a table's head as a heading of its column, and every other cell as data. It
has words for more (`pdf.header-cell`), but only behind a feature that its Python package cannot
switch on. So the tags of rows' headings, and of empty corners, are put right in the finished file.

Format: ISO 32000-1, 14.8.4.3.4 and 14.8.5.7.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from terakoya.faces.paper.typst_tables import Heads

__all__ = ["tag_headings"]

_SCOPES = {"column": Name.Column, "row": Name.Row}


def tag_headings(pdf: bytes, tables: Sequence[Sequence[Sequence[Heads]]]) -> bytes:
    """Return the PDF with each cell tagged as what it is.

    Args:
        pdf: a tagged file.
        tables: for each of its tables, in the order of its tags, what the cells of each row head.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = list(_elements(document.Root.StructTreeRoot, "/Table"))
        for table, rows in zip(found, tables, strict=True):
            _tag_table(table, rows)
        made = io.BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        document.save(made, object_stream_mode=packed, deterministic_id=True)
    return made.getvalue()


def _tag_table(table: Object, rows: Sequence[Sequence[Heads]]) -> None:
    cells = [list(_children(row)) for row in _elements(table, "/TR", inside="/Table")]
    cells = [row for row in cells if row]
    pairs = [
        pair
        for row, heads in zip(cells, rows, strict=True)
        for pair in zip(row, heads, strict=True)
    ]
    if all(_is_so(cell, heads) for cell, heads in pairs):
        return
    for cell, heads in pairs:
        _tag_cell(cell, heads)


def _is_so(cell: Object, heads: Heads) -> bool:
    return (cell.S == Name.TH) == (heads == "column") and heads != "row"


def _tag_cell(cell: Object, heads: Heads) -> None:
    """Say it by scope alone: Typst's lists of headings know nothing of the rows' headings."""
    cell.S = Name.TH if heads else Name.TD
    kept = [entry for entry in _attributes(cell) if entry.get("/O") != Name.Table]
    spans = {
        key: value
        for entry in _attributes(cell)
        if entry.get("/O") == Name.Table
        for key, value in entry.items()
        if key in ("/ColSpan", "/RowSpan")
    }
    said = spans | ({"/Scope": _SCOPES[heads]} if heads else {})
    if said:
        kept.insert(0, Dictionary({"/O": Name.Table, **said}))
    if kept:
        cell.A = Array(kept)
    elif "/A" in cell:
        del cell["/A"]


def _attributes(cell: Object) -> list[Object]:
    found = cell.get("/A", Array())
    return list(found) if isinstance(found, Array) else [found]


def _elements(root: Object, name: str, inside: str = "") -> Iterator[Object]:
    """Yield the elements of a name below one, in order; not those in an inner `inside`."""
    waiting = list(_children(root))[::-1]
    while waiting:
        element = waiting.pop()
        kind = str(element.S)
        if kind == name:
            yield element
        if kind != inside:
            waiting += list(_children(element))[::-1]


def _children(element: Object) -> Iterator[Object]:
    held = element.get("/K", Array())
    for child in held if isinstance(held, Array) else [held]:
        if isinstance(child, Dictionary) and "/S" in child:
            yield child
