"""The engine could be a distribution of its own: it needs nothing else of ours."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[3]
ENGINE = ROOT / "autograde" / "terakoya_autograde"
# looked for where a notebook has imported them: the course needs them, not the engine
WHERE_THERE = {"matplotlib", "numpy", "pandas"}
# every module of the engine, in an interpreter that finds nothing else of this repository
ALONE = f"""
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("terakoya", "terakoya_lab", "terakoya_bench"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
sys.path.insert(0, {str(ENGINE.parent)!r})
import terakoya_autograde
for module in pkgutil.walk_packages(terakoya_autograde.__path__, "terakoya_autograde."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(sum(name.startswith("terakoya_autograde") for name in sys.modules))
try:
    import terakoya
except ModuleNotFoundError:
    print("alone")
"""


def imported() -> Iterator[str]:
    """Yield the topmost name of everything that the engine's modules import, wherever they do."""
    for path in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.module is not None
                yield node.module.partition(".")[0]


def test_libraries_of_the_engine_are_named() -> None:
    """It imports the standard library, itself, and what its group in pyproject.toml names."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    group = {_name(entry): entry for entry in settings["dependency-groups"]["engine"]}
    others = set(imported()) - sys.stdlib_module_names - {"terakoya_autograde"} - WHERE_THERE
    known = packages_distributions()
    assert {known[name][0].lower().replace("_", "-") for name in others} == set(group)
    ours = {_name(entry): entry for entry in settings["project"]["dependencies"]}
    assert {name: ours[name] for name in group if name in ours}.items() <= group.items()


def _name(requirement: str) -> str:
    return re.split("[<>=!~]", requirement)[0]


def test_every_module_is_imported_without_the_rest() -> None:
    """In an interpreter that refuses everything else of ours, all of the engine is there."""
    command = [sys.executable, "-c", ALONE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, alone = done.stdout.split()
    assert int(count) == len([p for p in ENGINE.rglob("*.py") if p.name != "__main__.py"])
    assert alone == "alone"
