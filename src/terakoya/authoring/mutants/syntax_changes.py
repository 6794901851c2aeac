"""Mistakes that learners make, as small changes of a syntax tree: operators and constants.

An operator is given a node and yields what may stand in its place. Those of tables are in
`table_changes`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeVar

__all__ = ["SYNTAX_CHANGES", "Change"]

Change = Callable[[ast.AST], Iterator[ast.AST]]
Operator = TypeVar("Operator", bound=ast.AST)

_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def _compare(node: ast.Compare, swaps: dict[type[ast.cmpop], type[ast.cmpop]]) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        if (other := swaps.get(type(operator))) is not None:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def change_boundary(node: ast.AST) -> Iterator[ast.AST]:
    """Yield `<=` for `<`, and the like: what is just at the boundary goes to the other side."""
    if isinstance(node, ast.Compare):
        yield from _compare(node, _BOUNDARY)


def change_comparison(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the opposite of a comparison."""
    if isinstance(node, ast.Compare):
        yield from _compare(node, _OPPOSITE)


def change_arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    """Yield another operation of arithmetic; of texts there is none."""
    other = _ARITHMETIC.get(type(getattr(node, "op", None)))  # type: ignore[arg-type]
    if other is None:
        return
    if isinstance(node, ast.BinOp) and not (_is_text(node.left) or _is_text(node.right)):
        yield ast.BinOp(node.left, other(), node.right)
    elif isinstance(node, ast.AugAssign) and not _is_text(node.value):
        yield ast.AugAssign(node.target, other(), node.value)


def drop_operand(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a condition with one of its parts forgotten, and each factor or unit left out."""
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            rest = node.values[:place] + node.values[place + 1 :]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield node.left
        yield node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand


def drop_unit(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a value without the number that turns it into another unit."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        if _is_number(node.right):
            yield node.left
        elif _is_number(node.left) and isinstance(node.op, ast.Mult):
            yield node.right


def change_number(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a whole number that is one off, and another broken one."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    if isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node.value, float):
        yield ast.Constant(node.value * 1.1 if node.value else 0.1)


def change_truth(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the opposite of True and False."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)


def drop_condition(node: ast.AST) -> Iterator[ast.AST]:
    """Yield an `if` whose condition always holds, and one where it never does."""
    if isinstance(node, ast.If):
        yield ast.If(ast.Constant(value=True), node.body, node.orelse)
        yield ast.If(ast.Constant(value=False), node.body, node.orelse)
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def drop_statement(node: ast.AST) -> Iterator[ast.AST]:
    """Yield nothing in the place of a statement that changes something."""
    changes = isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Assign)
        and all(isinstance(target, ast.Subscript | ast.Attribute) for target in node.targets)
    )
    if changes or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield ast.Pass()
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


SYNTAX_CHANGES: dict[str, Change] = {
    "boundary": change_boundary,
    "comparison": change_comparison,
    "arithmetic": change_arithmetic,
    "operand": drop_operand,
    "unit": drop_unit,
    "number": change_number,
    "truth": change_truth,
    "condition": drop_condition,
    "statement": drop_statement,
}
"""What each is called → the operator."""
