"""Cells that are compiled before they run."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from terakoya_autograde.interpreter.compiled import CompilingShell
from traitlets.config import Config


@pytest.fixture
def shell() -> InteractiveShell:
    """A shell of its own, without history."""
    settings = {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
    return InteractiveShell(config=Config(settings))


def run(shell: InteractiveShell, source: str) -> Any:
    """Run a cell; return IPython's result."""
    return shell.run_cell(source)  # type: ignore[no-untyped-call]


def without_first(tree: ast.Module) -> ast.Module:
    """Leave out the first statement."""
    del tree.body[0]
    return tree


def unchanged(tree: ast.Module) -> ast.Module:
    """Leave everything in."""
    return tree


def test_compiled_cell_runs_in_the_place_of_its_source(shell: InteractiveShell) -> None:
    """What was left out does not run; elsewhere the same source runs whole."""
    compiling, source = CompilingShell(shell), "x = 1\ny = 2\nx if 'x' in globals() else 'no x'"
    cell = compiling.compile(source, without_first)
    with compiling.running(cell):
        assert run(shell, source).result == "no x"
        assert run(shell, "z = 3\nz").result == 3
    assert run(shell, source).result == 1


def test_two_cells_of_the_same_text_are_two(shell: InteractiveShell) -> None:
    """What is left out of one is not left out of the other."""
    compiling, source = CompilingShell(shell), "n = n + 1\nn"
    first, second = (compiling.compile(source, change) for change in (without_first, unchanged))
    shell.user_ns["n"] = 0
    results: list[Any] = []
    for cell in (first, second, first):
        with compiling.running(cell):
            results.append(run(shell, source).result)
    assert results == [0, 1, 1]


def test_magics_and_waiting_work(shell: InteractiveShell) -> None:
    """A compiled cell is a cell: IPython's own words are understood."""
    compiling = CompilingShell(shell)
    source = "import asyncio\nawait asyncio.sleep(0)\nwhere = %pwd\nwhere"
    with compiling.running(compiling.compile(source, unchanged)):
        result = run(shell, source)
    assert result.success
    assert isinstance(result.result, str)


def test_error_names_its_line(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback shows the cell as written, also below what was left out."""
    compiling, source = CompilingShell(shell), "x = 1\nx = 2\n1 / 0  # here"
    with compiling.running(compiling.compile(source, without_first)):
        assert isinstance(run(shell, source).error_in_exec, ZeroDivisionError)
    assert "1 / 0  # here" in capsys.readouterr().out


def test_statement_that_no_compiler_takes_is_told_at_the_run(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can be read, so it is prepared; what is wrong with it is said in its place."""
    compiling, source = CompilingShell(shell), "x = 1\nbreak"
    with compiling.running(compiling.compile(source, unchanged)):
        result = run(shell, source)
    assert not result.success
    assert "outside loop" in capsys.readouterr().out
    with pytest.raises(SyntaxError):
        compiling.compile("x = = 1", unchanged)
