"""The instructor's version of an assignment, ready to be graded against."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files

from terakoya_autograde.errors import AssignmentError, EngineError
from terakoya_autograde.executor import Executor
from terakoya_autograde.master import Master, read_master
from terakoya_autograde.model import Item
from terakoya_autograde.nursery import Nursery
from terakoya_autograde.release import generate, load_config
from terakoya_autograde.sandbox import probe, sandbox_available
from terakoya_autograde.warm import find_imports
from terakoya_autograde.warm_executor import WarmExecutor

__all__ = ["AssignmentVersion", "prepare_assignment", "require_sandbox"]

SANDBOX = "namespaces+landlock+seccomp"


@dataclass(frozen=True)
class AssignmentVersion:
    """One version of an assignment.

    Attributes:
        files: relative name → content of the data that every submission finds.
        digest: SHA-256 (hex) over every file that can change a score.
        sandbox: the isolation that learners' code runs in; "none" where there is none.
    """

    id: str
    master: Master
    config: Any
    files: Mapping[str, bytes]
    executor: Executor
    digest: str
    items: tuple[Item, ...]
    sandbox: str

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The names of its notebooks."""
        return tuple(self.master.notebooks)


def require_sandbox() -> None:
    """Make sure that every layer of the sandbox is to be had.

    Raises:
        EngineError: it is not; the message names the layers.
    """
    if not sandbox_available():
        missing = ", ".join(layer.name for layer in probe() if not layer.works)
        raise EngineError(f"no sandbox on this machine ({missing})")


@contextmanager
def prepare_assignment(
    source: Path, config: Path | None = None, *, sandbox: bool = True
) -> Iterator[AssignmentVersion]:
    """Yield the instructor's version in `source` with a warm parent that lives as long.

    Args:
        source: ``source/<id>/`` of a course.
        config: the course's nbgrader_config.py.
        sandbox: False runs learners' code with the grader's own rights.

    Raises:
        AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
        EngineError: a sandbox is wanted and cannot be had.
    """
    if sandbox:
        require_sandbox()
    with tempfile.TemporaryDirectory(prefix="terakoya-version-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'gradebook.db'}"
        generate(source, config, folder, url)
        released = folder / "release" / source.name
        master = read_master(url, source.name, released)
        items = _items(master)
        if not items:
            raise AssignmentError(f"{source.name}: no graded cell")
        notebooks = [
            json.loads((released / f"{name}.ipynb").read_text(encoding="utf-8"))
            for name in master.notebooks
        ]
        settings = load_config(config)
        paths = _data(source, settings)
        files = {name: path.read_bytes() for name, path in paths.items()}
        nursery = Nursery(find_imports(notebooks), paths, sandbox=sandbox)
        try:
            yield AssignmentVersion(
                id=source.name,
                master=master,
                config=settings,
                files=files,
                executor=WarmExecutor(nursery, files),
                digest=_digest(source, config, settings),
                items=items,
                sandbox=SANDBOX if sandbox else "none",
            )
        finally:
            nursery.close()


def _items(master: Master) -> tuple[Item, ...]:
    return tuple(
        Item(notebook.name, cell.grade_id, float(cell.points or 0.0))
        for notebook in master.notebooks.values()
        for cell in notebook.cells.values()
        if cell.graded or cell.task
    )


def _data(source: Path, settings: Any) -> dict[str, Path]:
    """Return the data that every submission finds: all but notebooks and ignored files."""
    ignored = [*settings.CourseDirectory.get("ignore", []), "*.ipynb"]
    found = (Path(entry) for entry in find_all_files(str(source), ignored))
    return {str(path.relative_to(source)): path for path in sorted(found)}


def _digest(source: Path, config: Path | None, settings: Any) -> str:
    """Hash the files that nbgrader takes from `source`: notebooks and data, and the config."""
    ignored = list(settings.CourseDirectory.get("ignore", []))
    files = sorted(Path(entry) for entry in find_all_files(str(source), ignored))
    summary = hashlib.sha256()
    for path in [*files, *([config] if config else [])]:
        name = path.relative_to(source) if path.is_relative_to(source) else path.name
        summary.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return summary.hexdigest()
