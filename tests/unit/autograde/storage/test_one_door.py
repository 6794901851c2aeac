"""What is kept goes through one room: nobody opens a database or puts a folder in place beside it.

A new place that does is found here, and needs a reason.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
ENGINE, OURS = ROOT / "autograde" / "terakoya_autograde", ROOT / "src" / "terakoya"
BENCHMARKS = ROOT / "benchmarks" / "terakoya_bench"
STORAGE = ENGINE / "storage"
# what only the storage does → who else may, and why
ALLOWED: dict[str, dict[str, str]] = {
    "create_engine": {},
    "sqlite3.connect": {},
    "Gradebook": {"terakoya_bench/stock.py": "nbgrader itself is measured"},
    "os.replace": {},
    "os.rename": {},
    "fsync": {"delivery/store.py": "a name that another process has put there"},
    "flock": {},
    "tempfile.mkdtemp": {
        "cli/demo.py": "a demonstration that stays",
        "clean_room/shared_files.py": "in the sandbox",
        "terakoya_bench/grade_bench.py": "in a scratch folder",
        "terakoya_bench/floor.py": "the floor of what is measured does nothing more",
        "kernels/prepared.py": "in the sandbox, and in a scratch folder",
        "kernels/warm_kernels.py": "sockets: the path may not be long",
        "warm/zygote.py": "in the sandbox",
    },
    "tempfile.mkstemp": {},
    "tempfile.TemporaryDirectory": {"authoring/mutants/other_runs.py": "in the sandbox"},
    "tempfile.NamedTemporaryFile": {},
}


@cache
def calls_of(path: Path) -> frozenset[str]:
    """Return the dotted name of everything that a module calls."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call))


def places_of(call: str) -> set[str]:
    """Return the modules outside the storage that call it, relative to their package."""
    return {
        str(path.relative_to(above))
        for package, above in ((ENGINE, ENGINE), (OURS, OURS), (BENCHMARKS, BENCHMARKS.parent))
        for path in package.rglob("*.py")
        if STORAGE not in path.parents
        and any(name == call or name.endswith(f".{call}") for name in calls_of(path))
    }


@pytest.mark.parametrize("call", ALLOWED)
def test_call_that_only_the_storage_makes(call: str) -> None:
    """Nobody else makes it, but those who have a reason; each of these reasons is needed."""
    assert places_of(call) == set(ALLOWED[call])


def test_calls_are_found(tmp_path: Path) -> None:
    """Control: such a call is seen, whatever its module is called by."""
    (tmp_path / "made.py").write_text("import os\nos.replace('a', 'b')\nsa.create_engine('x')\n")
    assert calls_of(tmp_path / "made.py") == {"os.replace", "sa.create_engine"}
