"""What a code cell shows people, told from its source without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

__all__ = ["alternative_text", "draws_picture", "prints_text", "shows_result"]

_DRAWS = frozenset(
    [
        "show",
        "plot",
        "subplots",
        "figure",
        "bar",
        "barh",
        "hist",
        "scatter",
        "boxplot",
        "pie",
        "imshow",
    ]
)
_ALTERNATIVE = re.compile(r"^\s*#\s*(?:alt|図の説明)\s*[:：]\s*(\S.*?)\s*$", re.MULTILINE)
_SHOWS = frozenset({"display", "interact", "interactive"})


def alternative_text(source: str) -> str:
    """Return what a code cell's comment ``# alt: …`` says its picture shows; empty without one.

    ``{…}`` in it stands for a value at the time the picture is drawn, as in an f-string.
    """
    found = _ALTERNATIVE.search(source)
    return found[1] if found else ""


def draws_picture(source: str) -> bool:
    """Tell whether the code calls something that draws, outside functions that it only defines."""
    return any(_called(call) in _DRAWS for call in _calls(_statements(source)))


def shows_result(source: str) -> bool:
    """Tell whether the code ends in a value, displays something or draws a picture.

    Functions that it only defines do not count; code that cannot be read shows nothing.
    """
    body = _statements(source)
    if not body:
        return False
    last = body[-1]
    ends_in_value = isinstance(last, ast.Expr) and not _is_silent(last.value)
    semicolon = source.rstrip().endswith(";")  # IPython's way to keep a value to oneself
    return (ends_in_value and not semicolon) or any(
        _called(call) in _DRAWS | _SHOWS for call in _calls(body)
    )


def prints_text(source: str) -> bool:
    """Tell whether the code prints, outside the functions that it only defines."""
    return any(_called(call) == "print" for call in _calls(_statements(source)))


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):  # also IPython's own % and ! lines
        return []


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting += ast.iter_child_nodes(node)


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_silent(value: ast.expr) -> bool:
    """Tell whether a last expression gives nothing to look at: None, a docstring, a bare print."""
    if isinstance(value, ast.Constant):
        return value.value is None or value.value is ... or isinstance(value.value, str)
    return isinstance(value, ast.Call) and _called(value) in _QUIET


_QUIET = frozenset(
    ["print", "append", "extend", "update", "sort", "add", "insert", "close", "savefig", "seed"]
)
