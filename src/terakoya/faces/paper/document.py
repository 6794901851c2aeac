"""What stands on paper and on slides: one document in HTML, from which both are set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from bs4 import BeautifulSoup, Tag

from terakoya.faces.markup import CellKind, MarkedCell
from terakoya.faces.paper.cleaning import clean_fragment
from terakoya.faces.paper.execution import Outputs
from terakoya.faces.paper.outputs import render_outputs
from terakoya.faces.paper.sources import Source
from terakoya.language import Language
from terakoya.markdown import Numbering, last_title, render_markdown
from terakoya.markdown.pictures import PictureReader

__all__ = ["Block", "Document", "Shown", "Source"]
__all__ += ["make_answers", "make_blocks", "make_document"]

_KANA = re.compile(r"[\u3040-\u30ff]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Block:
    """What one cell gives: its HTML, and whether a slide begins with it."""

    html: str
    starts_slide: bool = False
    is_result: bool = False
    is_answer: bool = False


@dataclass(frozen=True)
class Document:
    """Everything that is printed.

    Attributes:
        language: of the words around the content, and of the page.
        content_language: of the content, told from its letters.
        blocks: the content; headings begin at h2 and leave out no level.
        answers: the solutions, where they were asked for.
        made_by: the last line, where something else than a notebook's results is printed.
    """

    title: str
    summary: str
    language: Language
    content_language: str
    made_on: date
    blocks: tuple[Block, ...]
    answers: tuple[Block, ...]
    sources: tuple[Source, ...]
    made_by: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the content, in order."""
        return tuple(
            heading.get_text().strip()
            for block in (*self.blocks, *self.answers)
            for heading in BeautifulSoup(block.html, "html.parser").find_all(_HEADINGS)
        )


@dataclass(frozen=True)
class Shown:
    """What of a notebook is shown.

    Attributes:
        face: whose cells.
        code: whether the code of results is shown; that of answers never is without `solutions`.
        solutions: whether the code of answers may be shown.
    """

    face: str
    code: bool = False
    solutions: bool = False


def make_blocks(
    cells: Sequence[MarkedCell],
    outputs: Outputs,
    read_picture: PictureReader,
    numbering: Numbering,
    shown: Shown,
) -> Iterator[Block]:
    """Yield what a face shows of a notebook, cell by cell.

    Args:
        cells: the whole notebook.
        outputs: what its code gave.
        read_picture: finds pictures by their names in the assignment's folder.
        numbering: of the document's formulas; it has to fill in their references in the end.
        shown: in which face, and which code.
    """
    heading = ""
    for cell in cells:
        if shown.face not in cell.shown:
            continue
        if cell.kind is CellKind.NARRATIVE:
            html = render_markdown(cell.text_in(shown.face), _attachments(cell), numbering)
            cleaned = clean_fragment(html, cell.place, read_picture)
            headings = BeautifulSoup(cleaned, "html.parser").find_all(_HEADINGS)
            heading = headings[-1].get_text().strip() if headings else heading
            yield Block(cleaned, cell.starts_slide)
        elif cell.node.cell_type == "code":
            open_code = shown.code and (shown.solutions or cell.kind is not CellKind.ANSWER)
            listing = _listing(cell.solved) if open_code else ""
            given = render_outputs(outputs.get(cell.number, ()), heading, numbering)
            html = clean_fragment(listing + given, cell.place, read_picture)
            if html.strip():
                yield Block(html, cell.starts_slide, is_result=True)


def make_answers(
    cells: Sequence[MarkedCell], read_picture: PictureReader, numbering: Numbering, face: str
) -> Iterator[Block]:
    """Yield the author's solutions, each below the heading that it belongs to."""
    heading = ""
    for cell in cells:
        if cell.kind is CellKind.NARRATIVE and face in cell.faces:
            heading = last_title(cell.node.source) or heading
        above = f"<h3>{escape(heading)}</h3>" if heading else ""
        if cell.kind is CellKind.ANSWER:
            yield Block(above + _listing(cell.solved), is_answer=True)
        elif cell.kind is CellKind.MANUAL:
            html = above + render_markdown(cell.solved, _attachments(cell), numbering)
            yield Block(clean_fragment(html, cell.place, read_picture), is_answer=True)
        else:
            continue
        heading = ""


def make_document(draft: Document) -> Document:
    """Return the document with its title taken from its own first heading, and levels in order."""
    title, blocks = _take_title(draft.blocks)
    blocks = tuple(_order_levels(blocks))
    text = " ".join(block.html for block in blocks)
    return replace(
        draft,
        title=title or draft.title,
        summary="" if _begins_with_text(blocks) else draft.summary,
        blocks=blocks,
        content_language="ja" if _KANA.search(text) else "en",
    )


def _begins_with_text(blocks: tuple[Block, ...]) -> bool:
    """Tell whether the author says something of their own before the first heading."""
    first = BeautifulSoup(blocks[0].html, "html.parser").find(True) if blocks else None
    return isinstance(first, Tag) and first.name == "p" and not blocks[0].is_result


def _take_title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    for index, block in enumerate(blocks):
        tree = BeautifulSoup(block.html, "html.parser")
        heading = tree.find("h1")
        if isinstance(heading, Tag):
            title = heading.get_text().strip()
            heading.decompose()
            rest = replace(block, html=str(tree))
            kept = (rest,) if str(tree).strip() else ()
            return title, (*blocks[:index], *kept, *blocks[index + 1 :])
    return "", blocks


def _order_levels(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Let headings begin at h2 and go down one level at a time, as readers' software expects."""
    before = 1
    for block in blocks:
        tree = BeautifulSoup(block.html, "html.parser")
        for heading in tree.find_all(_HEADINGS):
            level = min(max(2, int(heading.name[1])), before + 1, 6)
            heading.name, before = f"h{level}", level
        yield replace(block, html=str(tree))


def _listing(source: str) -> str:
    return f"<pre class='code'><code>{escape(source.strip())}</code></pre>"


def _attachments(cell: MarkedCell) -> Mapping[str, dict[str, str]]:
    found = cell.node.get("attachments", {})
    return found if isinstance(found, dict) else {}
