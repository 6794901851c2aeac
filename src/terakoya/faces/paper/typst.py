"""From HTML to Typst's code, one element at a time.

Only calls and string literals are written, never markup: whatever a notebook says stays text.
Format: https://typst.app/docs/reference/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TypeGuard

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from terakoya.faces.paper.typst_maths import set_formula
from terakoya.faces.paper.typst_tables import Heads, Laid, lay_out, least_width
from terakoya.faces.paper.typst_text import quote
from terakoya.language import gettext as _

__all__ = ["Setter"]

_BLOCK_NAMES = "p div section ul ol dl table pre blockquote figure details hr h1 h2 h3 h4 h5 h6"
_BLOCKS = re.findall(r"\w+", _BLOCK_NAMES)
_WRAPPERS = {
    "strong": "strong",
    "b": "strong",
    "em": "emph",
    "i": "emph",
    "del": "strike",
    "s": "strike",
    "sub": "sub",
    "sup": "super",
}
_SPACES = re.compile(r"[ \t\r\n]+")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_SIZE, _SMALL, _SMALLEST = 0.92, 0.78, 0.1  # of a table's letters, in those of the text
_MANY = 7  # columns, from which a table is set smaller
_LONG = 12  # rows, from which it is, too
_WHOLE = 24  # rows, up to which a table stays on one page
_ROOM = 44.5  # how wide the page is, in letters of the text


@dataclass
class Setter:
    """Sets HTML in Typst and keeps the pictures that it comes across.

    Attributes:
        pictures: file name → content; they must lie beside the document.
        tables: what the cells of each table head, row by row; in the order of the document.
    """

    pictures: dict[str, bytes] = field(default_factory=dict)
    tables: list[tuple[tuple[Heads, ...], ...]] = field(default_factory=list)

    def set_fragment(self, html: str) -> str:
        """Return an HTML fragment as Typst code: a block that gives content."""
        return self._blocks(BeautifulSoup(html, "html.parser").children)

    def _blocks(self, nodes: Iterable[object]) -> str:
        """Set blocks below one another; loose text among them becomes paragraphs."""
        parts: list[str] = []
        loose: list[object] = []
        for node in nodes:
            if isinstance(node, Tag) and _holds_block(node):
                self._flush(loose, parts)
                parts.append(self._block(node))
            elif isinstance(node, Tag | NavigableString):
                loose.append(node)
        self._flush(loose, parts)
        return "{\n" + "\n".join(part for part in parts if part) + "\n}"

    def _flush(self, loose: list[object], parts: list[str]) -> None:
        parts += self._lines(loose)
        loose.clear()

    def _lines(self, nodes: Iterable[object]) -> Iterator[str]:
        """Set text as paragraphs; a formula with a line of its own stands between two of them."""
        text: list[object] = []
        for node in nodes:
            if _is_displayed(node):
                yield from self._run(text)
                yield set_formula(node)
                text = []
            else:
                text.append(node)
        yield from self._run(text)

    def _run(self, nodes: Sequence[object]) -> Iterator[str]:
        """Set one paragraph; a picture that is all of it becomes a figure without a caption."""
        full = list(dropwhile(_is_blank, nodes))
        only = full[0] if full and all(map(_is_blank, full[1:])) else None
        if isinstance(only, Tag) and only.name == "img":
            yield f"picture({self._image(only)}, none)"
        elif full:
            if type(full[0]) is NavigableString:
                full[0] = NavigableString(full[0].lstrip())
            yield f"par({self._inline(full)})"

    def _block(self, element: Tag) -> str:
        if re.fullmatch("h[1-6]", element.name):
            level = max(1, int(element.name[1]) - 1)
            return f"heading(level: {level}, {self._inline(element.children)})"
        handler = self._handlers.get(element.name)
        return handler(self, element) if handler else self._blocks(element.children)

    def _paragraph(self, element: Tag) -> str:
        return "\n".join(self._lines(element.children))

    def _list(self, element: Tag) -> str:
        items = [self._item(child) for child in element.find_all("li", recursive=False)]
        if element.name == "ul":
            return f"list({', '.join(items)})"
        start = str(element.get("start", "1"))
        return f"enum(start: {start if start.isdecimal() else 1}, {', '.join(items)})"

    def _item(self, element: Tag) -> str:
        loose = any(_holds_block(node) or _is_displayed(node) for node in element.children)
        return self._blocks(element.children) if loose else self._inline(element.children)

    def _pre(self, element: Tag) -> str:
        return f"raw(block: true, {quote(element.get_text().rstrip())})"

    def _quote(self, element: Tag) -> str:
        return f"quote(block: true, {self._blocks(element.children)})"

    def _figure(self, element: Tag) -> str:
        caption = element.find("figcaption")
        image = element.find("img")
        if not isinstance(image, Tag):
            return self._blocks(element.children)
        below = f"note({self._inline(caption.children)})" if isinstance(caption, Tag) else "none"
        return f"picture({self._image(image)}, {below})"

    def _details(self, element: Tag) -> str:
        summary = element.find("summary", recursive=False)
        title = self._inline(summary.children) if isinstance(summary, Tag) else "[]"
        rest = (node for node in element.children if node is not summary)
        return f"folded({title}, {self._blocks(rest)})"

    def _table(self, element: Tag) -> str:
        columns, rows = lay_out(element)
        if not columns:
            return ""
        self.tables.append(tuple(row.heads for row in rows))
        head = [self._cell(laid) for row in rows if row.in_head for laid in row.cells]
        body = [self._cell(laid) for row in rows if not row.in_head for laid in row.cells]
        parts = [f"columns: {columns}"]
        parts += [f"table.header({', '.join(head)})"] if head else []
        made = f"table({', '.join([*parts, *body])})"
        caption = element.find("caption", recursive=False)
        above = self._inline(caption.children) if isinstance(caption, Tag) else "none"
        size = _SMALL if columns >= _MANY or len(rows) > _LONG else _SIZE
        size = max(_SMALLEST, min(size, _ROOM / least_width(rows)))
        whole = "true" if len(rows) <= _WHOLE else "false"
        return f"tabled({above}, {made}, size: {size:.2f}em, whole: {whole})"

    def _cell(self, laid: Laid) -> str:
        if laid.cell is None:
            return "[]"
        cell, style = laid.cell, _style(laid.cell)
        options = [f"colspan: {laid.across}"] if laid.across > 1 else []
        options += [f"rowspan: {laid.down}"] if laid.down > 1 else []
        of_numbers = {"number", "over-numbers"}.intersection(cell.get_attribute_list("class"))
        if of_numbers or style.get("text-align") == "right":
            options.append("align: right + horizon")
        if _COLOUR.fullmatch(style.get("background-color", "")):
            options.append(f"fill: rgb({quote(style['background-color'])})")
        content = self._item(cell)
        if _COLOUR.fullmatch(style.get("color", "")):
            content = f"text(fill: rgb({quote(style['color'])}), {content})"
        if cell.name == "th":
            content = f"strong({content})"
        return f"table.cell({', '.join([*options, content])})"

    def _inline(self, nodes: Iterable[object]) -> str:
        parts = [self._phrase(node) for node in nodes]
        return "{ " + "; ".join(part for part in parts if part) + " }" if any(parts) else "[]"

    def _phrase(self, node: object) -> str:
        if not isinstance(node, Tag):
            plain = type(node) is NavigableString
            text = _SPACES.sub(" ", str(node)) if plain else ""
            return f"[#{quote(text)}]" if text else ""
        handler = self._phrases.get(node.name)
        if handler is not None:
            return handler(self, node)
        if node.name in _WRAPPERS:
            return f"{_WRAPPERS[node.name]}({self._inline(node.children)})"
        return self._inline(node.children)

    def _link(self, element: Tag) -> str:
        address, said = str(element.get("href", "")), self._inline(element.children)
        return f"link({quote(address)}, {said})" if re.match(r"https?:|mailto:", address) else said

    def _image(self, element: Tag) -> str:
        kind, _comma, body = str(element.get("src", "")).partition(";base64,")
        suffix = {"svg+xml": "svg", "jpeg": "jpg"}.get(
            kind.partition("/")[2], kind.partition("/")[2]
        )
        name = f"picture-{len(self.pictures) + 1}.{suffix}"
        self.pictures[name] = base64.b64decode(body)
        alt = str(element.get("alt") or _("Picture"))
        return f"image({quote(name)}, alt: {quote(alt)}{_width(element)})"

    _phrases: dict[str, Callable[[Setter, Tag], str]] = field(
        init=False,
        repr=False,
        default_factory=lambda: {
            "code": lambda _setter, element: f"raw({quote(element.get_text())})",
            "br": lambda _setter, _element: "linebreak()",
            "img": lambda setter, element: f"box({setter._image(element)})",
            "a": Setter._link,
            "math": lambda _setter, element: set_formula(element, in_text=True),
        },
    )
    _handlers: dict[str, Callable[[Setter, Tag], str]] = field(
        init=False,
        repr=False,
        default_factory=lambda: {
            "p": Setter._paragraph,
            "ul": Setter._list,
            "ol": Setter._list,
            "table": Setter._table,
            "pre": Setter._pre,
            "blockquote": Setter._quote,
            "figure": Setter._figure,
            "details": Setter._details,
            "hr": lambda _setter, _element: "line(length: 100%, stroke: 0.5pt + luma(60%))",
        },
    )


def _holds_block(node: object) -> bool:
    """Tell whether an element is or holds a block, which Typst would leave out of a paragraph."""
    return isinstance(node, Tag) and (node.name in _BLOCKS or node.find(_BLOCKS) is not None)


def _is_blank(node: object) -> bool:
    return not isinstance(node, Tag) and not str(node).strip()


def _is_displayed(node: object) -> TypeGuard[Tag]:
    """Tell whether a node is a formula with a line of its own."""
    return isinstance(node, Tag) and node.name == "math" and node.get("display") == "block"


def _width(image: Tag) -> str:
    """Return a picture's width where its author gave one: CSS has 96 pixels an inch, print 72."""
    found = re.fullmatch(r"([1-9]\d{0,3})(px|%)?", str(image.get("width", "")).strip())
    if found is None:
        return ""
    amount = int(found[1])
    return f", width: {min(amount, 100)}%" if found[2] == "%" else f", width: {amount * 0.75:g}pt"


def _style(cell: Tag) -> dict[str, str]:
    pairs = (entry.partition(":") for entry in str(cell.get("style", "")).split(";"))
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}
