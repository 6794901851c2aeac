"""Whose parts a value may hold: a change to the value is then a change to them, too."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Sequence

from terakoya.faces.app.dependencies.pure_methods import PURE_METHODS

__all__ = ["root_name", "shared_names", "spread"]

_COPYING = (ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Call, ast.List, ast.ListComp)
_GIVES_PARTS = """
at get iloc items keys loc ravel reshape squeeze swapaxes transpose values
"""
_COPIES = PURE_METHODS - frozenset(_GIVES_PARTS.split())
_HANDS_ON = """
dict enumerate filter getattr iter list map max min next reversed set sorted super tuple vars zip
"""
_PLAIN = frozenset(dir(builtins)) - frozenset(_HANDS_ON.split())


def root_name(node: ast.AST) -> str:
    """Return the name at the left end of ``name[…].part``, also of ``name.method(…)``; or ''."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def shared_names(value: ast.AST) -> set[str]:
    """Return the names of the things that a value may be, be a part of, or hold.

    ``table[table["a"] > 1]`` is another table, ``(one, other)`` holds both, ``f(x)`` may give
    anything that the function knows, and what it is given.
    """
    if isinstance(value, ast.Name):
        return {value.id}
    return {name for part in _shared_parts(value) for name in shared_names(part)}


def _shared_parts(value: ast.AST) -> Sequence[ast.AST]:
    """Return the expressions in a value that share with it."""
    parts: Sequence[ast.AST] = ()
    match value:
        case ast.Subscript() if isinstance(value.slice, _COPYING):
            pass
        case ast.Attribute() | ast.Subscript() | ast.Starred() | ast.NamedExpr() | ast.Await():
            parts = (value.value,)
        case ast.List() | ast.Tuple() | ast.Set():
            parts = value.elts
        case ast.Dict() | ast.BoolOp():
            parts = value.values
        case ast.IfExp():
            parts = (value.body, value.orelse)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            parts = (value.elt, *(part.iter for part in value.generators))
        case ast.DictComp():
            parts = (value.value, *(part.iter for part in value.generators))
        case ast.Call() if not _copies(value.func):
            parts = (value.func, *value.args, *(word.value for word in value.keywords))
    return parts


def _copies(function: ast.AST) -> bool:
    """Tell whether what is called gives something of its own."""
    if isinstance(function, ast.Attribute):
        return function.attr in _COPIES
    return isinstance(function, ast.Name) and function.id in _PLAIN


def spread(names: Collection[str], pairs: Collection[tuple[str, str]]) -> set[str]:
    """Return the names, and all that are tied to one of them by pairs of names for one thing."""
    found = set(names)
    while more := {other for pair in pairs if set(pair) & found for other in pair} - found:
        found |= more
    return found
