"""The walk through a cell's syntax tree that gathers its names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from terakoya.faces.pure_methods import CHANGING_FUNCTIONS, CHANGING_METHODS, PURE_METHODS

__all__ = ["Finder", "FunctionNames", "words_of"]

_ALWAYS = frozenset({"exec", "eval", "globals", "locals", "vars", "get_ipython"})
_COPYING = (ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Call, ast.List, ast.ListComp)
_WORD = re.compile(r"[^\W\d]\w*")
RANDOM, FILES = "<random numbers>", "<files>"
"""What no name stands for, and yet one cell changes and another reads."""
_WRITES = re.compile(r"to_(?:csv|excel|json|parquet|pickle|html|feather)|savefig|write_\w+|dump")
_READS = re.compile(r"open|read_\w+|load\w*|imread|listdir|glob|iterdir|exists")


@dataclass(frozen=True)
class FunctionNames:
    """What a function reads and changes outside of itself, and whether it changes its arguments."""

    reads: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    changes_arguments: bool = False


def words_of(text: str) -> frozenset[str]:
    """Return everything in a text that could be a name."""
    return frozenset(_WORD.findall(text))


class Finder(ast.NodeVisitor):
    """Collects global names; what a function keeps to itself is left out."""

    def __init__(self, suspects: bool) -> None:
        self._suspects = suspects
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.asked: set[str] = set()
        self.imports: set[str] = set()
        self.sure: set[str] = set()  # bound before whatever comes next, on every way there
        self.functions: dict[str, FunctionNames] = {}
        self.aliases: set[tuple[str, str]] = set()
        self.calls: dict[str, set[str]] = {}
        self.outside: set[str] = set()  # named in a ``global`` statement
        self.always = False
        self._branches = 0

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read, bound or deleted."""
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id)
            return
        if isinstance(node.ctx, ast.Del):
            self.changes.add(node.id)
            self.sure.discard(node.id)
        if node.id not in self.sure:
            self.reads.add(node.id)
            self.always |= node.id in _ALWAYS
        if node.id == "random":
            self._use_both(RANDOM)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text may name what it is about, as in ``df.query("a >= @n")``."""
        if isinstance(node.value, str):
            self.reads |= words_of(node.value) - self.sure

    def _bind(self, name: str) -> None:
        self.binds.add(name)
        if not self._branches:
            self.sure.add(name)

    def _use_both(self, name: str) -> None:
        self.reads.add(name)
        self.changes.add(name)

    def _change(self, node: ast.AST) -> None:
        if name := root_name(node):
            self.changes.add(name)

    def visit_Assign(self, node: ast.Assign) -> None:
        """The value comes first: ``x = x + 1`` reads an earlier x. ``b = a`` is one thing."""
        for part in (node.value, *node.targets):
            self.visit(part)
        for target in node.targets:
            self._alias(target, node.value)

    def _alias(self, target: ast.AST, value: ast.AST) -> None:
        whole = isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.Starred)
        if isinstance(value, ast.Subscript) and isinstance(value.slice, _COPYING):
            return  # ``table[table["a"] > 1]`` is another table
        left, right = root_name(target), root_name(value) if whole else ""
        if left and right and left != right:
            self.aliases.add((left, right))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """As without a type."""
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)
            self._alias(node.target, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """``(x := …)`` binds, perhaps."""
        self.visit(node.value)
        self._branch([node.target])

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """What is gone through comes before the name for each, which is a part of it."""
        self.visit(node.iter)
        self._branch([node.target])
        iterated = root_name(node.iter)
        for part in ast.walk(node.target):
            if isinstance(part, ast.Name) and iterated:
                self.aliases.add((part.id, iterated))
        self._branch([*node.body, *node.orelse], own=node.target)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_If(self, node: ast.If | ast.While) -> None:
        """What is bound on one way only may also come from an earlier cell."""
        self.visit(node.test)
        self._branch([*node.body, *node.orelse])

    visit_While = visit_If  # noqa: N815

    def visit_Try(self, node: ast.Try) -> None:
        """As for a condition."""
        self._branch([*node.body, *node.handlers, *node.orelse, *node.finalbody])

    def visit_Match(self, node: ast.Match) -> None:
        """As for a condition."""
        self.visit(node.subject)
        self._branch(node.cases)

    def _branch(self, parts: Iterable[ast.AST], own: ast.AST | None = None) -> None:
        """Go through what may not be run; names of a loop's own are sure within it."""
        before = set(self.sure)
        if own is not None:
            self.sure |= {part.id for part in ast.walk(own) if isinstance(part, ast.Name)}
        self._branches += 1
        for part in parts:
            self.visit(part)
        self._branches -= 1
        self.sure = before

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """``x += 1`` reads x and changes what an earlier cell made."""
        for part in (node.value, node.target):
            self.visit(part)
        name = root_name(node.target)
        if name:
            self.reads.add(name)
            self.changes.add(name)
            self.sure.discard(name)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """``table["x"] = …`` changes the table."""
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``table.columns = …`` changes the table."""
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        if node.attr == "random":
            self._use_both(RANDOM)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Note what may be changed: by a method its object, by a function what it is given."""
        function, given = node.func, [*node.args, *(word.value for word in node.keywords)]
        called = function.attr if isinstance(function, ast.Attribute) else root_name(function)
        in_place = any(
            word.arg in ("inplace", "out") and getattr(word.value, "value", True)
            for word in node.keywords
        )
        if isinstance(function, ast.Attribute):
            self._ask(function, certain=in_place or called in CHANGING_METHODS)
        if in_place or called in CHANGING_FUNCTIONS:
            for part in given:
                self._change(part)
        if isinstance(function, ast.Name):
            self.calls.setdefault(function.id, set()).update(filter(None, map(root_name, given)))
        if _WRITES.fullmatch(called) or called == "open":
            self._use_both(FILES)
        elif _READS.fullmatch(called):
            self.reads.add(FILES)
        self.generic_visit(node)

    def _ask(self, method: ast.Attribute, *, certain: bool) -> None:
        if certain:
            self._change(method.value)
        elif self._suspects and method.attr not in PURE_METHODS:
            self.asked |= {root_name(method.value)} - {""}

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function is bound; it reads what it does not make itself."""
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)
        self._inside(node.name, node.args, node.body)
        self._bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """As a function without a name."""
        for part in (*node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)
        self._inside("", node.args, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class is bound; it reads what it does not make itself."""
        for part in (*node.decorator_list, *node.bases):
            self.visit(part)
        self._inside(node.name, None, node.body)
        self._bind(node.name)

    def _inside(self, name: str, arguments: ast.arguments | None, body: Iterable[ast.AST]) -> None:
        inner = Finder(self._suspects)
        for part in body:
            inner.visit(part)
        own = inner.binds - inner.outside
        inner.changes |= inner.outside
        given: set[str] = set()
        if arguments is not None:
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            given = {entry.arg for entry in every}
            given |= {entry.arg for entry in (arguments.vararg, arguments.kwarg) if entry}
        for function in inner.functions.values():
            inner.reads |= function.reads
            inner.changes |= function.changes
        inner.changes |= inner.asked
        reads, changes = inner.reads - own - given, inner.changes - own - given
        self.reads |= reads - self.sure
        self.always |= inner.always
        if name:
            told = FunctionNames(
                frozenset(reads), frozenset(changes), bool(inner.changes & given - {"self"})
            )
            self.functions[name] = told
        else:
            self.changes |= changes

    def _comprehension(self, node: ast.AST) -> None:
        inner = Finder(self._suspects)
        inner.generic_visit(node)
        self.reads |= inner.reads - inner.binds - self.sure
        self.changes |= inner.changes - inner.binds
        self.asked |= inner.asked - inner.binds

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        """A function that writes globals changes them; who calls it, that may be a widget."""
        self.outside |= set(node.names)
        self.always |= not self._suspects

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """An import binds names; ``import *`` binds nobody knows which."""
        for alias in node.names:
            self.always |= alias.name == "*"
            name = (alias.asname or alias.name).partition(".")[0]
            self._bind(name)
            self.imports.add(name)

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """``except … as error`` binds a name."""
        if node.name:
            self.binds.add(node.name)
        self.generic_visit(node)


def root_name(node: ast.AST) -> str:
    """Return the name at the left end of ``name[…].part``, also of ``name.method(…)``; or ''."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
