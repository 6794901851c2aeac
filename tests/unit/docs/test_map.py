"""The map in docs/architecture.md is the tree of folders as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import PurePosixPath

import pytest

from tests.unit.docs.pages import ROOT, fences, read_page, section


def _read_map() -> list[str]:
    """Return every path of the fenced tree; two spaces are one level."""
    (tree,) = fences(section(read_page("docs/architecture.md"), "The map"), "text")
    above: list[str] = []
    found = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [line.split()[0].rstrip("/")]
        found.append("/".join(above))
    return found


MAP = _read_map()


def _tracked() -> list[PurePosixPath]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout: which files are tracked is not known here")
    done = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PurePosixPath(name) for name in done.stdout.split("\0") if name]


def _below(folder: str) -> set[str]:
    """Return what git knows one level below a folder: what somebody has begun does not count."""
    depth = len(PurePosixPath(folder).parts)
    inside = [path for path in _tracked() if path.is_relative_to(folder)]
    names = {"/".join(path.parts[: depth + 1]) for path in inside}
    return names - {f"{folder}/__init__.py"}  # it says what the folder's own line says


@pytest.mark.parametrize("path", MAP)
def test_map_path_is_there(path: str) -> None:
    """Every path of the map exists."""
    assert (ROOT / path).exists()


def test_map_names_each_path_once() -> None:
    """No path stands in the map twice."""
    assert len(MAP) == len(set(MAP))


def test_map_holds_the_top_level() -> None:
    """Everything at the top that git knows is in the map."""
    assert {path.parts[0] for path in _tracked()} <= set(MAP)


@pytest.mark.parametrize(
    "folder",
    [
        "src/terakoya",
        "autograde",
        "autograde/terakoya_autograde",
        "autograde/terakoya_autograde/checks",
        "autograde/terakoya_autograde/interpreter",
        "autograde/terakoya_autograde/kernels",
        "autograde/terakoya_autograde/nbgrader_course",
        "autograde/terakoya_autograde/notebooks",
        "autograde/terakoya_autograde/running",
        "autograde/terakoya_autograde/warm",
        "extensions",
        "extensions/jupyterlab",
        "extensions/voila",
        "docs",
    ],
)
def test_map_holds_each_part(folder: str) -> None:
    """Every package, module and page folder one level deep is in the map."""
    assert _below(folder) <= set(MAP)


def test_map_control() -> None:
    """A part that is not in the map is noticed."""
    folder = "src/terakoya"
    known = set(MAP) - {f"{folder}/cli"}
    assert not _below(folder) <= known
