"""Which statements show or decide something: these run where they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from terakoya_autograde.checks.scope import root_name

__all__ = ["only_shows", "shows"]

_OUTPUT = frozenset({"print", "display"})


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
