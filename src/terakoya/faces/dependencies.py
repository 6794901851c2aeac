"""Which cells must run again when a parameter changes, told from their syntax alone.

A cell depends on a name that it reads and that a changed cell writes. Where a cell that runs
again changes a thing in place (``table["x"] = …``, ``names.append(…)``), the cells that made that
thing run again too, so that nothing is changed twice. What a function does to its arguments is
not seen.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

__all__ = ["CellNames", "cells_to_run", "names_of"]

_ALWAYS = frozenset({"exec", "eval", "globals", "locals", "vars", "get_ipython"})
_IN_PLACE = frozenset({"append", "extend", "insert", "remove", "clear", "update", "sort", "add"})
_IN_PLACE |= {"reverse", "discard", "pop", "popitem", "setdefault"}
_BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True)
class CellNames:
    """What a cell reads, binds anew and changes in place; `always`: nobody can tell."""

    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    always: bool = False


def names_of(source: str) -> CellNames:
    """Return the global names that a cell uses; IPython's own lines are passed over."""
    lines = [
        "pass" if line.lstrip().startswith(("%", "!", "?")) else line
        for line in source.splitlines()
    ]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return CellNames(always=True)
    finder = _Finder()
    finder.visit(tree)
    return CellNames(
        frozenset(finder.reads - _BUILT_IN),
        frozenset(finder.binds),
        frozenset(finder.changes),
        always=finder.always,
    )


def cells_to_run(cells: Sequence[CellNames], changed: Collection[str]) -> tuple[int, ...]:
    """Return the indexes of the cells to run again, in order, after the names `changed` changed.

    Args:
        cells: what each code cell uses, in the notebook's order, without the parameters' cell.
    """
    chosen: set[int] = set()
    while True:
        found = _spread(cells, changed, chosen)
        if found == chosen:
            return tuple(sorted(chosen))
        chosen = found


def _spread(
    cells: Sequence[CellNames], changed: Collection[str], chosen: Collection[int]
) -> set[int]:
    """One pass: who reads what is new, and who made what is about to be changed in place."""
    found, dirty = set(chosen), set(changed)
    for index, cell in enumerate(cells):
        if index in found or cell.always or cell.reads & dirty:
            found.add(index)
            dirty |= cell.binds | cell.changes
    for index in sorted(found):
        for name in cells[index].changes - cells[index].binds:
            makers = [
                at for at in range(index) if name in cells[at].binds or name in cells[at].changes
            ]
            found.update(makers)
    return found


class _Finder(ast.NodeVisitor):
    """Collects global names; what a function keeps to itself is left out."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.always = False
        self._sure: set[str] = set()  # bound before whatever comes next, on every way there
        self._branches = 0

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read or bound."""
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        elif node.id not in self._sure:
            self.reads.add(node.id)
            self.always |= node.id in _ALWAYS

    def _bind(self, name: str) -> None:
        self.binds.add(name)
        if not self._branches:
            self._sure.add(name)

    def visit_Assign(self, node: ast.Assign) -> None:
        """The value comes first: ``x = x + 1`` reads an earlier x."""
        for part in (node.value, *node.targets):
            self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """As without a type."""
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """What is gone through comes before the name for each."""
        for part in (node.iter, node.target):
            self.visit(part)
        self._branch([*node.body, *node.orelse])

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_If(self, node: ast.If | ast.While) -> None:
        """What is bound on one way only may also come from an earlier cell."""
        self.visit(node.test)
        self._branch([*node.body, *node.orelse])

    visit_While = visit_If  # noqa: N815

    def visit_Try(self, node: ast.Try) -> None:
        """As for a condition."""
        self._branch([*node.body, *node.handlers, *node.orelse, *node.finalbody])

    def _branch(self, parts: Iterable[ast.AST]) -> None:
        self._branches += 1
        for part in parts:
            self.visit(part)
        self._branches -= 1

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """``x += 1`` reads x and changes what an earlier cell made."""
        self.generic_visit(node)
        name = _root(node.target)
        if name:
            self.reads.add(name)
            self.changes.add(name)
            self.binds.discard(name)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """``table["x"] = …`` changes the table."""
        self._note_change(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``table.columns = …`` changes the table."""
        self._note_change(node)

    def _note_change(self, node: ast.Subscript | ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.changes |= {name for name in (_root(node),) if name}
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """``names.append(…)`` and ``…(inplace=True)`` change what they are called on."""
        function = node.func
        in_place = any(
            keyword.arg == "inplace" and getattr(keyword.value, "value", True)
            for keyword in node.keywords
        )
        if isinstance(function, ast.Attribute) and (function.attr in _IN_PLACE or in_place):
            self.changes |= {name for name in (_root(function.value),) if name}
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function is bound; it reads what it does not make itself."""
        self._bind(node.name)
        outside = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        self._inside(node.args, node.body)
        for part in outside:
            self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """As a function without a name."""
        self._inside(node.args, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class is bound; it reads what it does not make itself."""
        self._bind(node.name)
        self._inside(None, node.body)
        for part in (*node.decorator_list, *node.bases):
            self.visit(part)

    def _inside(self, arguments: ast.arguments | None, body: Iterable[ast.AST]) -> None:
        inner = _Finder()
        for part in body:
            inner.visit(part)
        own = set(inner.binds)
        if arguments is not None:
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            own |= {entry.arg for entry in every}
            own |= {entry.arg for entry in (arguments.vararg, arguments.kwarg) if entry}
        self.reads |= inner.reads - own - self._sure
        self.changes |= inner.changes - own
        self.always |= inner.always

    def _comprehension(self, node: ast.AST) -> None:
        inner = _Finder()
        inner.generic_visit(node)
        self.reads |= inner.reads - inner.binds - self._sure
        self.changes |= inner.changes - inner.binds

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        """A function that writes globals: nobody can tell when it is called."""
        self.always = True
        del node

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """An import binds names; ``import *`` binds nobody knows which."""
        for alias in node.names:
            self.always |= alias.name == "*"
            self._bind((alias.asname or alias.name).partition(".")[0])

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """``except … as error`` binds a name."""
        if node.name:
            self.binds.add(node.name)
        self.generic_visit(node)


def _root(node: ast.AST) -> str:
    """Return the name at the left end of ``name[…].part``."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
