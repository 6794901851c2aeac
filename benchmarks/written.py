"""What grading has written: every row of a gradebook and every file, fit to be compared.

Random keys are replaced by what they stand for; times, addresses and pandas' ids are left out.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

__all__ = ["differences", "read_files", "read_rows"]

# what differs from process to process: folders of kernels, addresses of objects, and pandas' ids
# of styled tables
_RANDOM = re.compile(r"0x[0-9a-f]{6,}|/\S*/ipykernel_\d+/|T_[0-9a-f]{5}(?![0-9a-f])")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LEFT_OUT = ("graded_at", "seconds")
# tables with random keys, and what else names a row; tables that others refer to come first
_STANDS_FOR = (
    ("assignment", ("name",)),
    ("notebook", ("assignment_id", "name")),
    ("base_cell", ("notebook_id", "name", "type")),
    ("source_cell", ("notebook_id", "name")),
    ("submitted_assignment", ("assignment_id", "student_id")),
    ("submitted_notebook", ("assignment_id", "notebook_id")),
    ("grade", ("notebook_id", "cell_id")),
    ("comment", ("notebook_id", "cell_id")),
)


def read_rows(database: Path) -> dict[str, list[str]]:
    """Return table → every row as text, sorted, so that a row that is there twice shows."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = [row[0] for row in connection.execute(names)]
        rows = {
            table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
            for table in tables
        }
    keys = _keys(rows)
    return {
        table: sorted(_row_text(row, keys) for row in entries) for table, entries in rows.items()
    }


def _keys(rows: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """Return random key → what it stands for, in nbgrader's tables."""
    keys: dict[str, str] = {}
    for table, names in _STANDS_FOR:
        for row in rows.get(table, ()):
            known = (keys.get(row[name], row[name]) for name in names)
            keys[row["id"]] = " ".join((table, *map(str, known)))
    return keys


def _row_text(row: dict[str, Any], keys: dict[str, str]) -> str:
    shown = {
        name: keys.get(value, value) if isinstance(value, str) else value
        for name, value in row.items()
        # numbers that a database gives in turn say only who was first
        if name not in _LEFT_OUT and not (name == "id" and isinstance(value, int))
    }
    return json.dumps(shown, ensure_ascii=False, default=str, sort_keys=True)


def read_files(folder: Path) -> dict[str, str]:
    """Return name → permissions and content of everything below a folder, hidden things too."""
    return {str(path.relative_to(folder)): _content(path) for path in sorted(folder.rglob("*"))}


def _content(path: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    if path.is_dir():
        return "folder"
    text = path.read_bytes().decode("utf-8", "backslashreplace")
    if path.suffix == ".ipynb":
        text = _notebook_text(text)
    return f"{path.stat().st_mode & 0o777:o} " + _RANDOM.sub("…", text)


def _notebook_text(text: str) -> str:
    """Return a notebook's text without its times; text that is no notebook as it is."""
    try:
        content = json.loads(text)
    except ValueError:
        return text
    for cell in content.get("cells", ()):
        cell.get("metadata", {}).pop("execution", None)
        cell["outputs"] = _joined(cell.get("outputs", ()))
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            cell["outputs"] = [out for out in cell["outputs"] if not _is_picture(out)]
            for output in cell["outputs"]:
                _leave_out_other_cells(output, cell.get("execution_count"))
    return json.dumps(content, ensure_ascii=False, indent=1)


def _is_picture(output: dict[str, Any]) -> bool:
    """Tell whether a check shows a figure that a called function drew: engine.md names this."""
    return "image/png" in output.get("data", {})


def _joined(outputs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs with each stream in one piece: where a kernel cuts it is a matter of time."""
    made: list[dict[str, Any]] = []
    for output in outputs:
        stream = output["output_type"] == "stream"
        if stream and made and made[-1].get("name") == output["name"]:
            made[-1]["text"] += "".join(output["text"])
        else:
            made.append(output | {"text": "".join(output["text"])} if stream else output)
    return made


def _leave_out_other_cells(output: dict[str, Any], count: int | None) -> None:
    """Keep where in the check an error was raised: not the code around it, as engine.md says."""
    if "traceback" in output:
        places = (_COLOUR.sub("", entry).splitlines()[:1] for entry in output["traceback"])
        flat = [line for lines in places for line in lines]
        output["traceback"] = [line for line in flat if "In[" not in line or f"In[{count}]" in line]


def differences(name: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each entry that is not the same in both: where it begins to differ."""
    for key in sorted(ours.keys() | theirs.keys()):
        left, right = ours.get(key), theirs.get(key)
        if left == right:
            continue
        if isinstance(left, list) and isinstance(right, list):
            yield from _list_differences(f"{name} {key}", left, right)
        elif left is None or right is None:
            yield f"{name} {key}: only {'there' if left is None else 'here'}"
        else:
            yield f"{name} {key}: {_first_difference(str(left), str(right))}"


def _list_differences(name: str, ours: Iterable[str], theirs: Iterable[str]) -> Iterator[str]:
    left, right = list(ours), list(theirs)
    for side, entries, others in (("here", left, right), ("there", right, left)):
        for entry in {*entries}:
            if (more := entries.count(entry) - others.count(entry)) > 0:
                yield f"{name}: {more} × only {side}: {entry[:300]}"


def _first_difference(left: str, right: str) -> str:
    pairs = enumerate(zip(left, right, strict=False))
    at = next((index for index, (one, two) in pairs if one != two), min(len(left), len(right)))
    start = max(0, at - 40)
    return f"{left[start : at + 80]!r} / {right[start : at + 80]!r}"
