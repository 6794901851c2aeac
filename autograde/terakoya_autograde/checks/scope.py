"""What a statement reads, binds, changes and shows: Python's symbol tables, and its syntax."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["KNOWN_NAMES", "Uses", "calls_at_once", "examine", "first_line", "only_shows"]
__all__ += ["paths_of", "root_name", "shows"]

# what every cell finds without anybody binding it; IPython adds two functions
KNOWN_NAMES = frozenset(dir(builtins)) | {"display", "get_ipython", "__name__", "__builtins__"}
_OUTPUT = frozenset({"print", "display"})
_IMMEDIATE = {"listcomp", "setcomp", "dictcomp", "genexpr", "lambda"}


@dataclass(frozen=True)
class Uses:
    """What one statement does with global names.

    Attributes:
        loads: read while it runs, before the statement itself binds them.
        later: read when a function that it defines is called.
        binds: bound to something new.
        changes: whose objects change in place, as far as the syntax shows: ``x[0] = …``,
            ``x.a = …``, ``x += …``, ``x.method(…)`` as a statement, ``inplace=True``.
    """

    loads: frozenset[str]
    later: frozenset[str]
    binds: frozenset[str]
    changes: frozenset[str]


def examine(statement: ast.stmt) -> Uses:
    """Return what a top-level statement does.

    Raises:
        SyntaxError: it cannot stand on its own at the top level.
    """
    table = symtable.symtable(ast.unparse(statement), "<cell>", "exec")
    now, later, binds = set[str](), set[str](), set[str]()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            binds.add(symbol.get_name())
        if symbol.is_referenced():
            now.add(symbol.get_name())
    for inner in table.get_children():
        _add_inner(inner, now, later, binds)
    first = dict(reversed(list(_occurrences(statement))))
    loads = {name for name in now | binds if not (name in binds and first.get(name, True))}
    changes = {name for name in _changes(statement) if name in loads or name not in binds}
    return Uses(frozenset(loads), frozenset(later - now), frozenset(binds), frozenset(changes))


def _add_inner(
    table: symtable.SymbolTable, now: set[str], later: set[str], binds: set[str]
) -> None:
    """Sort the globals of an inner scope: read at once, or when it is called."""
    at_once = table.get_name() in _IMMEDIATE or table.get_type() == "class"
    for symbol in table.get_symbols():
        if symbol.is_global():
            if symbol.is_referenced():
                (now if at_once else later).add(symbol.get_name())
            if symbol.is_assigned():
                binds.add(symbol.get_name())
    for inner in table.get_children():
        _add_inner(inner, now if at_once else later, later, binds)


def _occurrences(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield (name, is it stored) in the order of evaluation; bodies of functions are left out."""
    if isinstance(node, ast.Name):
        yield node.id, not isinstance(node.ctx, ast.Load)
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0], True
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for part in (*getattr(node, "decorator_list", ()), *node.args.defaults):
            yield from _occurrences(part)
        if not isinstance(node, ast.Lambda):
            yield node.name, True
    else:
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, True
        for part in _in_order(node):
            yield from _occurrences(part)
        if isinstance(node, ast.ClassDef):
            yield node.name, True


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node as they are evaluated: what is assigned comes before its target."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield value
            yield from targets
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield ast.Name(name, ast.Load())
            yield value
        case ast.AnnAssign(target=target, value=value):
            yield from [value, target] if value else []
        case ast.NamedExpr(target=target, value=value):
            yield from (value, target)
        case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
            yield from (source, target, *node.body, *node.orelse)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from (generator.iter for generator in node.generators[:1])
        case _:
            yield from ast.iter_child_nodes(node)


def _changes(statement: ast.stmt) -> Iterator[str]:
    """Yield the names whose objects a statement changes in place, as far as one can see."""
    for node in _outside_functions(statement):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            targets.append(node)
        elif isinstance(node, ast.AugAssign):
            targets.append(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            targets += [node.value.func] if isinstance(node.value.func, ast.Attribute) else []
        elif isinstance(node, ast.Call) and any(word.arg == "inplace" for word in node.keywords):
            targets.append(node.func)
        yield from (name for name in map(root_name, targets) if name)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and its parts, without the bodies of functions: those run when called."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for part in ast.iter_child_nodes(node):
            yield from _outside_functions(part)


def calls_at_once(statement: ast.stmt) -> Iterator[ast.Call]:
    """Yield the outermost calls that a statement makes exactly once, whatever happens in it."""
    match statement:
        case ast.For(iter=part) | ast.If(test=part) | ast.Assert(test=part):
            yield from _calls_in(part)
        case ast.Assign(value=part) | ast.Expr(value=part) | ast.AugAssign(value=part):
            yield from _calls_in(part)
        case ast.With(items=[first, *_]):
            yield from _calls_in(first.context_expr)


def _calls_in(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call):
        yield node
        for part in (*node.args, *node.keywords):
            yield from _calls_in(part)
    elif isinstance(node, ast.BoolOp):
        yield from _calls_in(node.values[0])
    elif isinstance(node, ast.IfExp):
        yield from _calls_in(node.test)
    elif isinstance(node, ast.Compare):
        yield from _calls_in(node.left)
        yield from _calls_in(node.comparators[0])
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield from _calls_in(node.generators[0].iter)
    elif not isinstance(node, ast.Lambda | ast.NamedExpr):
        for part in ast.iter_child_nodes(node):
            yield from _calls_in(part)


def root_name(node: ast.expr) -> str:
    """Return the name at the left end of ``a.b[c].d(…)``; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def paths_of(statement: ast.stmt) -> dict[str, str]:
    """Return what an import binds: name → the module or its part, as in ``numpy.random``."""
    if isinstance(statement, ast.Import):
        return {
            (alias.asname or alias.name).split(".")[0]: (
                alias.name if alias.asname else alias.name.split(".")[0]
            )
            for alias in statement.names
        }
    if isinstance(statement, ast.ImportFrom):
        module = statement.module or ""
        return {alias.asname or alias.name: f"{module}.{alias.name}" for alias in statement.names}
    return {}


def first_line(statement: ast.stmt) -> int:
    """Return where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def only_shows(node: ast.stmt) -> bool:
    """Tell whether a statement of an instructor's cell does nothing but show something."""
    if not isinstance(node, ast.Expr):
        return False
    if not isinstance(node.value, ast.Call):
        return not isinstance(node.value, ast.Await | ast.Yield)
    function = node.value.func
    return (isinstance(function, ast.Name) and function.id in _OUTPUT) or root_name(
        function
    ) == "plt"


def shows(node: ast.stmt, *, last: bool) -> bool:
    """Tell whether a statement of a test may show or decide something: it runs in its place."""
    if isinstance(node, ast.Expr):
        is_method = isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute)
        return last or not is_method
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    named = (call.func.id for call in calls if isinstance(call.func, ast.Name))
    decides = any(isinstance(part, ast.Assert | ast.Raise) for part in _own_parts(node))
    return decides or any(name in _OUTPUT for name in named)


def _own_parts(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run with it: not the bodies of functions it defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    yield node
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.stmt):
            yield from _own_parts(part)
