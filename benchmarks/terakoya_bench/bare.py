"""The floor as a contender: makes its job, starts it as a zygote is started, and reads it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde import find_imports, warm_environment

from terakoya.language import gettext as _
from terakoya_bench import floor
from terakoya_bench.contender import Measured, require_success
from terakoya_bench.floor import READY, read_cells
from terakoya_bench.material import Material
from terakoya_bench.meter import Cost, measure

__all__ = ["Floor"]


@dataclass(frozen=True)
class Floor:
    """The same cells in bare forks of one warm parent, `workers` at once."""

    workers: int
    name: str = "floor"

    def __call__(self, material: Material) -> Measured:
        """Run every submission's cells."""
        folder = material.folder(self.name)
        job, result = folder / "job.json", folder / "result.json"
        job.write_text(json.dumps(self._job(material, result)), encoding="utf-8")
        command = [sys.executable, "-P", floor.__file__, str(job)]
        env = warm_environment(folder) | {"NBGRADER_EXECUTION": "autograde"}
        log = material.scratch / "floor.log"
        done = require_success(self.name, measure(command, folder, log, env=env, mark=READY))
        started = done.started or Cost(0.0, 0.0)
        seen = json.loads(result.read_text(encoding="utf-8"))
        return Measured(
            name=self.name,
            commands=(command,),
            startup=started,
            grading=done.total - started,
            graded=len(material.entries),
            submissions=len(material.entries),
            scores=_scores(seen["passed"], material),
            notes=(_("A cell without an error counts as full marks; nothing else is scored."),),
            facts={
                "at_once": self.workers,
                "children_cpu": seen["children_cpu"],
                "not_importable": seen["missing"],
            },
        )

    def _job(self, material: Material, result: Path) -> dict[str, Any]:
        sources = {name: material.source_notebook(name) for name in material.assignment.notebooks}
        submissions: dict[str, list[tuple[str, str]]] = {}
        for entry in material.entries:
            submissions[entry.id] = [
                (f"{name}/{item}" if item else "", code)
                for name, source in sources.items()
                for item, code in read_cells(
                    json.loads(entry.files[f"{name}.ipynb"].read_text(encoding="utf-8")), source
                )
            ]
        released = material.workspace.release(material.assignment.id)
        return {
            "imports": find_imports(sources.values()),
            "files": {
                str(path.relative_to(released)): str(path)
                for path in sorted(released.rglob("*"))
                if path.is_file() and path.suffix != ".ipynb"
            },
            "workers": self.workers,
            "submissions": submissions,
            "result": str(result),
        }


def _scores(passed: Mapping[str, list[str]], material: Material) -> dict[str, dict[str, float]]:
    """Turn the items that passed into points; a child that said nothing has no scores."""
    return {
        entry.id: {
            f"{item.notebook}/{item.id}": (
                item.points if f"{item.notebook}/{item.id}" in passed[entry.id] else 0.0
            )
            for item in material.items
        }
        for entry in material.entries
        if entry.id in passed
    }
