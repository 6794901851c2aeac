"""Measuring the contenders one after another, and comparing them with stock Voila."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terakoya_autograde.storage import scratch_folder

from terakoya.errors import TerakoyaError
from terakoya.faces import build_app
from terakoya.workspace import Workspace
from terakoya_bench.apps.filling import Filling, measure_filling, require_memory
from terakoya_bench.apps.one_visit import Visit, visit_ours, visit_stock
from terakoya_bench.apps.openings import Opening, measure_openings, open_ours, open_stock
from terakoya_bench.apps.page_times import chromium, measure_pages
from terakoya_bench.apps.servers import Address, serve_ours, serve_panel, serve_stock
from terakoya_bench.apps.sessions import count_processes, measure_sessions, wait_until_left
from terakoya_bench.bench_progress import Progress, Step
from terakoya_bench.machine import describe_machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["CONTENDERS", "AppBench", "compare", "run_app_bench"]

CONTENDERS = ("stock", "preheated", "ours", "panel")
_RATIOS = {
    "first_control": ("pages", "first_visit", "control"),
    "second_control": ("pages", "second_visit", "control"),
    "first_answer": ("pages", "first_visit", "answer"),
    "second_answer": ("pages", "second_visit", "answer"),
    "memory": ("sessions", "each"),
    "filled_in_use": ("filled", "in_use", "sessions"),
    "filled_open": ("filled", "open", "sessions"),
}
_PIECES = 20  # of many openings, in which their progress is told
_NEVER = 24 * 3600.0  # seconds until a kernel is parked, where none shall be


@dataclass(frozen=True)
class AppBench:
    """What is measured.

    Attributes:
        times: how often the page is opened, by somebody new and once more.
        sessions: how many are open at once for the memory.
        openings, at_once: how many open the app, how many at a time; 0 leaves that out.
        pool: how many kernels the preheated Voila keeps.
        panel: the Python of an environment with Panel; None leaves it out.
        idle_seconds: how long sessions rest before they are looked at once more.
        fill: bytes to which each server is filled with sessions; 0 leaves that out.
    """

    assignment: str = "population-ageing"
    only: tuple[str, ...] = CONTENDERS
    times: int = 5
    sessions: int = 8
    openings: int = 500
    at_once: int = 20
    pool: int = 5
    panel: Path | None = None
    idle_seconds: float = 30.0
    fill: int = 0


def run_app_bench(
    bench: AppBench, workspace: Workspace, now: datetime, step: Step
) -> dict[str, Any]:
    """Measure each contender and return a report of plain data.

    Raises:
        UsageError: there is no such assignment, or it has no app.
        GradingError: there is no Chromium, or less memory than is to be filled.
    """
    require_memory(bench.fill)
    report: dict[str, Any] = {"machine": describe_machine(now), "bench": _plain(bench)}
    contenders: dict[str, Any] = {}
    with scratch_folder("bench") as scratch:
        folder = scratch / "apps"
        build_app(workspace, bench.assignment, folder)
        with chromium() as browser:
            for name in bench.only:
                if name == "panel" and bench.panel is None:
                    continue
                own = scratch / name
                own.mkdir()
                contenders[name] = _Contender(bench, name, folder, own, browser, step).measure()
    report["contenders"] = contenders
    report["ratios"] = compare(contenders)
    return report


def compare(contenders: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return each contender's figures over stock Voila's; what is missing is left out."""
    ratios: dict[str, dict[str, float]] = {}
    for name, figures in contenders.items():
        found = {}
        for ratio, path in _RATIOS.items():
            own, stock = _look(figures, path), _look(contenders.get("stock", {}), path)
            if own is not None and stock:
                found[ratio] = round(own / stock, 3)
        ratios[name] = found
    return ratios


def _look(figures: Any, path: tuple[str, ...]) -> float | None:
    for key in path:
        figures = figures.get(key) if isinstance(figures, dict) else None
    return float(figures) if isinstance(figures, int | float) else None


@dataclass(frozen=True)
class _Contender:
    """One server that is measured, each time started afresh in a folder below `scratch`."""

    bench: AppBench
    name: str
    folder: Path
    scratch: Path
    browser: Browser
    step: Step

    def measure(self) -> dict[str, Any]:
        """Return what could be measured; `failed` says why the rest could not."""
        figures: dict[str, Any] = {}
        try:
            figures["pages"] = self._pages()
            figures["sessions"] = self._sessions()
            if self.bench.openings and self._opening is not None:
                figures["openings"] = self._openings(self._opening)
            if self.bench.fill and self._opening is not None:
                figures["filled"] = self._filled()
        except (TerakoyaError, OSError) as error:
            figures["failed"] = str(error)
        return figures

    @property
    def _opening(self) -> Opening | None:
        """Somebody without a browser; of Panel's pages none is known."""
        return {"ours": open_ours, "panel": None}.get(self.name, open_stock)

    @contextmanager
    def _begin(
        self, part: str, pieces: int = 1, *, parks: bool = True
    ) -> Iterator[tuple[Address, Progress]]:
        own = self.scratch / part
        own.mkdir()
        with (
            self.step(f"{self.name}: {part}", pieces) as progress,
            _serve(self.bench, self.name, self.folder, own, parks=parks) as address,
        ):
            yield address, progress

    def _pages(self) -> dict[str, Any]:
        with self._begin("pages") as (address, progress):
            measure_pages(self.browser, address.page, 1)  # nobody pays for what is done once
            figures = measure_pages(self.browser, address.page, self.bench.times)
            progress.advance()
            return figures

    def _sessions(self) -> dict[str, Any]:
        """Open sessions on a server that has served one visitor and was left with no kernel."""
        bench = self.bench
        with self._begin("sessions") as (address, progress):
            if self._opening is not None:
                measure_openings(self._opening, address, 1, 1)
            figures = measure_sessions(
                self.browser, address.page, address.root, bench.sessions, bench.idle_seconds
            )
            progress.advance()
            return figures

    def _openings(self, opening: Opening) -> dict[str, Any]:
        bench = self.bench
        pieces = min(bench.openings, _PIECES)
        with self._begin("openings", pieces) as (address, progress):
            before = count_processes(address.root)
            told = Fraction(pieces, bench.openings)
            done = iter(range(1, bench.openings + 1))

            def advance() -> None:
                number = next(done)
                if int(number * told) > int((number - 1) * told):
                    progress.advance()

            figures = measure_openings(opening, address, bench.openings, bench.at_once, advance)
            return figures | {"left": wait_until_left(address.root, before)}

    def _filled(self) -> dict[str, Any]:
        """Fill fresh servers: one whose sessions all stay in use, and one as it is shipped.

        Ours ends kernels of idle sessions until they are needed again; Voila's own never do.
        """
        visit: Visit = visit_ours if self.name == "ours" else visit_stock
        found = {}
        for kind in ("in_use", "open") if self.name == "ours" else ("in_use",):
            with self._begin(kind, parks=kind == "open") as (address, progress):
                found[kind] = measure_filling(visit, address, Filling(self.bench.fill))
                progress.advance()
        return {"open": found["in_use"]} | found


@contextmanager
def _serve(
    bench: AppBench, name: str, folder: Path, scratch: Path, *, parks: bool
) -> Iterator[Address]:
    match name:
        case "ours" if not parks:
            server = serve_ours(folder, bench.assignment, park_seconds=_NEVER)
        case "ours":
            server = serve_ours(folder, bench.assignment)
        case "panel":
            assert bench.panel is not None
            server = serve_panel(folder, bench.assignment, bench.panel, scratch)
        case _:
            pool = bench.pool if name == "preheated" else 0
            server = serve_stock(folder, bench.assignment, pool=pool, scratch=scratch)
    with server as address:
        yield address


def _plain(bench: AppBench) -> dict[str, Any]:
    made = asdict(bench)
    made["panel"] = bench.panel is not None
    return made
