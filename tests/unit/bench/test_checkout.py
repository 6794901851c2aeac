"""The benchmarks belong to a checkout, and nothing that is installed needs them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli import bench
from terakoya.cli.checkout import find_benchmarks
from terakoya.cli.main import Commands, app
from terakoya.errors import UsageError
from terakoya.language import use_language

ROOT = Path(__file__).parents[3]


def test_benchmarks_are_found_in_a_checkout() -> None:
    """Here they are, and the command is offered with both parts."""
    assert find_benchmarks() == ROOT / "benchmarks"
    assert not Commands.unlisted
    shown = CliRunner().invoke(app, ["bench", "--help"], env={"COLUMNS": "200"}).output
    assert all(name in shown for name in ("app", "grade"))


def test_benchmarks_are_not_found_among_installed_files(tmp_path: Path) -> None:
    """A package in site-packages has none beside it."""
    module = tmp_path / "lib" / "python3.11" / "site-packages" / "terakoya" / "cli" / "checkout.py"
    assert find_benchmarks(module) is None


def test_command_without_benchmarks_says_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says that they are not installed, and where they are."""
    monkeypatch.setattr(bench, "find_benchmarks", lambda: None)
    with use_language("en"), pytest.raises(UsageError, match=r"in a checkout of Terakoya"):
        bench._load()


def test_unlisted_command_is_in_no_list_and_no_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the help nor a guess at a misspelt command names it."""
    monkeypatch.setattr(Commands, "unlisted", frozenset({"bench"}))
    with use_language("en"):
        shown = [CliRunner().invoke(app, [word]).output for word in ("--help", "benc", "app")]
    assert not [text for text in shown if "bench" in text]


def test_nothing_that_is_installed_imports_the_benchmarks() -> None:
    """The one place that loads them does so by name, once they are found."""
    folders = ("src/terakoya", "autograde/terakoya_autograde", "extensions/jupyterlab")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    naming = {path.name for path in paths if _imports(path, "terakoya_bench")}
    assert naming == set()
    assert _imports(ROOT / "benchmarks" / "firewall.py", "terakoya_bench")  # control


def _imports(path: Path, package: str) -> bool:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    names += [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    return any(name.split(".")[0] == package for name in names)
