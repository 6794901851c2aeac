"""The cases of tests/golden/bad-input: what is put in, and the sentence that comes back.

One TOML file is one case:

- ``group``, ``what``: where and how it stands in the table of docs/reference/bad-input.md;
- ``command``: the arguments of ``terakoya``, run in the scratch workspace (or in ``cwd``);
- ``exit``, ``sentence``: the exit code and the exact English words;
- ``refused``: for ``collect``, the name of the file that is refused with this sentence;
- ``accepted``: for ``collect``, the submissions that go through beside it;
- ``kept``: how many files of refused submissions stay in the store, where nothing names them;
- ``sql``: a statement run on the database before the command;
- ``[[files]]``: what is written first: ``path`` and one of ``text`` (with ``encoding``), ``hex``,
  ``notebook`` (see `NOTEBOOKS`), ``copy`` (below tests/golden), ``link``, ``folder``, ``zip``
  (entries of the same form), ``remove``, or ``replace`` (old and new text of a file that is there).

Run as a module, it writes the table into the page anew.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.made import code, filled, markdown, notebook, tiny_notebook

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "bad-input.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
GROUPS = {
    "command": "Commands",
    "roster": "Rosters",
    "manifest": "Manifests and assignments",
    "submission": "Submissions",
    "source": "Folders and zips that are collected",
    "database": "The database",
}
_ANSWERS = {"double": "def double(x):\n    return 2 * x", "total": "total = 10"}
NOTEBOOKS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "right": lambda: filled(tiny_notebook(), _ANSWERS),
    "other": lambda: filled(tiny_notebook(), _ANSWERS | {"total": "total = 11"}),
    "stranger": lambda: notebook(markdown("a", "# 別のノートブック"), code("b", "1 + 1")),
}


@dataclass(frozen=True)
class Case:
    """One bad input and its answer."""

    name: str
    group: str
    what: str
    command: tuple[str, ...]
    exit: int
    sentence: str
    cwd: str = "."
    refused: str = ""
    accepted: tuple[str, ...] = ()
    kept: int = 0
    sql: str = ""
    files: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)


def read_cases() -> tuple[Case, ...]:
    """Read every case, by name."""
    return tuple(_read(path) for path in sorted((GOLDEN / "bad-input").glob("*.toml")))


def write_files(root: Path, entries: tuple[Mapping[str, Any], ...]) -> None:
    """Put what the entries describe below `root`."""
    for entry in entries:
        path = root / entry["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "link" in entry:
            path.symlink_to(entry["link"])
        elif "folder" in entry:
            path.mkdir()
        elif "remove" in entry:
            path.unlink()
        elif "replace" in entry:
            old, new = entry["replace"]
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        elif "copy" in entry:
            shutil.copyfile(GOLDEN / entry["copy"], path)
        else:
            path.write_bytes(_content(entry))


def table(cases: tuple[Case, ...]) -> str:
    """Return the page's tables, one for each group."""
    parts: list[str] = []
    for group, title in GROUPS.items():
        rows = [case for case in cases if case.group == group]
        parts += [f"## {title}", "", "| what | what is said | exit |", "|---|---|---|"]
        parts += [f"| {_cell(case.what)} | {_cell(case.sentence)} | {case.exit} |" for case in rows]
        parts.append("")
    return "\n".join(parts)


def write_golden(case: Case, ending: int, sentence: str) -> None:
    """Write what is said now into the case's file, in place of what was said."""
    path = GOLDEN / "bad-input" / f"{case.name}.toml"
    quoted = json.dumps(sentence, ensure_ascii=False)
    if "\n" in sentence:
        quoted = f'"""\n{sentence}"""'
    said = re.compile(r'^exit = \d+\nsentence = ("""(?s:.*?)"""|".*")$', re.MULTILINE)
    text = path.read_text(encoding="utf-8")
    made = said.sub(lambda _match: f"exit = {ending}\nsentence = {quoted}", text, count=1)
    path.write_text(made, encoding="utf-8")


def write_page() -> None:
    """Write the table into the page, between its two marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    made = f"{before}{BEGIN}\n\n{table(read_cases())}\n{END}{after}"
    PAGE.write_text(made, encoding="utf-8")


def _read(path: Path) -> Case:
    values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    lists: dict[str, Any] = {
        key: tuple(values[key]) for key in ("command", "accepted", "files") if key in values
    }
    return Case(name=path.stem, **(values | lists))


def _content(entry: Mapping[str, Any]) -> bytes:
    if "hex" in entry:
        return bytes.fromhex(entry["hex"])
    if "notebook" in entry:
        return json.dumps(NOTEBOOKS[entry["notebook"]](), ensure_ascii=False).encode()
    if "zip" in entry:
        return _zip(entry["zip"])
    return str(entry["text"]).encode(entry.get("encoding", "utf-8"))


def _zip(entries: list[Mapping[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry in entries:
            member = zipfile.ZipInfo(entry["path"], (2027, 4, 19, 9, 30, 0))
            if "link" in entry:
                member.external_attr = 0o120777 << 16
                archive.writestr(member, entry["link"])
            else:
                archive.writestr(member, _content(entry))
    content = buffer.getvalue()
    for entry in entries:
        if "encrypted" in entry:  # the flag in the zip's directory is what is looked at
            at = content.index(b"PK\x01\x02")
            content = content[: at + 8] + b"\x01" + content[at + 9 :]
    return content


def _cell(text: str) -> str:
    """Write a text as a cell of a Markdown table; nothing in it is markup."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    for mark in "<>[]_*`#{}":
        escaped = escaped.replace(mark, f"\\{mark}")
    return "<br>".join(escaped.splitlines())


if __name__ == "__main__":
    write_page()
    sys.stdout.write(f"{PAGE.name}: {len(read_cases())} cases\n")
