"""Which version of an assignment this is, told from its files alone: nothing is made or run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from terakoya_autograde.notebooks.source_files import ignored_names, walk_source

__all__ = ["compare_parts", "digest_source", "read_parts"]


def digest_source(source: Path, config: Path | None, settings: Any) -> str:
    """SHA-256 (hex) over the files that nbgrader takes from `source`, and the course's settings."""
    summary = hashlib.sha256()
    for name, content in _read_files(source, config, settings):
        summary.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return summary.hexdigest()


def read_parts(source: Path, config: Path | None, settings: object) -> dict[str, str]:
    """Return what an assignment consists of, so that two versions can be compared.

    Returns:
        Name → SHA-256 (hex). A name is that of a file; of a notebook, ``file#grade_id`` for each
        cell that nbgrader knows, and ``file`` for all the others together.
    """
    parts: dict[str, str] = {}
    for name, content in _read_files(source, config, settings):
        parts |= _read_notebook(name, content) or {name: hashlib.sha256(content).hexdigest()}
    return parts


def compare_parts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of what was changed, added or removed, sorted.

    >>> from terakoya_autograde import compare_parts
    >>> compare_parts({"a.csv": "1", "b.csv": "2"}, {"a.csv": "1", "b.csv": "3", "c.csv": "4"})
    ('b.csv', 'c.csv')
    """
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _read_files(source: Path, config: Path | None, settings: object) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all but ignored files, then of the settings."""
    files = walk_source(source, ignored_names(settings))
    for path in [*files, *([config] if config else [])]:
        name = path.relative_to(source) if path.is_relative_to(source) else path.name
        yield str(name), path.read_bytes()


def _read_notebook(name: str, content: bytes) -> dict[str, str] | None:
    """Return a notebook's parts; None where it is none, or none that can be read."""
    if not name.endswith(".ipynb"):
        return None
    try:
        cells = json.loads(content)["cells"]
        named = [(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in cells]
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    parts = {f"{name}#{grade_id}": _digest([cell]) for grade_id, cell in named if grade_id}
    return parts | {name: _digest(cell for grade_id, cell in named if not grade_id)}


def _digest(cells: Iterable[Mapping[str, Any]]) -> str:
    """Hash what learners and checks see of cells: a run's outputs and counts are not part of it."""
    told = [
        [cell.get("cell_type"), cell.get("source"), cell.get("metadata", {}).get("nbgrader")]
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
