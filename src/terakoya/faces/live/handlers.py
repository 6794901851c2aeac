"""The addresses of running apps: the page, its files, a visit's connection, the server's state."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import json
import logging
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from terakoya_autograde.errors import EngineError
from tornado.websocket import WebSocketClosedError, WebSocketHandler
from voila.tornado.handler import TornadoVoilaHandler

from terakoya.errors import ExportError
from terakoya.faces.live.bundle import NotLightError, failure_notice
from terakoya.faces.live.generation import Generation
from terakoya.faces.live.house import House
from terakoya.faces.live.stage import Stage, StageState
from terakoya.faces.live.table import BadTableError, table_file
from terakoya.faces.live.visit import BadRequestError, Visit
from terakoya.language import accepted_language, choose_language

__all__ = ["AssetHandler", "PageHandler", "StatusHandler", "VisitHandler"]

log = logging.getLogger("terakoya.apps")
_YEAR = 365 * 24 * 3600
_BIGGEST_QUESTION = 16 * 2**20


def _speak_as_asked(handler: tornado.web.RequestHandler) -> None:
    """Answer this request in the language that its header asks for, where we know it."""
    language = accepted_language(handler.request.headers.get("Accept-Language", ""))
    if language is not None:
        choose_language(language)


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """An app's page: the light one where it can be, else Voila's own."""

    def initialize(self, house: House, **rest: Any) -> None:
        """Take what Voila's handler takes, and the house of apps."""
        super().initialize(**rest)
        self.house = house

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        """Answer with the page as it can be shown now."""
        _speak_as_asked(self)
        stage = self.house.find(path)
        if stage is None:
            raise tornado.web.HTTPError(404)
        if stage.state is StageState.FULL:
            self.house.wish(stage)
            _touch = self.xsrf_token  # without this cookie the closing page is refused: voila 1458
            await self._stream(path)
            return
        page = self.house.page(stage)
        self.set_status(503 if stage.state is StageState.FAILED else 200)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Terakoya-Page", "light")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(page.zipped)
        else:
            self.finish(page.plain)

    async def _stream(self, path: str) -> None:
        """Send Voila's own page as its notebook runs; others start meanwhile, one at a time."""
        parts = self.get_generator(path=path)
        async with self.house.starting:
            self.write(await anext(parts, ""))
        self.flush()
        async for part in parts:
            self.write(part)
            self.flush()


class AssetHandler(JupyterHandler):  # type: ignore[misc]
    """Style and scripts of the light page, at addresses that name their content."""

    def initialize(self, house: House) -> None:
        """Take the house of apps."""
        self.house = house

    @tornado.web.authenticated
    def get(self, digest: str, name: str) -> None:
        """Answer with the file, to be kept for good."""
        content = self.house.pages.asset(digest, name)
        if content is None:
            raise tornado.web.HTTPError(404)
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", f"public, max-age={_YEAR}, immutable")
        self.finish(content)


class StatusHandler(JupyterHandler):  # type: ignore[misc]
    """What runs: for the operator and the benchmark, behind the token."""

    def initialize(self, house: House) -> None:
        """Take the house of apps."""
        self.house = house

    @tornado.web.authenticated
    def get(self) -> None:
        """Answer with counts and process ids."""
        kernels = self.kernel_manager.list_kernel_ids()
        self.finish(json.dumps(self.house.status() | {"full_kernels": len(kernels)}))


class VisitHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):  # type: ignore[misc]
    """One page's connection: questions in, changes out, one at a time."""

    def initialize(self, house: House) -> None:
        """Take the house of apps."""
        self.house = house
        self._stage: Stage | None = None
        self._generation: Generation | None = None
        self._visit: Visit | None = None
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=64)
        self._worker: asyncio.Task[None] | None = None
        self._used = time.monotonic()

    def check_xsrf_cookie(self) -> None:
        """A socket is guarded by its origin and the token."""

    @property
    def max_message_size(self) -> int:
        """How large a question may be: a table that is to be saved."""
        return _BIGGEST_QUESTION

    @tornado.web.authenticated
    async def get(self, *arguments: Any, **named: Any) -> None:  # type: ignore[override]
        """Begin the connection."""
        await WebSocketHandler.get(self, *arguments, **named)

    def open(self, path: str) -> None:
        """Find the app; tell how far its preparation is, or serve its visitor."""
        _speak_as_asked(self)
        stage = self.house.find(path)
        if stage is None:
            self.close(4404)
            return
        self._stage = stage
        number = int(self.get_argument("generation", "0") or 0)
        if number:
            self._generation = stage.enter(number)
            if self._generation is None:
                self._tell({"renewed": True})
                return
            self._visit = Visit(self._generation)
            self.house.visits.add(self)
            self._worker = asyncio.ensure_future(self._serve())
        else:
            self._worker = asyncio.ensure_future(self._tell_progress(stage))

    def on_message(self, message: str | bytes) -> None:
        """Put a question into the queue; what is none ends the connection."""
        try:
            question = json.loads(message)
            if not isinstance(question, dict):
                raise ValueError
            self._queue.put_nowait(question)
        except (ValueError, asyncio.QueueFull):
            self.close(1008)

    def on_close(self) -> None:
        """The page is gone: so is its kernel."""
        if self._worker is not None:
            self._worker.cancel()
        self.house.visits.discard(self)
        visit, self._visit = self._visit, None
        if visit is not None:
            asyncio.get_event_loop().run_in_executor(self.house.threads, visit.close)
        if self._stage is not None and self._generation is not None:
            self._stage.leave(self._generation.number)

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel runs for this page now."""
        return self._visit is not None and self._visit.kernel is not None

    @property
    def kernel_pid(self) -> int | None:
        """The process of the page's kernel."""
        kernel = self._visit.kernel if self._visit is not None else None
        return kernel.pid if kernel is not None else None

    def park(self, idle_seconds: float) -> None:
        """End a kernel that nobody has used for so long and that can be brought back."""
        visit = self._visit
        if visit is None or not self._queue.empty() or not visit.can_park():
            return
        if time.monotonic() - self._used > idle_seconds:
            self._queue.put_nowait({"park": True})

    async def _tell_progress(self, stage: Stage) -> None:
        self.house.wish(stage)
        while stage.state is StageState.PREPARING:
            self._tell({"loading": list(stage.steps)})
            await asyncio.sleep(0.2)
        self._tell({"ready": True})

    async def _serve(self) -> None:
        while True:
            question = await self._queue.get()
            answer = await self._in_thread(self._answer, question)
            self._used = time.monotonic()
            for line in answer.pop("log", ()):
                log.warning("%s: %s", self._stage.path.stem if self._stage else "?", line)
            if "n" in question:
                self._tell(answer | {"n": question["n"]})

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.house.threads, context.run, function, *arguments)

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Do what the page asks; whatever goes wrong becomes one kind sentence."""
        visit = self._visit
        if visit is None:
            return {}
        try:
            return self._do(visit, question)
        except (BadRequestError, BadTableError, KeyError, TypeError) as error:
            return {"failed": failure_notice("error"), "log": [f"bad question: {error!r}"]}
        except ExportError as error:
            return {"refused": error.sentence}
        except NotLightError as error:
            if self._stage is not None:
                self._stage.give_way()
            return {"full": True, "log": [f"only Voila's own page can show {error}"]}
        except EngineError as error:
            return {"failed": failure_notice("error"), "log": [str(error)]}

    def _do(self, visit: Visit, question: dict[str, Any]) -> dict[str, Any]:
        if "set" in question:
            return visit.set_values(question["set"])
        if "model" in question:
            return visit.change_widget(
                question["model"], question.get("state"), question.get("custom")
            )
        if "table" in question:
            content = table_file(question["table"], question.get("form"))
            return {"file": b64encode(content).decode("ascii")}
        if "svg" in question:
            return {"svg": visit.draw_svg(question["svg"], question.get("place", 0))}
        if "park" in question:
            visit.park()
            return {}
        raise BadRequestError("question")

    def _tell(self, answer: dict[str, Any]) -> None:
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(json.dumps(answer, ensure_ascii=False, default=str))
