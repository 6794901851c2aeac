"""Reading the documentation as tests need it: its pages, sections, tables and commands."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
FIRST_PAGES = ("README.md", "README.ja.md")

_FENCE = re.compile(r"^ *```(\S*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def read_page(name: str) -> str:
    """Return a page's text; `name` is from the root of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def all_pages() -> list[str]:
    """Return the names of every page that people read."""
    pages = [path for path in ROOT.glob("*.md") if path.is_file()]
    pages += [path for path in DOCS.rglob("*.md") if "_build" not in path.parts]
    pages += [ROOT / "deploy" / "README.md", ROOT / "autograde" / "README.md"]
    return sorted(str(path.relative_to(ROOT)) for path in pages)


def fences(text: str, language: str) -> list[str]:
    """Return the content of every fenced block of a language."""
    return [body for name, body in _FENCE.findall(text) if name == language]


def commands(text: str) -> list[str]:
    """Return every command of the console blocks, continued lines joined."""
    found: list[str] = []
    for block in fences(text, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(line[2:])
            elif line.startswith("> ") and found:
                found[-1] += "\n" + line[2:]
    return found


def headings(text: str) -> list[tuple[int, str]]:
    """Return every heading with its level; those inside fenced blocks are none."""
    return [(len(marks), title) for marks, title in _HEADING.findall(_FENCE.sub("", text))]


def section(text: str, title: str) -> str:
    """Return what stands below a heading, up to the next one of any level."""
    start = re.search(rf"^#+ {re.escape(title)}$", text, re.MULTILINE)
    assert start is not None, f"no section “{title}”"
    rest = text[start.end() :]
    after = _HEADING.search(rest)
    return rest[: after.start()] if after else rest


def first_cells(text: str) -> list[str]:
    """Return the first cell of every row of a text's tables, without the headings."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [row.split("|")[1].strip() for row in rows]
    heads = {index - 1 for index, cell in enumerate(cells) if set(cell) <= set("-: ")}
    return [
        cell
        for index, cell in enumerate(cells)
        if index not in heads and not set(cell) <= set("-: ")
    ]


def code_in_first_cells(text: str) -> list[str]:
    """Return what is set as code in the first cell of every row."""
    return [name for cell in first_cells(text) for name in _CODE.findall(cell)]
