"""The engine as a contender: its Python API in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde import CLEAN_ROOM, ENGINE

from terakoya.language import gettext as _
from terakoya_bench import engine_job
from terakoya_bench.contender import Measured, require_success
from terakoya_bench.engine_job import READY
from terakoya_bench.material import Entry, Material
from terakoya_bench.meter import Cost, Metered, measure

__all__ = ["Engine", "EngineRun", "run_engine", "write_job"]


@dataclass(frozen=True)
class EngineRun:
    """One metered process of the engine, and what it saw (`engine_job` says what)."""

    metered: Metered
    seen: dict[str, Any]


@dataclass(frozen=True)
class Engine:
    """`prepare_assignment` (the start), then `grade_many` on `workers`."""

    workers: int
    sandbox: bool = True
    checks: str = CLEAN_ROOM
    name: str = "engine"

    def __call__(self, material: Material) -> Measured:
        """Grade every submission."""
        command = write_job(self, material, material.entries, material.folder(self.name))
        run = run_engine(material, command, material.scratch / f"{self.name}.log")
        metered, seen = run.metered, run.seen
        started = metered.started or Cost(0.0, 0.0)
        notes = [_("Executed notebooks are written; a gradebook is not (see course).")]
        if seen["failures"]:
            text = _("{n} submissions could not be graded; their time is counted.")
            notes.append(text.format(n=len(seen["failures"])))
        return Measured(
            name=self.name,
            commands=(command,),
            startup=started,
            grading=metered.total - started,
            graded=len(material.entries),
            submissions=len(material.entries),
            scores=seen["scores"],
            notes=notes,
            facts={
                "engine": ENGINE,
                "sandbox": seen["sandbox"],
                "checks": self.checks,
                "at_once": self.workers,
                "failures": seen["failures"],
                "left_running": metered.leftover,
            },
        )


def write_job(
    engine: Engine, material: Material, entries: Sequence[Entry], folder: Path, rest: float = 0.0
) -> list[str]:
    """Write the job of one run into `folder`; return the command that runs it."""
    job = {
        "source": str(material.source),
        "config": str(material.config),
        "submissions": {
            entry.id: {name: str(path) for name, path in entry.files.items()} for entry in entries
        },
        "workers": engine.workers,
        "limits": asdict(material.assignment.limits),
        "sandbox": engine.sandbox,
        "checks": engine.checks,
        "rest": rest,
        "to": str(folder / "executed"),
        "result": str(folder / "result.json"),
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return [sys.executable, "-P", engine_job.__file__, str(path)]


def run_engine(material: Material, command: Sequence[str], log: Path) -> EngineRun:
    """Run a job below the meter.

    Raises:
        GradingError: the process failed.
    """
    folder = Path(command[-1]).parent
    metered = measure(command, folder, log, env=material.environment, mark=READY)
    require_success("engine", metered)
    return EngineRun(metered, json.loads((folder / "result.json").read_text(encoding="utf-8")))
