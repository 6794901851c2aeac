"""One benchmark from beginning to end."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from terakoya_autograde import IN_KERNEL, find_imports
from terakoya_autograde.storage import scratch_folder

from terakoya.errors import TerakoyaError
from terakoya.language import gettext as _
from terakoya.workspace import Workspace
from terakoya_bench.bare import Floor
from terakoya_bench.bench_progress import Step
from terakoya_bench.contender import Contender, Measured, Unmeasured, require_scores
from terakoya_bench.engine import Engine
from terakoya_bench.growth import measure_growth
from terakoya_bench.machine import describe_machine
from terakoya_bench.material import Maker, Material, make_material
from terakoya_bench.memory import measure_memory
from terakoya_bench.meter import clean_environment
from terakoya_bench.otter import Otter
from terakoya_bench.report import make_report
from terakoya_bench.stock import CourseEngine, Nbgrader

__all__ = ["CONTENDERS", "Bench", "run_bench"]

CONTENDERS = ("nbgrader", "otter", "engine", "in-kernel", "course", "floor")


@dataclass(frozen=True)
class Bench:
    """What is measured, and how.

    Attributes:
        sample: how many submissions nbgrader and otter grade; None for all.
        growth: at how many submissions the engine is measured again; none for not at all.
        memory: whether the memory of a running child is measured (in a run of its own).
    """

    assignment: str = "counter-waiting"
    submissions: int = 40
    workers: int = 1
    only: tuple[str, ...] = CONTENDERS
    sandbox: bool = True
    sample: int | None = None
    otter: str = "otter"
    growth: tuple[int, ...] = ()
    memory: bool = True

    @property
    def contenders(self) -> tuple[tuple[str, Contender], ...]:
        """Who takes part, in a fixed order."""
        everyone: dict[str, Contender] = {
            "nbgrader": Nbgrader(self.sample),
            "otter": Otter(self.otter, self.sample),
            "engine": Engine(self.workers, self.sandbox),
            "in-kernel": Engine(self.workers, self.sandbox, IN_KERNEL, name="in-kernel"),
            "course": CourseEngine(self.workers, self.sandbox),
            "floor": Floor(self.workers),
        }
        return tuple((name, made) for name, made in everyone.items() if name in self.only)


def run_bench(
    bench: Bench, workspace: Workspace, maker: Maker, now: datetime, step: Step
) -> dict[str, Any]:
    """Measure every contender, one after another, and return the report.

    Args:
        maker: yields made submissions of an assignment without end.
        step: ``step(title, total)`` shows the progress.

    Raises:
        UsageError: there is no such assignment.
        WorkspaceError: it has no answers to make submissions from.
    """
    machine = describe_machine(now)
    with scratch_folder("bench") as folder:
        maker_of = _Materials(bench, workspace, maker, folder)
        material = maker_of(bench.submissions)
        _fill_caches(material)
        extra: dict[str, Any] = {}
        parts = len(bench.contenders) + bool(bench.memory) + bool(bench.growth)
        with step(_("Measuring"), parts) as progress:
            outcomes = []
            for contender, grade in bench.contenders:
                outcomes.append(_attempt(contender, grade, material))
                progress.advance(contender)
            if bench.memory:
                extra["memory"] = measure_memory(material, sandbox=bench.sandbox)
                progress.advance(_("memory"))
            if bench.growth:
                extra["growth"] = _grow(bench, maker_of)
                progress.advance(_("growth"))
    return make_report(machine, asdict(bench), material, outcomes, extra)


@dataclass(frozen=True)
class _Materials:
    """Makes material of any size, each in a folder of its own."""

    bench: Bench
    workspace: Workspace
    maker: Maker
    scratch: Path

    def __call__(self, count: int) -> Material:
        folder = Path(tempfile.mkdtemp(prefix=f"{count}-", dir=self.scratch))
        environment = clean_environment(self.scratch)
        return make_material(
            self.workspace, self.bench.assignment, count, self.maker, folder, environment
        )


def _attempt(name: str, grade: Contender, material: Material) -> Measured | Unmeasured:
    """Let one contender run; what fails is in the report, and costs the others nothing."""
    try:
        outcome = grade(material)
        return require_scores(outcome) if isinstance(outcome, Measured) else outcome
    except TerakoyaError as error:
        return Unmeasured(name, "failed", error.sentence)


def _grow(bench: Bench, material_of: Callable[[int], Material]) -> dict[str, Any]:
    try:
        return measure_growth(material_of, Engine(bench.workers, bench.sandbox), bench.growth)
    except TerakoyaError as error:
        return {"failed": error.sentence}


def _fill_caches(material: Material) -> None:
    """Import everything once, unmeasured: nobody shall pay for byte code and font lists first."""
    notebooks = [material.source_notebook(name) for name in material.assignment.notebooks]
    modules: Sequence[str] = ("nbgrader.apps", "ipykernel.kernelapp", *find_imports(notebooks))
    lines = [f"try: import {name}\nexcept Exception: pass" for name in modules]
    subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=material.scratch,
        env=dict(material.environment),
        capture_output=True,
        check=False,
    )
