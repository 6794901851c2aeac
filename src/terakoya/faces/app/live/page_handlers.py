"""The addresses of running apps: the page, its files, the server's state."""

from __future__ import annotations

import asyncio
import json

import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from voila.tornado.handler import TornadoVoilaHandler

from terakoya.faces.app.live.app_registry import AppRegistry
from terakoya.faces.app.live.page import Page
from terakoya.faces.app.live.served_app import AppState
from terakoya.language import accepted_language, choose_language

__all__ = ["AssetHandler", "PageHandler", "StatusHandler", "speak_as_asked"]

_YEAR = 365 * 24 * 3600


def speak_as_asked(handler: tornado.web.RequestHandler) -> None:
    """Answer this request in the language that its header asks for, where we know it."""
    language = accepted_language(handler.request.headers.get("Accept-Language", ""))
    if language is not None:
        choose_language(language)


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """An app's page: the light one where it can be, else Voila's own."""

    def initialize(self, registry: AppRegistry, **rest: object) -> None:
        """Take what Voila's handler takes, and the registry of apps."""
        super().initialize(**rest)
        self.registry = registry

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        """Answer with the page as it can be shown now."""
        speak_as_asked(self)
        served = self.registry.find(path)
        if served is None:
            raise tornado.web.HTTPError(404)
        if served.state is AppState.FULL:
            self.registry.wish(served)
            _touch = self.xsrf_token  # without this cookie the closing page is refused: voila 1458
            await self._stream(path)
            return
        page = self.registry.page(served)
        self.set_status(503 if served.state is AppState.FAILED else 200)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Terakoya-Page", "light")
        _finish(self, page)

    async def _stream(self, path: str) -> None:
        """Send Voila's own page as its notebook runs; others start meanwhile, one at a time."""
        parts = self.get_generator(path=path)
        async with self.registry.starting:
            self.write(await anext(parts, ""))
        self.flush()
        async for part in parts:
            self.write(part)
            self.flush()


class AssetHandler(JupyterHandler):
    """Style and scripts of the light page, at addresses that name their content."""

    def initialize(self, registry: AppRegistry) -> None:
        """Take the registry of apps."""
        self.registry = registry

    @tornado.web.authenticated
    async def get(self, digest: str, name: str) -> None:
        """Answer with the file, to be kept for good."""
        content = await asyncio.to_thread(self.registry.pages.asset, digest, name)
        if content is None:
            raise tornado.web.HTTPError(404)
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", f"public, max-age={_YEAR}, immutable")
        _finish(self, content)


def _finish(handler: tornado.web.RequestHandler, page: Page) -> None:
    """Answer with what a page is, compressed where that is taken."""
    handler.set_header("Vary", "Accept-Encoding")
    if "gzip" in handler.request.headers.get("Accept-Encoding", ""):
        handler.set_header("Content-Encoding", "gzip")
        handler.finish(page.zipped)
    else:
        handler.finish(page.plain)


class StatusHandler(JupyterHandler):
    """What runs: for the operator and the benchmark, behind the token."""

    def initialize(self, registry: AppRegistry) -> None:
        """Take the registry of apps."""
        self.registry = registry

    @tornado.web.authenticated
    def get(self) -> None:
        """Answer with counts and process ids."""
        kernels = self.kernel_manager.list_kernel_ids()
        self.finish(json.dumps(self.registry.status() | {"full_kernels": len(kernels)}))
