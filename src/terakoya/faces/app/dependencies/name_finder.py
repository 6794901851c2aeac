"""The walk through a cell's syntax tree that gathers its names."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from terakoya.faces.app.dependencies import side_effects
from terakoya.faces.app.dependencies.function_names import FunctionNames
from terakoya.faces.app.dependencies.pure_methods import (
    CHANGING_FUNCTIONS,
    CHANGING_METHODS,
    PURE_METHODS,
)
from terakoya.faces.app.dependencies.sharing import root_name, shared_names, spread
from terakoya.faces.app.dependencies.side_effects import ANYTHING, FILES, LAST, RANDOM, words_of

__all__ = ["Finder"]

_WHOLE = ast.Name | ast.Attribute | ast.Subscript | ast.Starred
_ALWAYS = frozenset({"exec", "eval", "globals", "locals", "vars", "get_ipython"})


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
        self.gives: set[str] = set()  # whose parts a function may return
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
            self._note_unreadable(node.id)
        if node.id == "random":
            self._use_both(RANDOM)

    def _note_unreadable(self, name: str) -> None:
        if name in _ALWAYS:
            self.always = True
            self.changes |= {ANYTHING} if self._suspects else set()
        if self._suspects and side_effects.is_earlier_result(name):
            self.reads.add(LAST)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text may name what it is about, as in ``df.query("a >= @n")``."""
        if isinstance(node.value, str):
            self.reads |= words_of(node.value) - self.sure
            if side_effects.names_file(node.value):
                self.reads.add(FILES)

    def _bind(self, name: str) -> None:
        self.binds.add(name)
        if not self._branches:
            self.sure.add(name)

    def _use_both(self, name: str) -> None:
        self.reads.add(name)
        self.changes.add(name)

    def _change(self, node: ast.AST) -> None:
        self.changes |= self._names_in(node)

    def _names_in(self, node: ast.AST) -> set[str]:
        """Return the names of what a value is, or may be a part of."""
        return {root_name(node)} - {""} | (shared_names(node) if self._suspects else set())

    def visit_Assign(self, node: ast.Assign) -> None:
        """The value comes first: ``x = x + 1`` reads an earlier x. ``b = a`` is one thing."""
        for part in (node.value, *node.targets):
            self.visit(part)
        for target in node.targets:
            self._alias(target, node.value)

    def _alias(self, target: ast.AST, value: ast.AST) -> None:
        if not self._suspects and not isinstance(value, _WHOLE):
            return
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        lefts = filter(None, map(root_name, parts))
        self.aliases |= {(left, right) for left in lefts for right in shared_names(value) - {left}}

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
        iterated = self._names_in(node.iter)
        for part in ast.walk(node.target):
            if isinstance(part, ast.Name):
                self.aliases |= {(part.id, name) for name in iterated}
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
            self.asked |= {function.id} if self._suspects else set()
        if side_effects.writes_file(called):
            self._use_both(FILES)
        elif side_effects.reads_file(called):
            self.reads.add(FILES)
        if side_effects.draws(called):
            self._use_both(RANDOM)
        self.generic_visit(node)

    def _ask(self, method: ast.Attribute, *, certain: bool) -> None:
        if certain:
            self._change(method.value)
        elif self._suspects and method.attr not in PURE_METHODS:
            self.asked |= self._names_in(method.value)
            if side_effects.is_setting(method.attr):
                self.changes |= self._names_in(method.value)  # also where it is a module

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

    def visit_Return(self, node: ast.Return) -> None:
        """What a function gives may be a part of what it knows."""
        if node.value is not None:
            self.visit(node.value)
            self.gives |= shared_names(node.value)

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
            inner.asked |= function.asked
        touched = [spread(names, inner.aliases) for names in (inner.changes, inner.asked)]
        reads, changes, asked = (names - own - given for names in (inner.reads, *touched))
        self.reads |= reads - self.sure
        self.always |= inner.always
        if name:
            self.functions[name] = FunctionNames(
                frozenset(reads),
                frozenset(changes),
                frozenset(asked),
                changes_arguments=bool((touched[0] | touched[1]) & given - {"self"}),
            )
            if self._suspects:
                gives = spread(inner.gives, inner.aliases) - own - given
                self.aliases |= {(name, other) for other in gives - {name}}
        else:
            self.changes |= changes
            self.asked |= asked

    def _comprehension(self, node: ast.AST) -> None:
        inner = Finder(self._suspects)
        inner.generic_visit(node)
        self.reads |= inner.reads - inner.binds - self.sure
        self.changes |= inner.changes - inner.binds
        self.asked |= inner.asked - inner.binds
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):  # the only name that outlives it
                self._branch([part.target])

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
            if "random" in f"{getattr(node, 'module', None)}.{alias.name}".split("."):
                self.functions[name] = FunctionNames(frozenset({RANDOM}), frozenset({RANDOM}))

    visit_ImportFrom = visit_Import  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """``except … as error`` binds a name."""
        if node.name:
            self.binds.add(node.name)
        self.generic_visit(node)
