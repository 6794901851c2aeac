"""Code that works with pandas 2 and not with pandas 3, told from its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Habit", "find_habits"]

_OBJECT = frozenset({"object", "O"})
_NANOSECONDS = 10**9
_COUNTS = frozenset({"astype", "view", "asi8", "value"})
_MASKS = frozenset({"isna", "notna", "isin", "between", "eq", "duplicated"})


@dataclass(frozen=True)
class Habit:
    """One place: which habit (object-texts, nanoseconds, chained), its line, and its code."""

    kind: str
    line: int
    code: str


def find_habits(source: str) -> Iterator[Habit]:
    """Yield each such place of a cell; none where it is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if kind := _kind_of(node):
            line = getattr(node, "lineno", 1)
            yield Habit(kind, line, " ".join(ast.unparse(node).split())[:80])


def _kind_of(node: ast.AST) -> str:  # noqa: PLR0911 - one for each form
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() | ast.Is()], comparators=[right]):
            return _of_types(left, right) or _of_types(right, left)
        case ast.Call(func=ast.Attribute(attr="select_dtypes"), args=args, keywords=words):
            given = [*args, *(word.value for word in words)]
            return "object-texts" if any(map(_holds_object, given)) else ""
        case ast.Call(func=ast.Attribute(attr="is_object_dtype") | ast.Name(id="is_object_dtype")):
            return "object-texts"
        case ast.BinOp(op=ast.Div() | ast.FloorDiv(), left=left, right=right):
            counts = any(getattr(one, "attr", "") in _COUNTS for one in ast.walk(left))
            return "nanoseconds" if counts and _number(right) == _NANOSECONDS else ""
        case ast.Assign(targets=targets):
            return "chained" if any(map(_is_chained, targets)) else ""
        case ast.AugAssign(target=target):
            return "chained" if _is_chained(target) else ""
        case ast.Call(func=ast.Attribute(value=held), keywords=words):
            in_place = any(word.arg == "inplace" and _is_true(word.value) for word in words)
            return "chained" if in_place and _is_column(held) else ""
    return ""


def _of_types(one: ast.AST, other: ast.AST) -> str:
    if not (isinstance(one, ast.Attribute) and one.attr in {"dtype", "dtypes"}):
        return ""
    if _is_object(other):
        return "object-texts"
    text = other.value if isinstance(other, ast.Constant) else ""
    return "nanoseconds" if isinstance(text, str) and text.endswith("64[ns]") else ""


def _holds_object(node: ast.AST) -> bool:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return any(map(_is_object, parts))


def _is_object(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="object") | ast.Attribute(attr="object_"):
            return True
        case ast.Constant(value=str(text)):
            return text in _OBJECT
    return False


def _is_chained(target: ast.AST) -> bool:
    """Tell whether a column is taken out of a table first, and some of its rows set then."""
    match target:
        case ast.Subscript(value=ast.Attribute(attr="loc" | "iloc" | "at" | "iat", value=held)):
            return _is_column(held)
        case ast.Subscript(value=held, slice=rows):
            return _is_column(held) and _is_rows(rows)
    return False


def _is_column(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=ast.Name() | ast.Attribute(), slice=ast.Constant(value=str())):
            return True
    return False


def _is_rows(node: ast.AST) -> bool:
    match node:
        case ast.Compare() | ast.Slice() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _MASKS
    return False


def _is_true(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _number(node: ast.AST) -> object:
    """Return the number that an expression of constants is; None where it is none."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.BinOp(op=ast.Pow(), left=ast.Constant(value=10), right=ast.Constant(value=9)):
            return _NANOSECONDS
    return None
