"""What takes long, off JupyterHub's one loop, with messages in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tornado.ioloop import IOLoop

from terakoya.language import choose_language, current_language

__all__ = ["in_thread"]

_Found = TypeVar("_Found")


async def in_thread(ask: Callable[[], _Found]) -> _Found:
    """Return what is found in a thread; what goes wrong there goes wrong here."""
    language = current_language()

    def work() -> _Found:
        choose_language(language)
        return ask()

    done: _Found = await IOLoop.current().run_in_executor(None, work)
    return done
