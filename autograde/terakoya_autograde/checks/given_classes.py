"""Which of the instructor's classes may hold, beside a check, what a learner has put into them."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from terakoya_autograde.checks.decided import Names
from terakoya_autograde.checks.taint import THEIRS, Tainted

__all__ = ["calm_classes"]


def calm_classes(statements: Iterable[ast.stmt], names: Names) -> list[str]:
    """Return the names of the classes of a cell whose methods interpret nothing of an object's.

    Args:
        names: what the names of the notebook stand for where the classes are made.
    """
    return [
        node.name
        for node in statements
        if isinstance(node, ast.ClassDef) and not _interprets(node, names)
    ]


def _interprets(node: ast.ClassDef, names: Names) -> bool:
    """Tell whether a method of a class interprets what it is given, or what its object holds."""
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            given = {argument.arg: THEIRS for argument in _arguments(part)}
            if Tainted(names | given).take(part.body):
                return True
    return False


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    found = node.args
    named = [*found.posonlyargs, *found.args, *found.kwonlyargs]
    return [*named, *(each for each in (found.vararg, found.kwarg) if each is not None)]
