"""Comparisons in checks that some wrong values pass, told from syntax.

They look at what a learner made, and are written by hand: a difference, a tolerance. What slips
through each of them is in `docs/how-to/compare-in-checks.md`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from terakoya_autograde.checks.cell_source import CellRole, SourceCell, plain_source
from terakoya_autograde.checks.taint import Comparing

__all__ = ["Weak", "find_weak_comparisons"]

_GATHERS = ("sum", "max", "mean", "median")


@dataclass(frozen=True)
class Weak:
    """A comparison that a wrong value passes.

    Attributes:
        line: where it stands in the check, from 1.
        text: the comparison as it is written.
        passed_by: which wrong values pass it: `nan`, `nan-later`, `small` or `both-ways`.
    """

    line: int
    text: str
    passed_by: str


def find_weak_comparisons(cells: Iterable[SourceCell]) -> dict[str, tuple[Weak, ...]]:
    """Return the weak comparisons of each check of a notebook that has some.

    Args:
        cells: its code cells in order, solutions included.
    """
    comparing, found = Comparing(), dict[str, tuple[Weak, ...]]()
    for cell in cells:
        try:
            body = ast.parse(plain_source(cell.source)).body
        except SyntaxError:  # a cell magic; such a check is unprotected, and named for it
            continue
        if cell.role is CellRole.LEARNER:
            comparing.answer(body)
            continue
        seen = comparing.compared(body)
        if cell.role is CellRole.CHECK:
            weak = [
                Weak(line, ast.unparse(node), why)
                for line, node, theirs in seen
                if (why := _weakness(node, theirs))
            ]
            if weak:
                found[cell.name] = tuple(dict.fromkeys(weak))
    return found


def _weakness(node: ast.Compare, theirs: frozenset[int]) -> str:
    """Say what passes a comparison; empty where nothing is known to.

    Args:
        theirs: the ids of the parts that a learner decides.
    """
    match node:
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
            side, most = left, right
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right]):
            side, most = right, left
        case _:
            return ""
    goes_through = _goes_through(side) and any(id(part) in theirs for part in ast.walk(side))
    if not (goes_through or id(side) in theirs) or not _is_tolerance(most):
        return ""
    gathered = _gathered(side)
    if gathered is not None:
        if _is_pandas_abs(gathered):
            return "nan"
        if isinstance(gathered, ast.BinOp) and isinstance(gathered.op, ast.Sub):
            return "both-ways"
    if goes_through:
        return "nan-later"
    return "small" if isinstance(side, ast.BinOp) and isinstance(side.op, ast.Sub) else ""


def _is_tolerance(node: ast.expr) -> bool:
    """Tell whether something stands for a small deviation, and not for a limit of its own."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and 0 < node.value <= 1
    words = {part.id.lower() for part in ast.walk(node) if isinstance(part, ast.Name)}
    return any(word.strip("_").startswith(("tol", "eps", "delta")) for word in words)


def _gathered(side: ast.expr) -> ast.expr | None:
    """Return what ``….sum()`` and its like gather; None where it is no such call."""
    match side:
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=[]) if name in _GATHERS:
            return value
    return None


def _is_pandas_abs(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "abs"
        and not node.args
    )


def _goes_through(side: ast.expr) -> bool:
    """Tell whether it is the largest of differences that are gone through one by one."""
    match side:
        case ast.Call(func=ast.Name(id="max"), args=[ast.Call(func=ast.Name(id="map")), *_]):
            return True
        case ast.Call(func=ast.Name(id="max"), args=[ast.GeneratorExp() | ast.ListComp(), *_]):
            return any(isinstance(part, ast.Sub) for part in ast.walk(side))
    return False
