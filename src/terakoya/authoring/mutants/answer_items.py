"""The answer cells of an assignment, each with its tests and with what a learner is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terakoya_autograde import Marks, RegionKind, source_of

from terakoya.authoring.mutants.mutant_sources import Mutant, make_mutants
from terakoya.authoring.mutants.table_changes import column_names

__all__ = ["AnswerItem", "read_items", "read_run"]

_ORDER = re.compile(
    r"順|並べ|ならべ|上位|下位|ランキング|(?i:\b(sort|order|rank|ascending|descending|first|last|top)\b)"
)
_COLUMN_ORDER = re.compile(r"列の順|列の並び|左から|(?i:column order|from left)")
_KIND = re.compile(
    r"リスト|配列|タプル|辞書|Series|(?i:\b(list|tuple|array|series|dict|dictionary)\b)"
)
_WORD = re.compile(r"[^\W\d]\w*")
_CODE, _COMMENT = re.compile(r"`+([^`]+)`+"), re.compile(r"(?m)^\s*#([^#].*)$")
_GIVEN = re.compile(r"\([^()]*\)")  # what a function is called with is not asked for
_HINT = re.compile(r"(?is)<details.*?(</details>|\Z)")
_OURS = frozenset({"code", "test"})
_TYPED = re.compile(r"object|dtype|文字列型")


@dataclass(frozen=True)
class AnswerItem:
    """One answer cell, as it is graded.

    Attributes:
        id: its grade_id.
        cell: its number in the author's notebook, from 1.
        source: with the solution, as Python.
        lines: line of `source` that is the solution's → line of the author's cell.
        tests: the graded cells that follow it: grade_id and source.
        before: the code cells before it, with their solutions.
        later: those after its tests.
        task: the text above it.
        names: what it binds or changes.
        asked: those of them that a test, a later cell or the text speaks of.
        columns: names of columns that the notebook's code uses.
    """

    notebook: str
    id: str
    cell: int
    source: str
    lines: Mapping[int, int]
    tests: tuple[tuple[str, str], ...]
    before: tuple[str, ...]
    later: tuple[str, ...]
    task: str
    names: tuple[str, ...]
    asked: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        """Its mutants, in the order of lines."""
        return make_mutants(self.source, self.lines.keys(), self.columns)

    @property
    def is_ordered(self) -> bool:
        """Whether the task may ask for an order of rows."""
        return _ORDER.search(self.task) is not None or ".sort" in self.source

    @property
    def constants(self) -> list[int | float | str]:
        """What the solution compares with: values at which something changes."""
        found: list[int | float | str] = []
        for node in ast.walk(ast.parse(self.source)):
            for one in (node.left, *node.comparators) if isinstance(node, ast.Compare) else ():
                match one:
                    case ast.Constant(value=int() | float() | str() as value):
                        found.append(value)
        return [*dict.fromkeys(found)]

    def split_after(self, name: str) -> tuple[str, str]:
        """Return what is run before a name can be changed, and what is run then.

        A function is changed where it is defined, so that the rest of the cell uses it as it is.
        """
        body = ast.parse(self.source).body
        for at, statement in enumerate(body, 1):
            if isinstance(statement, ast.FunctionDef) and statement.name == name:
                return tuple(ast.unparse(ast.Module(part, [])) for part in (body[:at], body[at:]))  # type: ignore[return-value]
        return self.source, ""

    @property
    def open_styles(self) -> tuple[str, ...]:
        """The other styles of a right answer that the task leaves open."""
        found = ["float-noise", "library-numbers", "object-texts", "time-unit"]
        if not self.is_ordered:
            found.append("row-order")
        if not _COLUMN_ORDER.search(self.task):
            found.append("column-order")
        if not _KIND.search(self.task):
            found += ["list-for-column", "tuple-for-list"]
        if _TYPED.search(self.task):
            found.remove("object-texts")
        return tuple(found)

    @property
    def messages(self) -> tuple[str, ...]:
        """The solution with other words in its errors, where the task does not say which."""
        tree = ast.parse(self.source)
        changed = False
        for node in ast.walk(tree):
            match node:
                case ast.Raise(exc=ast.Call(args=[ast.Constant(value=str(text)), *rest]) as called):
                    if text not in self.task:
                        called.args = [ast.Constant(f"※ {text[::-1]}"), *rest]
                        changed = True
                case ast.Raise(exc=ast.Call(args=[ast.JoinedStr(), *rest]) as called):
                    called.args = [ast.Constant("※"), *rest]
                    changed = True
        return (ast.unparse(tree),) if changed else ()


def read_items(
    sources: Mapping[str, Any], released: Mapping[str, Any], marks: Marks
) -> tuple[AnswerItem, ...]:
    """Return the answer cells that are code, have a solution and are followed by tests.

    Args:
        sources: the author's notebooks by name, as plain JSON data.
        released: the same as learners get them: without the cells of other faces.
    """
    return tuple(
        item
        for name, notebook in sources.items()
        for item in _read_notebook(name, notebook["cells"], released[name]["cells"], marks)
    )


def read_run(
    source: Sequence[Mapping[str, object]], released: Sequence[Mapping[str, object]], marks: Marks
) -> list[tuple[str, str, str]]:
    """Return the code cells of a notebook with its solutions: kind, grade_id and source."""
    cells = _cells(source, released, marks)
    return [(cell.kind, cell.id, cell.source) for cell in cells if cell.kind != "text"]


@dataclass(frozen=True)
class _Cell:
    kind: str  # text, code, answer, test
    id: str
    number: int
    source: str
    author: str


def _read_notebook(
    name: str,
    source: Sequence[Mapping[str, Any]],
    released: Sequence[Mapping[str, Any]],
    marks: Marks,
) -> Iterator[AnswerItem]:
    cells = [*_cells(source, released, marks)]
    trees = [tree for cell in cells if (tree := _parse(cell)) is not None]
    columns = column_names(trees)
    for place, cell in enumerate(cells):
        if cell.kind != "answer" or _parse(cell) is None:
            continue
        tests, end = _tests_after(cells, place)
        lines = _solution_lines(cell, marks)
        if not tests or not lines:
            continue
        names = _bound(cell.source, lines)
        task = _task(cells, place)
        spoken = {*_spoken(task), *_spoken(marks.released(cell.author))}
        used = {word for one in cells[place + 1 :] if one.kind in _OURS for word in _loads(one)}
        asked = tuple(one for one in names if one in spoken | used) or names
        yield AnswerItem(
            notebook=name,
            id=cell.id,
            cell=cell.number,
            source=cell.source,
            lines=lines,
            tests=tuple((one.id, one.source) for one in tests),
            before=tuple(one.source for one in cells[:place] if one.kind != "text"),
            later=tuple(one.source for one in cells[end:] if one.kind != "text"),
            task=task,
            names=names,
            asked=asked,
            columns=columns,
        )


def _cells(
    source: Sequence[Mapping[str, Any]], released: Sequence[Mapping[str, Any]], marks: Marks
) -> Iterator[_Cell]:
    """Yield the cells of the release, with what learners do not see of them."""
    authors = {_grade_id(cell): cell for cell in source if _grade_id(cell)}
    numbers = {_grade_id(cell): number for number, cell in enumerate(source, 1)}
    for cell in released:
        known, data = _grade_id(cell), cell["metadata"].get("nbgrader", {})
        author = source_of(authors.get(known, cell))
        if cell["cell_type"] != "code":
            if cell["cell_type"] == "markdown":
                yield _Cell("text", known, 0, source_of(cell), author)
        elif data.get("solution") and not data.get("grade"):
            yield _Cell("answer", known, numbers[known], marks.solved(author), author)
        elif data.get("grade") and not data.get("solution"):
            yield _Cell("test", known, numbers[known], author, author)
        else:
            whole = marks.solved(author) if data.get("solution") else author
            yield _Cell("code", known, numbers.get(known, 0), whole, author)


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or "")


def _parse(cell: _Cell) -> ast.Module | None:
    if cell.kind == "text":
        return None
    try:
        return ast.parse(cell.source)
    except (SyntaxError, ValueError):
        return None


def _tests_after(cells: Sequence[_Cell], place: int) -> tuple[list[_Cell], int]:
    """Return the tests between an answer and the next; of answers in a row, of the last."""
    found: list[_Cell] = []
    for at in range(place + 1, len(cells)):
        if cells[at].kind == "answer" and found:
            return found, at
        if cells[at].kind == "test":
            found.append(cells[at])
    return found, len(cells)


def _solution_lines(cell: _Cell, marks: Marks) -> dict[int, int]:
    """Return the lines of the solution: place in what runs → place in the author's cell."""
    kept, found, at = cell.source.split("\n"), {}, 0
    has_region = RegionKind.SOLUTION in marks.kinds(cell.author)
    for number, line in enumerate(marks.read(cell.author), 1):
        if at < len(kept) and line.text == kept[at] and not line.is_mark:
            at += 1
            if not has_region or RegionKind.SOLUTION in line.inside:
                found[at] = number
    return found


def _task(cells: Sequence[_Cell], place: int) -> str:
    """Return the text between the cell before and an answer."""
    found: list[str] = []
    for cell in reversed(cells[:place]):
        if cell.kind in ("answer", "test"):
            break
        if cell.kind == "text":
            found.insert(0, cell.source)
    return "\n".join(found)


def _spoken(text: str) -> Iterator[str]:
    """Yield the words of a text that are written as code, or of code that stand in its comments."""
    for part in (*_CODE.findall(_HINT.sub("", text)), *_COMMENT.findall(text)):
        yield from _WORD.findall(_GIVEN.sub("", part))


def _bound(source: str, lines: Collection[int]) -> tuple[str, ...]:
    """Return the names that statements with these lines bind or change, imports left out."""
    found: dict[str, None] = {}
    for statement in ast.parse(source).body:
        whole = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        if not any(line in lines for line in whole):
            continue
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found[statement.name] = None
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            found |= dict.fromkeys(_stores(statement))
    return tuple(name for name in found if not name.startswith("_"))


def _stores(statement: ast.stmt) -> Iterator[str]:
    """Yield what a statement binds or changes; what only counts a loop is nobody's answer."""
    nodes = [*ast.walk(statement)]
    loops = [one.target for one in nodes if isinstance(one, ast.For | ast.comprehension)]
    counts = {id(node) for target in loops for node in ast.walk(target)}
    for node in nodes:
        if id(node) in counts:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                yield name


def _loads(cell: _Cell) -> set[str]:
    """Return the names that a cell takes from others."""
    tree = _parse(cell)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)] if tree else []
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names if isinstance(node.ctx, ast.Load)} - own
