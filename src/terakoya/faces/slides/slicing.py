"""Cutting a document into slides: where its author says so, else at headings and results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from terakoya.faces.paper.document import Block
from terakoya.faces.paper.splitting import split_table
from terakoya.faces.paper.typst_tables import lay_out

__all__ = ["Slide", "cut_slides"]

_HEADINGS = ("h1", "h2", "h3")
DENSE = 9
"""Rows or columns of a table, from which a slide is set smaller."""


@dataclass(frozen=True)
class Slide:
    """One screen; its first element is a heading.

    Attributes:
        is_dense: whether it holds a large table.
        is_lead: whether it is what stands before the first heading: it goes with the title.
    """

    html: str
    is_dense: bool = False
    is_lead: bool = False


@dataclass(frozen=True)
class _Piece:
    """One element of the document, and whether a slide begins with it.

    Attributes:
        more: what of it stands on slides of their own, after it.
    """

    html: str
    heading: str
    begins: bool
    more: tuple[str, ...] = ()


def cut_slides(blocks: Sequence[Block], title: str) -> tuple[Slide, ...]:
    """Cut the document's blocks into slides; each begins with the heading that it stands below.

    With a cell tagged ``slide``, slides begin only at such cells. Without any, they begin at
    headings of the first three levels and at every result. A large table goes over several.

    Args:
        blocks: the content, in order.
        title: the heading of what stands before the first heading.
    """
    said = any(block.starts_slide for block in blocks)
    slides: list[list[_Piece]] = []
    for piece in _pieces(blocks, said=said):
        only_heading = bool(slides) and all(entry.heading for entry in slides[-1])
        if not slides or (piece.begins and (said or piece.heading or not only_heading)):
            slides.append([])
        slides[-1].append(piece)
        # the rest of a table that is too large for one screen
        slides += [[replace(piece, html=more, heading="")] for more in piece.more]
    return tuple(_make_slides(slides, title))


def _pieces(blocks: Sequence[Block], *, said: bool) -> Iterator[_Piece]:
    for block in blocks:
        first = True
        for node in BeautifulSoup(block.html, "html.parser").children:
            if not str(node).strip():
                continue
            is_heading = isinstance(node, Tag) and node.name in _HEADINGS
            default = is_heading or (first and block.is_result)
            begins = first and block.starts_slide if said else default
            heading = node.get_text().strip() if is_heading else ""
            html, *more = split_table(str(node))
            yield _Piece(html, heading, begins, tuple(more))
            first = False


def _make_slides(slides: Sequence[Sequence[_Piece]], title: str) -> Iterator[Slide]:
    heading = title
    for number, pieces in enumerate(slides):
        inner = BeautifulSoup("".join(piece.html for piece in pieces), "html.parser")
        is_lead = number == 0 and not any(piece.heading for piece in pieces)
        if not pieces[0].heading and not is_lead:
            above = inner.new_tag("h2")
            above.string = heading
            inner.insert(0, above)
        heading = next((piece.heading for piece in reversed(pieces) if piece.heading), heading)
        first = inner.find(True)
        if isinstance(first, Tag) and not is_lead:
            first.name = "h2"
        yield Slide(str(inner), any(map(_is_dense, inner.find_all("table"))), is_lead)


def _is_dense(table: Tag) -> bool:
    columns, rows = lay_out(table)
    return len(rows) >= DENSE or columns >= DENSE
