"""One page's connection with the apps' server: a visit, and the end of all that belongs to it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from functools import partial
from typing import Any

import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from terakoya.faces.app.live.answering import answer_question, encode_answer
from terakoya.faces.app.live.app_registry import AppRegistry
from terakoya.faces.app.live.conversation import Conversation
from terakoya.faces.app.live.page_handlers import speak_as_asked
from terakoya.faces.app.live.questions import BIGGEST_QUESTION
from terakoya.faces.app.live.served_app import AppState, ServedApp
from terakoya.faces.app.live.visit import Visit

__all__ = ["VisitHandler"]

log = logging.getLogger("terakoya.apps")
_NO_APP, _TOO_MUCH_AT_ONCE = 4404, 1008
_RENEWED = encode_answer({"renewed": True})


class VisitHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Questions in, changes out, one at a time.

    One task stands for the connection, from its beginning to its end. It is never cancelled: when
    the page goes, its kernels end, so that what is being answered ends early, and then the task
    gives back what the visit had.
    """

    def initialize(self, registry: AppRegistry) -> None:
        """Take the registry of apps."""
        self.registry = registry
        self._visit: Visit | None = None
        self._conversation: Conversation | None = None
        self._served: ServedApp | None = None
        self._used = time.monotonic()

    def check_xsrf_cookie(self) -> None:
        """A socket is guarded by its origin and the token."""

    @property
    def max_message_size(self) -> int:
        """How large a question may be: a table that is to be saved."""
        return BIGGEST_QUESTION

    @property
    def ping_interval(self) -> float:
        """Seconds between two looks whether the page is still there; Tornado asks for them.

        jupyter_server's mixin has milliseconds here, which Tornado takes for seconds.
        """
        return self.registry.settings.slow_seconds

    @property
    def ping_timeout(self) -> float:
        """Seconds in which a page has to answer such a look."""
        return self.ping_interval

    @tornado.web.authenticated
    async def get(self, *arguments: Any, **named: Any) -> None:  # type: ignore[override]
        """Begin the connection."""
        await WebSocketHandler.get(self, *arguments, **named)

    def open(self, path: str) -> None:
        """Find the app; tell how far its preparation is, or serve its visitor."""
        speak_as_asked(self)
        self._served = served = self.registry.find(path)
        if served is None:
            self.close(_NO_APP)
            return
        wanted = self.get_argument("generation", "0")
        if wanted == "0":
            self._task = asyncio.ensure_future(self._attend(self._tell_progress(served)))
        elif (generation := served.enter(_number(wanted))) is None:
            self._task = asyncio.ensure_future(self._attend(self._say(_RENEWED)))
        else:  # at once: the first question may be on its way
            self._visit = Visit(generation)
            bounds = self.registry.settings
            self._conversation = Conversation(self._say, self.registry.threads, bounds)
            self.registry.visits.add(self)
            self._task = asyncio.ensure_future(self._attend(self._serve(served, generation.number)))

    def on_message(self, message: str | bytes) -> None:
        """Let a question wait its turn; too many at once end the connection."""
        visit, served = self._visit, self._served
        if visit is None or served is None or self._conversation is None:
            return  # it was told already that there is nothing to ask
        work = partial(answer_question, visit, message, served.path.stem, served.give_way)
        if not self._conversation.put(work, len(message)):
            self.close(_TOO_MUCH_AT_ONCE)

    def on_close(self) -> None:
        """The page is gone: so are its kernels, also those that are just being forked."""
        if self._conversation is not None:
            self._conversation.end()
        if self._visit is not None:
            self.registry.in_background(self._visit.close)

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
        visit, conversation = self._visit, self._conversation
        if visit is None or conversation is None or not conversation.is_idle:
            return
        if visit.can_park() and time.monotonic() - self._used > idle_seconds:
            conversation.put(partial(_park, visit))

    def end(self) -> None:
        """The server stops: nothing of the visit goes on."""
        if self._visit is not None:
            self._visit.close()

    async def _attend(self, attending: Awaitable[None]) -> None:
        try:
            await attending
        except WebSocketClosedError:
            pass  # the page went while it was told something
        except TimeoutError:
            log.info("a page took no answer in time, and was left")
        except Exception:
            log.exception("a connection ended early")
        finally:
            self.close()

    async def _tell_progress(self, served: ServedApp) -> None:
        self.registry.wish(served)
        while served.state is AppState.PREPARING:
            await self._say(encode_answer({"loading": served.steps}))
            await asyncio.sleep(0.2)
        await self._say(encode_answer({"ready": True}))

    async def _serve(self, served: ServedApp, number: int) -> None:
        """Answer the visitor of a version of the app, which stays as long as the visitor does."""
        visit, conversation = self._visit, self._conversation
        assert visit is not None and conversation is not None  # noqa: S101 - see `open`
        try:
            await conversation.serve()
        finally:
            conversation.end()
            self._visit = self._conversation = None  # what they hold may be large
            self.registry.visits.discard(self)
            self.registry.in_background(visit.close)
            self.registry.in_background(served.leave, number)

    async def _say(self, answer: bytes) -> None:
        await self.write_message(answer)
        self._used = time.monotonic()
        if self._visit is not None and self._visit.is_over:
            self.close()


def _number(wanted: str) -> int:
    """Return the number of a version; -1, which none has, for what is no number."""
    return int(wanted) if wanted.isdecimal() and len(wanted) < 10 else -1


def _park(visit: Visit) -> bytes:
    visit.park()
    return b""  # the page is not told
