"""Statements of the instructor's version, run apart from a cell."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
from collections.abc import Iterator
from types import CodeType

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import plain_source

__all__ = ["code_of", "compiled", "file_of", "run_quietly", "runs_unheard", "statements"]


def statements(plan: CellPlan, lines: tuple[int, ...]) -> list[ast.stmt]:
    """Return the statements of a cell that begin at these lines."""
    body = ast.parse(plain_source(plan.cell.source)).body if lines else []
    return [node for node in body if node.lineno in set(lines)]


def file_of(plan: CellPlan) -> str:
    """Return the name under which a cell's statements are compiled."""
    return f"<{plan.cell.name}>"


def code_of(plan: CellPlan, lines: tuple[int, ...]) -> Iterator[tuple[ast.stmt, CodeType]]:
    """Yield statements of a cell and their code."""
    for node in statements(plan, lines):
        yield node, compiled(node, plan)


def compiled(node: ast.stmt, plan: CellPlan) -> CodeType:
    """Return the code of a statement; it may await, as in a notebook."""
    flags, module = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, ast.Module([node], [])
    code: CodeType = compile(module, file_of(plan), "exec", flags=flags, dont_inherit=True)
    return code


def run_quietly(code: CodeType, namespace: dict[str, object]) -> bool:
    """Run one of the instructor's own statements; tell whether it went well. It shows nothing."""
    return _run(code, namespace) is not None


def runs_unheard(code: CodeType, namespace: dict[str, object]) -> bool:
    """Run one, quietly; tell whether it went well and had nothing to say.

    What it prints or warns of belongs to its place: a warning on standard error costs a check its
    points.
    """
    return _run(code, namespace) == ""


def _run(code: CodeType, namespace: dict[str, object]) -> str | None:
    """Return what a statement says; None where it fails."""
    quiet = io.StringIO()
    try:
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            if code.co_flags & inspect.CO_COROUTINE:
                _await(code, namespace)
            else:
                exec(code, namespace)  # noqa: S102 - the instructor's own statements
    except (Exception, SystemExit):  # noqa: BLE001 - in its place it says so, or what needs it does
        return None
    return quiet.getvalue()


def _await(code: CodeType, namespace: dict[str, object]) -> None:
    """Run a statement that awaits, on a loop of its own: a cell's loop may be another one."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(eval(code, namespace))  # noqa: S307 - the instructor's own
    finally:
        loop.close()
