"""A code cell of the instructor's version, as Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module

from terakoya_autograde.checks.scope import Uses, examine

__all__ = ["PROBE", "CellRole", "SourceCell", "examine_all", "hiding_magic", "plain_source"]
__all__ += ["probes_of"]

# magics that run no code of the notebook and bind nothing
_PLAIN_MAGICS = frozenset({"matplotlib", "config", "load_ext", "reload_ext", "pip", "precision"})
PROBE = "### PROBE"
"""Ends a line ``name = expression`` of a test: the learner's child works out the expression."""


class CellRole(Enum):
    """Whose a code cell is."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    CHECK = "check"


@dataclass(frozen=True)
class SourceCell:
    """A code cell of the instructor's version: a name unique in its notebook, and its code.

    Attributes:
        released: of a check, what of its code the learner has.
        hidden: its lines, from 1, that learners do not get.
    """

    name: str
    role: CellRole
    source: str
    released: str = ""
    hidden: tuple[int, ...] = ()


def plain_source(source: str) -> str:
    """Return a cell's code as Python: IPython's magics and shell lines as the calls they are.

    Lines keep their numbers. Imported only where it is needed: IPython costs a third of a second.
    """
    try:
        ast.parse(source)
    except SyntaxError:
        pass  # `names = !ls` and `x = %magic` begin like Python
    else:
        return source
    manager = import_module("IPython.core.inputtransformer2").TransformerManager()
    return str(manager.transform_cell(source))


def examine_all(source: str) -> list[tuple[ast.stmt, Uses]]:
    """Return the statements of a cell and what they do.

    Raises:
        SyntaxError: it is not Python, or a cell magic hides what it is.
    """
    if source.lstrip().startswith("%%"):
        raise SyntaxError("a cell magic hides its code")
    return [(node, examine(node)) for node in ast.parse(plain_source(source)).body]


def hiding_magic(statement: ast.stmt) -> str:
    """Say which magic hides the code of a statement; empty where none does."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="run_line_magic" | "run_cell_magic"),
                args=[ast.Constant(value=str(name)), *_],
            ) if name not in _PLAIN_MAGICS:
                return f"the magic %{name} hides its code"
    return ""


def probes_of(source: str, statements: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the lines marked as probes: name, and the expression that it stands for."""
    lines = source.split("\n")
    for node in statements:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                PROBE in lines[(node.end_lineno or node.lineno) - 1]
            ):
                yield name, ast.unparse(value)
