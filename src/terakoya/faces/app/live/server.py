"""Voila with our apps in it: its own handlers stay, a page is ours where it can be."""

from __future__ import annotations

import asyncio
import atexit
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.utils import url_path_join
from nbformat import NotebookNode
from tornado.ioloop import IOLoop
from traitlets import Dict
from voila.app import Voila

from terakoya.faces.app.live.app_registry import AppRegistry
from terakoya.faces.app.live.kernel_owner import KernelOwnerHandler
from terakoya.faces.app.live.page import PageMaker
from terakoya.faces.app.live.page_handlers import AssetHandler, PageHandler, StatusHandler
from terakoya.faces.app.live.page_words import page_words
from terakoya.faces.app.live.request_log import log_request
from terakoya.faces.app.live.visit_handler import VisitHandler
from terakoya.faces.app.live.widget_cells import add_controls
from terakoya.language import choose_language
from terakoya.logs import keep_logs
from terakoya.model.settings import AppSettings, LogSettings

__all__ = ["AppsVoila", "main"]


class AppsVoila(Voila):  # type: ignore[misc]
    """Voila for a folder of apps."""

    apps = Dict(help="The settings of apps, by the names of `AppSettings`.").tag(config=True)
    logs = Dict(help="Where lines are logged, by the names of `LogSettings`.").tag(config=True)
    language = "ja"
    _registry: AppRegistry | None = None

    def init_settings(self) -> dict[str, object]:
        """Return Voila's settings; pages of errors get their words from our catalogues."""
        settings: dict[str, Any] = super().init_settings()
        settings["log_function"] = log_request
        settings["voila_jinja2_env"].globals["page_words"] = page_words
        return settings

    def init_handlers(self) -> list[Any]:
        """Return Voila's handlers, with ours in the place of its page and before the rest."""
        self._begin_log()
        registry = self._make_registry()
        self.voila_configuration.prelaunch_hook = self._add_controls
        made = []
        for address, handler, *rest in super().init_handlers():
            if address.endswith("/voila/render/(.*)"):
                made.append((address, PageHandler, {**rest[0], "registry": registry}))
            else:
                made.append((address, handler, *rest))
        given, root = {"registry": registry}, Path(self.root_dir).resolve()
        ours = url_path_join(self.server_url, "terakoya")
        return [
            (url_path_join(ours, r"assets/([0-9a-f]{16})/([a-z.]+)"), AssetHandler, given),
            (url_path_join(ours, r"visit/(.*)"), VisitHandler, given),
            (url_path_join(ours, r"status"), StatusHandler, given),
            (url_path_join(ours, r"kernels/([0-9a-f-]{36})"), KernelOwnerHandler, {"root": root}),
            *made,
        ]

    def stop(self) -> None:
        """End the visits first: Python waits for the threads that answer them."""
        if self._registry is not None:
            self._registry.close()
        super().stop()

    def _begin_log(self) -> None:
        """Log into the file of the portal, if there is one; warnings stay in Voila's own log."""
        settings = LogSettings(**self.logs)
        if settings.file:
            writing = ExitStack()
            writing.enter_context(keep_logs(settings, Path("/")))
            atexit.register(writing.close)
            assert logging.lastResort is not None  # noqa: S101 - nobody has taken it away
            logging.getLogger("terakoya").addHandler(logging.lastResort)

    def _add_controls(
        self, request: tornado.web.RequestHandler, notebook: NotebookNode, cwd: str
    ) -> NotebookNode | None:
        """Give Voila's own page the controls of the light one; None leaves a notebook as it is."""
        del request
        cell_seconds = AppSettings(**self.apps).cell_seconds
        return add_controls(notebook, Path(f"{cwd}.ipynb"), cell_seconds)

    def _make_registry(self) -> AppRegistry:
        settings = AppSettings(**self.apps)
        choose_language(settings.language)  # for those who do not ask for another
        template = next(
            Path(path) for path in self.template_paths if (Path(path) / "light.html.j2").is_file()
        )
        pages = PageMaker(template, self.base_url, settings.language)
        registry = self._registry = AppRegistry(Path(self.root_dir), settings, pages)
        atexit.register(registry.close)
        registry.begin()
        self._watching: list[asyncio.Task[None]] = []
        IOLoop.current().add_callback(
            lambda: self._watching.append(asyncio.ensure_future(registry.watch()))
        )
        return registry


main = AppsVoila.launch_instance
