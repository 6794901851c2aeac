"""The mutants of one answer cell: its solution with one small change each."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from terakoya.authoring.mutants.syntax_changes import SYNTAX_CHANGES, Change
from terakoya.authoring.mutants.table_changes import LOOKS, TABLE_CHANGES, change_column

__all__ = ["Mutant", "make_mutants"]

_SHOWS = frozenset(
    {"print", "display", "show", "savefig", "close", "tight_layout", "grid", "warn"}
    | {"set_xlim", "set_ylim", "axvline", "axhline"}
)
Place = tuple[ast.AST, str, int | None]


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes:
        kind: which operator made it.
        line: of the answer cell, from 1.
        before: that line of the solution, as Python writes it.
        after: what stands in its place.
        source: the whole cell.
    """

    kind: str
    line: int
    before: str
    after: str
    source: str


def make_mutants(
    source: str, lines: Collection[int], columns: Sequence[str] = ()
) -> tuple[Mutant, ...]:
    """Return the mutants of a cell, in the order of its lines; none where it is not Python.

    Args:
        source: the answer cell with its solution, as Python.
        lines: those of the solution, from 1: nothing else is changed.
        columns: names of columns, of which one may be taken for another.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    changes = {**SYNTAX_CHANGES, **TABLE_CHANGES, "column": change_column(columns)}
    plain = ast.unparse(tree)
    made = {plain: Mutant("", 0, "", "", plain)}
    for mutant in _walk(tree, frozenset(lines), changes, plain):
        made.setdefault(mutant.source, mutant)
    return tuple(sorted([*made.values()][1:], key=lambda mutant: mutant.line))


def _walk(
    tree: ast.Module, lines: frozenset[int], changes: Mapping[str, Change], plain: str
) -> Iterator[Mutant]:
    base = plain.splitlines()
    for node, line, place in list(_nodes(tree)):
        if line not in lines:
            continue
        for kind, change in changes.items():
            for other in change(node):
                with_other = _unparse_with(tree, place, other)
                if with_other is not None and with_other != plain:
                    yield Mutant(kind, line, *_differing(base, with_other), with_other)


def _unparse_with(tree: ast.Module, place: Place, other: ast.AST) -> str | None:
    """Return the source with another node in a place; None where that would be no Python."""
    parent, name, index = place
    held = getattr(parent, name)
    old = held if index is None else held[index]
    _put(parent, name, index, other)
    try:
        made = ast.unparse(ast.fix_missing_locations(tree))
        ast.parse(made)
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return None
    finally:
        _put(parent, name, index, old)
    return made


def _put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def _nodes(node: ast.AST, line: int = 0) -> Iterator[tuple[ast.AST, int, Place]]:
    """Yield every node that may be changed, its line and its place in the tree."""
    for name, field in ast.iter_fields(node):
        entries = enumerate(field) if isinstance(field, list) else [(None, field)]
        for index, child in entries:
            if not isinstance(child, ast.AST) or _is_left_alone(node, name, child, index):
                continue
            here = getattr(child, "lineno", line) or line
            yield child, here, (node, name, index)
            yield from _nodes(child, here)


def _is_left_alone(parent: ast.AST, name: str, child: ast.AST, index: int | None) -> bool:
    """Tell what no test looks at: words for people, types, decorators and how a picture looks."""
    if name in {"annotation", "returns", "decorator_list", "format_spec", "names", "exc", "msg"}:
        return True
    if isinstance(child, ast.keyword) and child.arg in LOOKS:
        return True
    if isinstance(child, ast.Expr):
        match child.value:
            case ast.Constant():
                return True  # a docstring
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
                return called in _SHOWS
    del parent, index
    return isinstance(child, ast.Import | ast.ImportFrom | ast.Assert)


def _differing(base: Sequence[str], made: str) -> tuple[str, str]:
    """Return the first line that differs, as it was and as it is."""
    lines = made.splitlines()
    start = next(
        (at for at, pair in enumerate(zip(base, lines, strict=False)) if pair[0] != pair[1]), 0
    )
    fewer = len(base) - len(lines)
    if fewer > 0 and lines[start : start + 1] == base[start + fewer : start + fewer + 1]:
        return " ".join(map(str.strip, base[start : start + fewer])), "—"
    return base[start].strip(), lines[start].strip()
