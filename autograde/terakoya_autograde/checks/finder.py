"""Walking through code to find what it may do beside binding names."""

from __future__ import annotations

import ast
from dataclasses import replace

from terakoya_autograde.checks.effect import Effect, Known
from terakoya_autograde.checks.harmless import (
    BUILT_IN,
    CONTEXTS,
    is_harmless_function,
    is_harmless_method,
    is_quiet_module,
)
from terakoya_autograde.checks.scope import root_name

__all__ = ["Finder"]

_CALLERS = frozenset({"map", "filter", "reduce", "partial", "apply", "agg", "pipe", "transform"})
_CALLED = frozenset({"key", "func", "function", "target", "default_factory"})


class Finder(ast.NodeVisitor):
    """Walks through a statement and the bodies that run with it."""

    def __init__(self, known: Known) -> None:
        self.found = Effect()
        self._known = known
        self._put_back: frozenset[str] = frozenset()  # modules whose settings a `with` restores

    def visit(self, node: ast.AST) -> None:
        """See what a part does; while something is awaited, anything may happen."""
        if isinstance(node, ast.AsyncFor | ast.AsyncWith | ast.Await | ast.Yield | ast.YieldFrom):
            self.found |= Effect(changes=True, asks=True)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._define(node)
        else:
            super().visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """See what is called, and what it is given."""
        self.found |= self._called(node)
        if any(word.arg == "inplace" for word in node.keywords):
            self._change()
        for part in (*node.args, *(word.value for word in node.keywords)):
            self._given(part)
        self._given_to_call(node)
        self.generic_visit(node)

    def _called(self, node: ast.Call) -> Effect:
        function = node.func
        if isinstance(function, ast.Name):
            return self._called_by_name(function.id, node)
        if isinstance(function, ast.Attribute):
            path = self._path(function)
            if path:
                return self._called_in_library(path)
            if is_harmless_method(function.attr):
                return Effect()
            if self._is_own(function.value):
                return Effect(own=frozenset({root_name(function)}))
        return Effect(changes=True, asks=root_name(function) in self._known.foreign)

    def _called_by_name(self, name: str, node: ast.Call) -> Effect:
        known = self._known
        if name in known.functions:
            return known.functions[name]
        if name in known.foreign:
            return Effect(asks=True)
        if name in known.paths:
            return self._called_in_library(known.paths[name])
        if name == "next":
            return self._next(node)
        if name == "open":
            return Effect(changes=not _only_reads(node))
        return Effect(changes=name not in BUILT_IN)

    def _called_in_library(self, path: str) -> Effect:
        harmless = is_harmless_function(path) or path.split(".", maxsplit=1)[0] in self._put_back
        return Effect(changes=not harmless, asks=_draws(path))

    def _next(self, node: ast.Call) -> Effect:
        """A learner's iterator goes on where it is asked; another one goes on in the check."""
        given = node.args[0] if node.args else node
        if isinstance(given, ast.Name) and given.id in self._known.foreign:
            return Effect(asks=True)
        own = frozenset({root_name(given)} if self._is_own(given) else ())
        return Effect(changes=not own, asks=not own, own=own)

    def _is_own(self, node: ast.expr) -> bool:
        """Tell whether an expression is a new thing itself: what is in it may be another's."""
        return isinstance(node, ast.Name) and node.id in self._known.fresh

    def _given(self, part: ast.expr) -> None:
        """Whatever is given to a function may be called or gone through by it."""
        if isinstance(part, ast.Starred):
            part = part.value
        if isinstance(part, ast.Name):
            if part.id in self._known.foreign:
                self.found |= Effect(asks=True)
            elif part.id in self._known.functions:
                self.found |= self._known.functions[part.id]
            else:  # an iterator goes on, a buffer is written to
                self.found |= Effect(own=frozenset({part.id}))

    def _given_to_call(self, node: ast.Call) -> None:
        """A method that is handed over is called by whoever gets it."""
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        handed = node.args[:1] if name in _CALLERS else []
        handed += [word.value for word in node.keywords if word.arg in _CALLED]
        for part in handed:
            if isinstance(part, ast.Attribute) and not is_harmless_method(part.attr):
                path = self._path(part)
                self.found |= Effect(changes=not (path and is_harmless_function(path)))

    def _path(self, node: ast.Attribute) -> str:
        """Return what an attribute of a module is called; empty for one of anything else."""
        parts = [node.attr]
        value = node.value
        while isinstance(value, ast.Attribute):
            parts.append(value.attr)
            value = value.value
        if isinstance(value, ast.Name) and value.id in self._known.paths:
            return ".".join([self._known.paths[value.id], *reversed(parts)])
        return ""

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Setting or deleting an attribute changes its object."""
        self._stored_in(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Setting or deleting an item changes its object."""
        self._stored_in(node)

    def _stored_in(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            own = self._is_own(node.value)
            self.found |= Effect(changes=not own, own=frozenset({root_name(node)} if own else ()))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """``+=`` changes a list in place."""
        if isinstance(node.target, ast.Name) and not self._is_own(node.target):
            self._change()
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        """A name that is gone is missed."""
        self._change()
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """An import may do anything the first time."""
        roots = {alias.name.split(".")[0] for alias in node.names}
        if not all(is_quiet_module(root) or root in self._known.imported for root in roots):
            self._change()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """An import may do anything the first time, and what a star binds nobody sees."""
        root = (node.module or "").split(".")[0]
        known = is_quiet_module(root) or root in self._known.imported
        if node.level or not known or any(alias.name == "*" for alias in node.names):
            self._change()

    def visit_For(self, node: ast.For) -> None:
        """Going through what a learner made may run his code."""
        self._given(node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Going through what a learner made may run his code."""
        self._given(node.iter)
        self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        """What a ``with`` enters is left again; only some put back what they changed."""
        before = self._put_back
        for item in node.items:
            self._put_back |= self._enter(item)
        for statement in node.body:
            self.visit(statement)
        self._put_back = before

    def _enter(self, item: ast.withitem) -> frozenset[str]:
        """See what is entered; return the module whose settings are put back at the end, if any."""
        call = item.context_expr
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            function = call.func
            path = (
                self._known.paths.get(function.id, function.id)
                if isinstance(function, ast.Name)
                else self._path(function)
            )
            if path in CONTEXTS or (path == "open" and _only_reads(call)):
                for part in (*call.args, *(word.value for word in call.keywords)):
                    self._given(part)
                    self.visit(part)
                if path == "open" and isinstance(item.optional_vars, ast.Name):
                    opened = self._known.fresh | {item.optional_vars.id}
                    self._known = replace(self._known, fresh=opened)
                return frozenset({path.split(".", maxsplit=1)[0]})
        self._change()
        self.visit(call)
        return frozenset()

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function's body runs when it is called."""
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self._given(part)
                self.visit(part)

    def _change(self) -> None:
        self.found |= Effect(changes=True)


def _draws(path: str) -> bool:
    """Tell whether a function may draw at random: then it matters who draws first."""
    return any("random" in part or part in ("rng", "secrets") for part in path.split("."))


def _only_reads(call: ast.Call) -> bool:
    modes = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
    return all(
        isinstance(mode, ast.Constant) and not set(str(mode.value)) & set("wax+") for mode in modes
    )
