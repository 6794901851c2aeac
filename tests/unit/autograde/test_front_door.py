"""The engine's doors: what others may import, and that nobody goes past them."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ENGINE = ROOT / "autograde" / "terakoya_autograde"
DOORS = (
    "terakoya_autograde",
    *(
        f"terakoya_autograde.{room}"
        for room in (
            "checks",
            "interpreter",
            "kernels",
            "light_nbgrader",
            "nbgrader_course",
            "notebooks",
            "running",
            "runs",
            "sandbox",
            "storage",
        )
    ),
)
LAZY = tuple(door for door in DOORS if not door.endswith((".sandbox", ".light_nbgrader")))
# These load no library before a name of theirs is used.
FREE = tuple(door for door in DOORS if not door.endswith(".light_nbgrader"))
CALLERS = ("src", "extensions", "benchmarks", "scripts", "docs", "nbgrader_config.py")


def tree_of(door: str) -> ast.Module:
    """Return the source of a door."""
    path = ROOT / "autograde" / Path(*door.split("."), "__init__.py")
    return ast.parse(path.read_text("utf-8"))


@cache
def public_names(door: str) -> list[ast.Constant]:
    """Return the entries of a door's ``__all__``, which is written in one piece."""
    (shown,) = (
        node.value
        for node in tree_of(door).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    assert isinstance(shown, ast.List)
    return [entry for entry in shown.elts if isinstance(entry, ast.Constant)]


def past_the_doors(source: str) -> Iterator[str]:
    """Yield what a module imports of the engine that no door shows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("terakoya_autograde."))
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            if node.module.partition(".")[0] != "terakoya_autograde":
                continue
            shown = (
                {entry.value for entry in public_names(node.module)}
                if node.module in DOORS
                else set()
            )
            yield from (f"{node.module}.{a.name}" for a in node.names if a.name not in shown)


def modules_of(caller: str) -> list[Path]:
    """Return the Python files of one part of the repository."""
    place = ROOT / caller
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


@pytest.mark.parametrize("caller", CALLERS)
def test_nobody_imports_past_a_door(caller: str) -> None:
    """Whoever uses the engine takes what a door shows."""
    found = {
        str(path.relative_to(ROOT)): past
        for path in modules_of(caller)
        if (past := list(past_the_doors(path.read_text("utf-8"))))
    }
    assert modules_of(caller)
    assert found == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from terakoya_autograde import Limits", []),
        ("from terakoya_autograde.storage import write_file", []),
        ("from terakoya_autograde.model import Limits", ["terakoya_autograde.model.Limits"]),
        ("from terakoya_autograde import model", ["terakoya_autograde.model"]),
        ("import terakoya_autograde.wire", ["terakoya_autograde.wire"]),
        (
            "def f():\n    from terakoya_autograde.warm import twin",
            ["terakoya_autograde.warm.twin"],
        ),
    ],
)
def test_import_past_a_door_is_seen(source: str, found: list[str]) -> None:
    """The control: a name from behind a door, a module, a package without one, wherever it is."""
    assert list(past_the_doors(source)) == found


def test_contract_names_all_that_is_behind_a_door() -> None:
    """import-linter protects every package and module of the engine that is no door."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = (one for one in settings["contracts"] if one["type"] == "protected")
    inside = [f"terakoya_autograde.{entry.name}" for entry in pkgutil.iter_modules([str(ENGINE)])]
    wanted = {f"{name}.*" if name in DOORS else name for name in inside}
    assert set(contract["protected_modules"]) == wanted
    assert contract["allowed_importers"] == ["terakoya_autograde"]


@pytest.mark.parametrize("door", DOORS)
def test_door_lists_its_names_one_a_line(door: str) -> None:
    """A name that comes or goes is one line of a difference, and none is there twice."""
    names = public_names(door)
    lines = [entry.lineno for entry in names]
    assert lines == list(range(lines[0], lines[0] + len(names)))
    assert len({entry.value for entry in names}) == len(names)


@pytest.mark.parametrize("door", DOORS)
def test_door_shows_what_is_there(door: str) -> None:
    """Each name is imported from where it lives, and none hides behind a module of that name."""
    module = import_module(door)
    shown = {str(entry.value) for entry in public_names(door)}
    assert all(hasattr(module, name) for name in shown)
    assert shown.isdisjoint(entry.name for entry in pkgutil.iter_modules(module.__path__))


@pytest.mark.parametrize("door", LAZY)
def test_type_checker_reads_what_is_imported_later(door: str) -> None:
    """The imports that a type checker reads are those that are made when a name is used."""
    tree = tree_of(door)
    (early,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    read = {
        (str(node.module).removeprefix(f"{door}."), alias.name)
        for node in early.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    (homes,) = (node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    later = {
        (module, name)
        for module, names in ast.literal_eval(homes).items()
        for name in names.split()
    }
    assert read == later


def test_doors_load_no_library() -> None:
    """A warm parent and a command line pass through them before they know what they need."""
    look = "print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    through = f"import sys, importlib; [importlib.import_module(name) for name in {FREE}]"
    # iri_grammar leaves a placeholder where the library will be
    allowed = set(_run(f"import sys; {look}")) | {"terakoya_autograde", "rfc3987_syntax"}
    assert set(_run(f"{through}; {look}")) <= allowed
    seen = set(_run(f"{through}; import terakoya_autograde as t; t.Limits; t.Marks; {look}"))
    assert seen <= allowed
    heavy = set(_run(f"{through}; import terakoya_autograde as t; t.prepare_assignment; {look}"))
    assert "msgspec" in heavy - allowed  # the control


def _run(code: str) -> list[str]:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()
