"""All apps of a server: prepared one after another, watched, and ended together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from terakoya_autograde import WorkerError
from terakoya_autograde.kernels import PreparedKernels, warm_imports

from terakoya.faces.app.live.page import Page, PageMaker
from terakoya.faces.app.live.served_app import AppState, ServedApp
from terakoya.language import Language, current_language, use_language
from terakoya.model.settings import AppSettings

__all__ = ["AppRegistry", "Visitor"]

log = logging.getLogger("terakoya.apps")
_LEAVING = 8  # threads that clear up after pages


class Visitor(Protocol):
    """One open page."""

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel runs for it now."""

    @property
    def kernel_pid(self) -> int | None:
        """The kernel's process."""

    def park(self, idle_seconds: float) -> None:
        """End a kernel that is not used."""

    def end(self) -> None:
        """End whatever runs for it: the server stops."""


class AppRegistry:
    """The apps below a folder, each in ``<id>/<id>.ipynb``."""

    def __init__(self, root: Path, settings: AppSettings, pages: PageMaker) -> None:
        self.pages, self.settings = pages, settings
        self.visits: set[Visitor] = set()
        self.threads = ThreadPoolExecutor(settings.at_once, "visit")
        # apart: where all threads wait for cells that hang, pages that go still end theirs
        self._leaving = ThreadPoolExecutor(_LEAVING, "leave")
        self.starting = asyncio.Lock()  # Voila loses requests that start kernels at once
        self._root = root.resolve()
        self._preparing = ThreadPoolExecutor(1, "prepare")
        self._apps: dict[Path, ServedApp] = {}
        self._made: dict[tuple[Path, int, Language], Page] = {}
        self._kernels: PreparedKernels | None = None
        self._closed = False
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Start to prepare the apps that are there, one after another."""
        for folder in sorted(self._root.iterdir())[: self.settings.at_start]:
            served = self.find(f"{folder.name}/{folder.name}.ipynb")
            if served is not None:
                self.wish(served)

    def find(self, path: str) -> ServedApp | None:
        """Return the app at a path below the root; None where there is none."""
        file = (self._root / path).resolve()
        if not file.is_relative_to(self._root) or file.suffix != ".ipynb" or not file.is_file():
            return None
        if file not in self._apps:
            self._apps[file] = ServedApp(file, self._warm_parent, self.settings, time.monotonic)
        return self._apps[file]

    def wish(self, served: ServedApp) -> None:
        """See to it that an app is prepared, or prepared anew where that is due."""
        if served.is_due():
            self._preparing.submit(self._prepare, served)

    def page(self, served: ServedApp) -> Page:
        """Return the light page of an app as it is now, in the language of the moment."""
        self.wish(served)
        name = served.path.relative_to(self._root).as_posix()
        generation = served.generation
        if generation is None:
            make = self.pages.failed if served.state is AppState.FAILED else self.pages.waiting
            return make(name, served.title)
        key = (served.path, generation.number, current_language())
        if key not in self._made:
            same = (served.path, generation.number)
            self._made = {
                old: page
                for old, page in self._made.items()
                if old[0] != served.path or old[:2] == same
            }
            self._made[key] = self.pages.ready(name, generation)
        return self._made[key]

    async def watch(self) -> None:
        """Park the kernels that nobody uses, for ever."""
        while True:
            await asyncio.sleep(max(0.5, self.settings.park_seconds / 4))
            for visitor in tuple(self.visits):
                try:
                    visitor.park(self.settings.park_seconds)
                except Exception:  # the next one is watched all the same
                    log.exception("an idle kernel was not ended")

    def in_background(self, function: Callable[..., None], *arguments: object) -> None:
        """Have something cleared up; a server that stops has ended it already."""
        with contextlib.suppress(RuntimeError):
            self._leaving.submit(_clear_up, function, *arguments)

    def status(self) -> dict[str, object]:
        """Return what runs now, as plain data."""
        kernels = [visitor.kernel_pid for visitor in self.visits if visitor.has_kernel]
        return {
            "pages": len(self.visits),
            "kernels": [pid for pid in kernels if pid is not None],
            "apps": {served.path.stem: served.state.value for served in self._apps.values()},
            "prepared": [
                served.generation.kernel.pid
                for served in self._apps.values()
                if served.generation is not None
            ],
            "parent": self._kernels.pid if self._kernels is not None else None,
        }

    def close(self) -> None:
        """End every kernel, and with them every thread; harmless when that is over."""
        with self._lock:
            closed, self._closed = self._closed, True
        if closed:
            return
        for threads in (self._preparing, self.threads, self._leaving):
            threads.shutdown(wait=False, cancel_futures=True)
        for visitor in tuple(self.visits):
            visitor.end()
        for served in self._apps.values():
            served.close()
        if self._kernels is not None:
            self._kernels.close()

    def _prepare(self, served: ServedApp) -> None:
        try:
            if served.is_due():
                with use_language(self.pages.language):  # what is prepared is the same for all
                    served.prepare()
                if served.generation is not None:
                    self.pages.make_scripts(served.generation)  # before a visitor has to wait
        except Exception:
            app = served.path.stem
            log.exception("%s could not be prepared", app, extra={"app": app})

    def _warm_parent(self) -> PreparedKernels:
        with self._lock:
            if self._closed:
                raise WorkerError("the server stops")
            if self._kernels is None:
                self._kernels = PreparedKernels(warm_imports(), sandbox=self.settings.sandbox)
            return self._kernels


def _clear_up(function: Callable[..., None], *arguments: object) -> None:
    try:
        function(*arguments)
    except Exception:
        log.exception("something of a visit was not cleared up")
