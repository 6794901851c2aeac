"""The cases of tests/golden/forgeries: answers that take marks which they do not deserve.

A case is a folder, ``<class>/<case>/``:

- ``case.toml``: ``title`` (a sentence), ``assignment`` (a folder of ``assignments/``), ``controls``
  (``in-kernel``, ``nbgrader`` or both: where the forgery works), ``takes`` (item → marks that it
  gets there and does not deserve), ``keeps`` (item → marks that are honestly earned beside it),
  ``deserves`` (item → marks, where an item of ``takes`` is worth more than none), ``metadata``
  (cell → what the learner changes in its metadata), ``seconds`` (the limit of a cell), ``notes``;
- ``answer.py``: the learner's cells. ``# %% name`` begins what is put into the answer cell
  `name`; ``# %% name before cell`` and ``# %% name after cell`` begin a new cell;
- ``files/``: what is handed in beside the notebook.

Run as a module, it writes the tables into docs/reference/forgeries.md anew.

The class ``honest`` is the other way round: odd answers that earn the marks of ``keeps``
everywhere. An answer cell that a case does not name stays as it was released.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terakoya_autograde import Submission

from tests.made import code, write_notebook

__all__ = ["ASSIGNMENTS", "BEGIN", "CASES", "CLASSES", "CONTROLS", "END", "Case", "Cell"]
__all__ += ["hand_in", "read_cases", "read_source", "release", "table", "write_page"]

CASES = Path(__file__).resolve().parent / "golden" / "forgeries"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "forgeries.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
ASSIGNMENTS = CASES / "assignments"
# class → what it does, and what stops it
CLASSES: Mapping[str, tuple[str, str]] = {
    "source": (
        "rewrites the test before it runs: text, syntax tree or compiled code",
        "the test never enters the process that the learner's code can change",
    ),
    "shell": (
        "replaces methods of the shell, the kernel or the engine in the learner's process",
        "what runs the test is another process, which runs no learner code",
    ),
    "messages": (
        "edits what leaves the process: replies, errors, frames on the socket",
        "a verdict is never taken from the learner's process; it only gives up values",
    ),
    "equal": (
        "objects that are equal to everything, or lie about what they are",
        "values arrive as plain data of exactly the types that they seem to be",
    ),
    "comparison": (
        "patched or shadowed functions that the test compares with",
        "the checker's builtins, modules and instructor's names are its own",
    ),
    "partial": (
        "forged numbers for partial credit",
        "the number is shown in the checker, and must lie between 0 and the points",
    ),
    "reading": (
        "reads the right result out of the test while it runs",
        "there is nothing to read: the learner's process holds no hidden test",
    ),
    "memory": (
        "writes into the memory of the interpreter",
        "another process has other memory",
    ),
    "imports": (
        "puts its own modules where the test imports from",
        "the checker imports nothing from the learner's files and keeps its own modules",
    ),
    "timing": (
        "threads, signals, events and forks that act while the test runs",
        "whatever runs beside the learner's code cannot reach the checker",
    ),
    "state": (
        "changes what the test compares with: arguments, expected values, instructor's data",
        "arguments cross as copies, and the checker has run the instructor's cells itself",
    ),
    "malformed": (
        "values made to break or to bribe whoever takes them in",
        "bounds and exact types; a value that cannot cross costs its own item only",
    ),
    "metadata": (
        "tags and nbgrader's metadata that say what a cell is and is worth",
        "what a cell is comes from the instructor's version",
    ),
    "models": (
        "models, sparse tables and named results that answer for themselves",
        "the checker makes a library's object of plain state: its methods are the library's own",
    ),
    "objects": (
        "objects and classes that answer for themselves; what a test lends is told what to say",
        "objects are asked across, for what the reference's are; comparing is for the checker",
    ),
    "honest": (
        "no forgery: right answers that look odd and must keep their marks",
        "nothing may stop these",
    ),
}
CONTROLS = ("in-kernel", "nbgrader")
_CELL = re.compile(r"^# %% ([\w-]+)(?: (before|after) ([\w-]+))?$")
_NAME = re.compile(r"\w*_\w+(?:\.\w+)*")  # a name of a program: it stands in code on the page
_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", re.DOTALL)
_SOLUTION = re.compile(r"( *)### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
_STUB = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"


@dataclass(frozen=True)
class Cell:
    """One cell of an answer: in the place of a cell, or a new one before or after it."""

    name: str
    source: str
    side: str = ""
    of: str = ""


@dataclass(frozen=True)
class Case:
    """One forgery; the fields are those of ``case.toml``."""

    name: str
    title: str
    assignment: str
    cells: tuple[Cell, ...]
    controls: tuple[str, ...] = CONTROLS[:1]
    takes: Mapping[str, float] = field(default_factory=dict)
    keeps: Mapping[str, float] = field(default_factory=dict)
    deserves: Mapping[str, float] = field(default_factory=dict)
    metadata: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seconds: int = 15  # of a cell: less where the case waits for that limit
    notes: str = ""

    @property
    def kind(self) -> str:
        """Its class."""
        return self.name.split("/", maxsplit=1)[0]

    @property
    def forged(self) -> dict[str, float]:
        """The marks of its items where the forgery works."""
        return {**self.takes, **self.keeps}

    @property
    def fair(self) -> dict[str, float]:
        """The marks of its items where it does not."""
        return {name: self.deserves.get(name, 0.0) for name in self.takes} | dict(self.keeps)


def read_cases() -> tuple[Case, ...]:
    """Read every case, those of one assignment together: a warm parent is made once for them."""
    cases = [_read(path.parent) for path in CASES.glob("*/*/case.toml")]
    return tuple(sorted(cases, key=lambda case: (case.assignment, case.name)))


def read_source(assignment: str) -> dict[str, Any]:
    """Read the instructor's notebook of an assignment."""
    text = (ASSIGNMENTS / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def hand_in(case: Case, folder: Path) -> Submission:
    """Write what the learner of a case hands in to `folder`, and return it as a submission."""
    content = release(read_source(case.assignment))
    for cell in case.cells:
        _place(content["cells"], cell)
    for cell in content["cells"]:
        _merge(cell["metadata"], case.metadata.get(cell["id"], {}))
    write_notebook(folder / f"{case.assignment}.ipynb", content)
    extra = CASES / case.name / "files"
    for path in sorted(extra.rglob("*")) if extra.is_dir() else ():
        if path.is_file():
            target = folder / path.relative_to(extra)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return Submission(files, case.name)


def release(content: dict[str, Any]) -> dict[str, Any]:
    """Return a source notebook as learners see it: no solution, no hidden test."""
    copy: dict[str, Any] = json.loads(json.dumps(content))
    for cell in copy["cells"]:
        cell["source"] = _SOLUTION.sub(_STUB, _HIDDEN.sub("", cell["source"]))
    return copy


def table(cases: tuple[Case, ...]) -> str:
    """Return the tables of docs/reference/forgeries.md, one for each class."""
    parts: list[str] = []
    for kind, (does, stops) in CLASSES.items():
        rows = sorted((case for case in cases if case.kind == kind), key=lambda case: case.name)
        parts += [f"## {kind}", "", f"{does[0].upper()}{does[1:]}. What stops it: {stops}.", ""]
        parts += ["| case | what it does | works in |", "|---|---|---|"]
        parts += [_row(case) for case in rows]
        parts.append("")
    return "\n".join(parts)


def write_page() -> None:
    """Write the tables into the page, between its two marks."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(read_cases())}\n{END}{after}", encoding="utf-8")


def _row(case: Case) -> str:
    where = "everywhere, as it should" if case.kind == "honest" else ", ".join(case.controls)
    title = _NAME.sub(r"`\g<0>`", case.title)
    return f"| `{case.name.split('/')[1]}` | {title} | {where} |"


def _read(folder: Path) -> Case:
    values: dict[str, Any] = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    if "controls" in values:
        values["controls"] = tuple(values["controls"])
    cells = tuple(_split((folder / "answer.py").read_text(encoding="utf-8")))
    return Case(name=str(folder.relative_to(CASES)), cells=cells, **values)


def _split(text: str) -> list[Cell]:
    """Cut an answer at its ``# %%`` lines."""
    cells: list[Cell] = []
    for line in text.splitlines():
        if found := _CELL.match(line):
            name, side, other = found.groups(default="")
            cells.append(Cell(name, "", side, other))
        elif cells:
            last = cells[-1]
            cells[-1] = Cell(last.name, f"{last.source}{line}\n", last.side, last.of)
        elif line.strip():
            raise ValueError(f"a line before the first cell: {line}")
    return [Cell(cell.name, cell.source.strip("\n"), cell.side, cell.of) for cell in cells]


def _place(cells: list[dict[str, Any]], cell: Cell) -> None:
    """Put one cell of an answer where it belongs."""
    names = [other["id"] for other in cells]
    index = names.index(cell.of or cell.name)
    if cell.side:
        cells.insert(index + (cell.side == "after"), code(cell.name, cell.source))
    else:
        cells[index]["source"] = cell.source


def _merge(target: dict[str, Any], change: Mapping[str, Any]) -> None:
    """Change metadata, table by table."""
    for key, value in change.items():
        if isinstance(value, Mapping):
            _merge(target.setdefault(key, {}), value)
        else:
            target[key] = value


if __name__ == "__main__":
    write_page()
