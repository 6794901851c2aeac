"""What a statement of a check does beside binding names, as far as its syntax proves.

Three questions: may it change anything that somebody could notice afterwards; does it have the
learner's code do something; and what would it have to be done with.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from terakoya_autograde.checks.effect import Effect, Known
from terakoya_autograde.checks.finder import Finder

__all__ = ["Effect", "Known", "effect_of", "effect_of_calls", "fresh_names", "names_in"]

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_WORD = re.compile(r"[^\W\d]\w*")


def effect_of(node: ast.stmt, known: Known) -> Effect:
    """Return what a top-level statement may do beside binding names.

    Of a definition of a function: what its definition does. Calling it is another matter.
    """
    finder = Finder(known)
    finder.visit(node)
    return finder.found


def effect_of_calls(node: _Definition, known: Known) -> Effect:
    """Return what calling a function or class of ours may do."""
    local = _locals_of(node)
    finder = Finder(replace(known, fresh=known.fresh | fresh_names(node.body) & local))
    for statement in node.body:
        finder.visit(statement)
    return finder.found | Effect(sets=_globals_of(node))


def fresh_names(statements: list[ast.stmt]) -> frozenset[str]:
    """Return the names that are only ever bound to new things: displays, numbers, copies."""
    fresh, other = set[str](), set[str]()
    for statement in statements:
        for node in ast.walk(statement):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_new(value):
                    fresh.add(name)
                case ast.Assign(targets=targets):
                    other |= {name for target in targets for name in _stored(target)}
                case (
                    ast.AnnAssign(target=target)
                    | ast.For(target=target)
                    | ast.AsyncFor(target=target)
                    | ast.NamedExpr(target=target)
                    | ast.comprehension(target=target)
                    | ast.withitem(optional_vars=ast.expr() as target)
                ):
                    other |= _stored(target)
                case ast.ExceptHandler(name=str(name)) | ast.FunctionDef(name=name):
                    other.add(name)
    return frozenset(fresh - other)


def names_in(code: str) -> frozenset[str]:
    """Return every word of some code that can be a name, also in texts and comments.

    A text may be code: a magic's line, what is handed to `eval`, a table's query.
    """
    return frozenset(_WORD.findall(code))


def _is_new(value: ast.expr) -> bool:
    """Tell whether an expression makes a new thing, or one that cannot change."""
    if isinstance(value, ast.Constant | ast.JoinedStr | ast.Compare):
        return True
    if isinstance(value, ast.List | ast.Tuple | ast.Set | ast.Dict):
        parts = (part for part in ast.iter_child_nodes(value) if isinstance(part, ast.expr))
        return all(map(_is_new, parts))
    if isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in ("list", "dict", "set", "sorted", "str", "int", "float", "bool", "len")
    )


def _stored(node: ast.AST) -> set[str]:
    """Return the names that some code binds."""
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }


def _locals_of(node: _Definition) -> set[str]:
    """Return the names that are a function's own: bound in it, and not called global."""
    nonlocals = (part.names for part in ast.walk(node) if isinstance(part, ast.Nonlocal))
    own = {name for statement in node.body for name in _stored(statement)}
    return own - _globals_of(node).union(*nonlocals)


def _globals_of(node: _Definition) -> frozenset[str]:
    """Return the names that a function calls global."""
    named = (part.names for part in ast.walk(node) if isinstance(part, ast.Global))
    return frozenset[str]().union(*named)
