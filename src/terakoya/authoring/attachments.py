"""Pictures of a notebook: which of them its text shows, and which would give something away.

nbgrader takes a solution's text out of a cell and leaves its pictures where they are: those that
are pasted into the cell, and those that are files of the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from terakoya_autograde import Marks, RegionKind, shown_source, source_of

__all__ = ["find_hidden_files", "find_hidden_pictures", "find_other_attachments", "keep_shown"]

_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_ADDRESS = re.compile(r"attachment:", re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif")
_AFTER = re.compile(r"[\s)>\"'\]?#]|\Z")


def find_hidden_pictures(
    cell: Mapping[str, object], marks: Marks
) -> Iterator[tuple[str, RegionKind]]:
    """Yield the pictures of a source cell that only a solution or a mark scheme shows."""
    source, names = source_of(cell), _attachments(cell)
    open_to_all = _named(shown_source(cell, marks), names)
    for name in sorted(_named(source, names) - open_to_all):
        schemes = (
            line.text for line in marks.read(source) if RegionKind.MARK_SCHEME in line.inside
        )
        of_scheme = name in _named("\n".join(schemes), names)
        yield name, RegionKind.MARK_SCHEME if of_scheme else RegionKind.SOLUTION


def find_hidden_files(
    files: Iterable[str], notebooks: Iterable[Mapping[str, Any]], marks: Marks
) -> Iterator[str]:
    """Yield the picture files that are named in solutions or mark schemes of texts, and only there.

    Other files are left alone: a hidden test may need its data, and grading finds no others.
    """
    cells = [cell for notebook in notebooks for cell in notebook["cells"]]
    texts = "\n".join(source_of(cell) for cell in cells if cell["cell_type"] != "code")
    shown = "\n".join(shown_source(cell, marks) for cell in cells)
    for file in files:
        names = {file, quote(file)} if file.lower().endswith(_PICTURES) else set()
        found = [any(name in text for name in names) for text in (texts, shown)]
        if found == [True, False]:
            yield file


def keep_shown(cell: dict[str, Any]) -> dict[str, object]:
    """Return a released cell with only those pictures that its text shows."""
    if not isinstance(cell.get("attachments"), dict):
        return cell
    shown = _named(source_of(cell), cell["attachments"])
    kept = {name: files for name, files in cell["attachments"].items() if name in shown}
    rest = {key: value for key, value in cell.items() if key != "attachments"}
    return {**rest, "attachments": kept} if kept else rest


def find_other_attachments(cell: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the name and the media type of what is attached to a cell and is no picture."""
    for name, files in sorted(_attachments(cell).items()):
        kinds = files if isinstance(files, Mapping) else {"?": ""}
        for kind in sorted(kind for kind in kinds if not kind.startswith("image/")):
            yield name, kind


def _attachments(cell: Mapping[str, object]) -> Mapping[str, Any]:
    found = cell.get("attachments", {})
    return found if isinstance(found, Mapping) else {}


def _named(text: str, names: Iterable[str]) -> set[str]:
    """Return those of the names that a text shows; a comment shows nothing."""
    plain = _COMMENT.sub("", text)
    rests = [plain[found.end() :] for found in _ADDRESS.finditer(plain)]
    return {name for name in names if any(_begins(rest, name) for rest in rests)}


def _begins(rest: str, name: str) -> bool:
    """Tell whether a text begins with a name, in any of the forms that an address may have."""
    forms = {name, quote(name), quote(name, safe="()!*'~,"), name.replace(" ", "%20")}
    return any(
        rest.startswith(form) and _AFTER.match(rest, len(form)) for form in forms | {escape(name)}
    )
