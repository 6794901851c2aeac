"""Growth: does a submission cost more, or the parent hold more, when there are many more?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya_bench.engine import Engine, run_engine, write_job
from terakoya_bench.material import Material

__all__ = ["Size", "measure_growth", "summarise_growth"]


@dataclass(frozen=True)
class Size:
    """One run of the engine over `submissions`.

    Attributes:
        seconds: wall seconds for each submission, the start left out.
        cpu_seconds: CPU seconds for each, likewise.
        parent_rss: bytes that the grader's process held before the first and after the last.
    """

    submissions: int
    seconds: float
    cpu_seconds: float
    parent_rss: tuple[int, int]


def measure_growth(
    material_of: Callable[[int], Material], engine: Engine, sizes: Sequence[int]
) -> dict[str, Any]:
    """Run the engine at each size, smallest first, each in a fresh process.

    Raises:
        GradingError: a run failed, or lost a submission.
    """
    return summarise_growth([_measure(material_of(size), engine) for size in sorted(sizes)])


def summarise_growth(sizes: Sequence[Size]) -> dict[str, Any]:
    """Return the runs and how the largest compares with the smallest, as plain data."""
    first, last = sizes[0], sizes[-1]
    return {
        "sizes": [asdict(size) for size in sizes],
        "seconds_ratio": last.seconds / first.seconds,
        "cpu_ratio": last.cpu_seconds / first.cpu_seconds,
        "parent_rss_ratio": last.parent_rss[1] / first.parent_rss[1],
    }


def _measure(material: Material, engine: Engine) -> Size:
    count = len(material.entries)
    command = write_job(engine, material, material.entries, material.folder("growth"))
    run = run_engine(material, command, material.scratch / "growth.log")
    if run.metered.started is None or len(run.seen["scores"]) != count:
        lost = count - len(run.seen["scores"])
        raise GradingError(
            _("{n} of {count} submissions were not graded.").format(n=lost, count=count)
        )
    steady = (run.metered.total - run.metered.started) * (1 / count)
    before, after = (look["rss"] for look in run.seen["memory"])
    return Size(count, steady.wall, steady.cpu, (before, after))
