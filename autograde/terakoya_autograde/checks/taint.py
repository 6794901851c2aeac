"""Where a check hands what a learner made to something that interprets it, told from syntax.

In the checker that would be the learner's own code, beside the check. So such a check runs in the
learner's process, or asks it by a probe. What the learner makes is followed through names,
attributes, items, loops and comprehensions, and through the instructor's own functions and classes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from terakoya_autograde.checks.calls import Calls, Interpreted
from terakoya_autograde.checks.decided import (
    OURS,
    THEIRS,
    Names,
    Value,
    captured,
    imported,
    join,
    root_of,
    written,
)
from terakoya_autograde.checks.scope import KNOWN_NAMES

__all__ = ["THEIRS", "Comparing", "Interpreted", "Tainted"]

_WHOLE = ("globals", "locals", "vars", "__dict__", "modules", "user_ns")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Tainted:
    """A notebook, cell by cell: who decides what each name stands for.

    Attributes:
        names: of the cells until now.
    """

    names: Names = field(default_factory=dict)

    def answer(self, statements: Iterable[ast.stmt]) -> None:
        """Take an answer cell: what it binds or changes is the learner's; imports are libraries."""
        for node in statements:
            libraries = [name for name, value in self.names.items() if _is_library(value)]
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.names |= imported(node)
            elif isinstance(node, _Function | ast.ClassDef):
                self.names |= dict.fromkeys(written(ast.Module(node.body, []), libraries), THEIRS)
                self.names[node.name] = Value(calls=True)
            else:
                is_function = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
                made = Value(calls=True) if is_function else THEIRS
                self.names |= dict.fromkeys(written(node, libraries), made)

    def take(
        self, statements: Iterable[ast.stmt], probes: Iterable[str] = (), *, reads: bool = False
    ) -> tuple[Interpreted, ...]:
        """Take a cell of the instructor's; return what it interprets of the learner's.

        Args:
            probes: the names that the learner's process works out.
            reads: whether files may be a learner's.
        """
        walk, probed = _Walk(self.names), set(probes)
        walk.reads = reads
        for node in statements:
            bound = written(node)
            if probed & bound:
                self.names |= dict.fromkeys(bound, THEIRS)
            else:
                walk.top = node
                walk.visit(node)
        return tuple(walk.found)


def _is_library(value: Value) -> bool:
    return bool(value.path) and value.owner is None and not value.theirs


@dataclass
class Comparing(Tainted):
    """A notebook whose checks compare something with what a learner made."""

    def compared(
        self, statements: Iterable[ast.stmt]
    ) -> list[tuple[int, ast.Compare, frozenset[int]]]:
        """Take a cell of the instructor's; return its comparisons with their lines.

        Beside each stand the ids of those of its parts that a learner decides.
        """
        walk = _Walk(self.names)
        for node in statements:
            walk.top = node
            walk.visit(node)
        theirs = frozenset(walk.theirs)
        return [(line, node, theirs) for line, node in walk.compared]


class _Walk(Calls, ast.NodeVisitor):
    """Follows the statements and expressions of one cell."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.compared: list[tuple[int, ast.Compare]] = []
        self.theirs: set[int] = set()

    def generic_visit(self, node: ast.AST) -> Value:
        """Follow the parts: a value holds what they are."""
        return join([self.value(part) for part in ast.iter_child_nodes(node)])

    def visit_Import(self, node: ast.Import) -> None:
        """Note what a library is called."""
        self.names |= imported(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note what a library's function is called."""
        self.names |= imported(node)

    def _define(self, node: _Function | ast.ClassDef) -> None:
        for part in node.decorator_list:
            self.value(part)
        made = Value(made=node, names=dict(self.names) if self._depth else None)
        self.names[node.name] = made

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _define  # noqa: N815

    def visit_Assign(self, node: ast.Assign) -> None:
        """Bind names to what is known of the value."""
        made = self.value(node.value)
        for target in node.targets:
            self._bind(target, made)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Bind a name to what is known of the value."""
        if node.value is not None:
            self._bind(node.target, self.value(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Add to what a name stands for."""
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        made = self.value(ast.BinOp(read, node.op, node.value))
        self._bind(node.target, join([made, self.value(read)]))

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """Go through a loop: its names are items of what it goes through."""
        self._bind(node.target, self._item(node.iter))
        self._loop(node.body, node.orelse)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_While(self, node: ast.While) -> None:
        """Go through a loop."""
        self.value(node.test)
        self._loop(node.body, node.orelse)

    def _loop(self, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        for _ in range(2):  # what the end of the body makes, its beginning finds
            self._branch(body)
        self._branch(orelse)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        """Go through what is done with something."""
        for item in node.items:
            made = self.value(item.context_expr)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, made)
        self._all(node.body)

    visit_AsyncWith = visit_With  # noqa: N815

    def visit_If(self, node: ast.If) -> None:
        """Go through both branches."""
        self.value(node.test)
        self._branch(node.body)
        self._branch(node.orelse)

    def visit_Try(self, node: ast.Try) -> None:
        """Go through everything; the text of an error may be the learner's."""
        self._all(node.body)
        for handler in node.handlers:
            if handler.name:
                self.names[handler.name] = THEIRS
            self._branch(handler.body)
        self._branch(node.orelse)
        self._all(node.finalbody)

    def visit_Match(self, node: ast.Match) -> None:
        """Go through all cases."""
        given = self.value(node.subject)
        for case in node.cases:
            self.names |= dict.fromkeys(captured(case.pattern), given)
            self.value(case.guard)
            self._branch(case.body)

    def visit_Return(self, node: ast.Return) -> None:
        """Note what a function gives."""
        self.returned.append(self.value(node.value))

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> Value:
        """Note what a function gives; what it is sent may be anybody's."""
        self.returned.append(self.value(node.value))
        return self.returned[-1]

    visit_YieldFrom = visit_Yield  # noqa: N815

    def _all(self, statements: Iterable[ast.stmt]) -> None:
        for node in statements:
            self.visit(node)

    def _branch(self, statements: Iterable[ast.stmt]) -> None:
        """Follow what may run: afterwards a name is the learner's if it was, or has become so."""
        before = dict(self.names)
        self._all(statements)
        for name, value in before.items():
            if value not in (OURS, self.names.get(name)):
                self.names[name] = join([self.names.get(name, OURS), value])

    def _item(self, source: ast.expr) -> Value:
        """Return what going through something gives."""
        given = self.value(source)
        return replace(given, text=given.theirs, stream=False)

    def _bind(self, target: ast.expr, made: Value) -> None:
        match target:
            case ast.Name(id=name):
                self.names[name] = made
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._bind(part, made)
            case ast.Starred(value=value):
                self._bind(value, made)
            case ast.Subscript(value=value) | ast.Attribute(value=value):
                self.value(target)
                root = root_of(value)
                if root and (made.theirs or made.callable):
                    self.names[root] = join([self.names.get(root, OURS), made])

    def value(self, node: ast.AST | None) -> Value:
        """Return what is known of an expression's value, and note whose it is."""
        made = super().value(node)
        if made.theirs:
            self.theirs.add(id(node))
        return made

    def visit_Constant(self, _node: ast.Constant) -> Value:
        """What is written down is ours."""
        return OURS

    def visit_Name(self, node: ast.Name) -> Value:
        """Return what a name stands for: without anybody's, it is built in."""
        known = Value(path=f"builtins.{node.id}") if node.id in KNOWN_NAMES else THEIRS
        return self.names.get(node.id, known)

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        """Return what a library calls it; of anything else it is a method or a part."""
        owner = self.value(node.value)
        module = owner.path and owner.owner is None and not owner.theirs and not owner.made
        if module and owner.path in ("builtins.__builtins__", "builtins"):
            return Value(path=f"builtins.{node.attr}")
        if module and not owner.path.startswith("builtins."):
            return Value(path=f"{owner.path}.{node.attr}")
        return Value(owner.text, False, f".{node.attr}", owner, stream=owner.stream)

    def visit_Subscript(self, node: ast.Subscript) -> Value:
        """Return an item: of everything that has a name, it may be anything."""
        held, index = self.value(node.value), self.value(node.slice)
        if index.text and held.path.rpartition(".")[2] in _WHOLE:
            self.report(node, "takes text as the name of something to use")
        return replace(held, text=held.theirs, owner=held.owner if held.callable else None)

    def visit_Lambda(self, node: ast.Lambda) -> Value:
        """Return a function of ours."""
        return Value(made=node, names=dict(self.names) if self._depth else None)

    def visit_Compare(self, node: ast.Compare) -> Value:
        """Whether things are alike is no text."""
        self.generic_visit(node)
        self.compared.append((self.top.lineno, node))
        return OURS

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        """Whether something is not so is no text."""
        given = self.value(node.operand)
        return OURS if isinstance(node.op, ast.Not) else given

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        """A text may be made of both; ``%`` takes it as a format."""
        left, right = self.value(node.left), self.value(node.right)
        text = isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)
        formats = text or isinstance(node.right, ast.Tuple | ast.Dict | ast.JoinedStr)
        if isinstance(node.op, ast.Mod) and left.text and formats:
            self.report(node, "takes text as a format")
        return Value(text=left.text or right.text, calls=left.calls or right.calls)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Value:
        """A text with a learner's value in it is the learner's."""
        parts = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        for part in parts:
            if self.value(part.format_spec).text:
                self.report(node, "takes text as a format")
        return Value(text=join([self.value(part.value) for part in parts]).theirs)

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        """It is one of the two."""
        self.value(node.test)
        return join([self.value(node.body), self.value(node.orelse)])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Value:
        """Bind a name on the way."""
        made = self.value(node.value)
        self._bind(node.target, made)
        return made

    def visit_ListComp(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Value:
        """Go through a loop that gives values."""
        outer = self.names
        self.names = dict(outer)
        for generator in node.generators:
            self._bind(generator.target, self._item(generator.iter))
            for test in generator.ifs:
                self.value(test)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        made = join([self.value(part) for part in parts])
        self.names = outer
        return made

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp  # noqa: N815
