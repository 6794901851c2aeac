"""How a warm parent warms up: step by step, and each step is looked at.

What leaves threads, open files or the like behind (`interpreter.fork_safety`) must not be in a
process that is forked. The parent goes on to the end, so that all of it is found in one go, says
so, and ends; its owner starts another one without these steps (`warm.start`). They are *cold*:
every child that needs them takes them itself.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from terakoya_autograde.interpreter.fork_safety import fork_harms, look, what_is_left
from terakoya_autograde.interpreter.prewarm import (
    ALWAYS,
    first_uses,
    freeze_memory,
    import_as_cell,
    prewarm_mistakes,
)
from terakoya_autograde.sandbox.process_tree import tree
from terakoya_autograde.sandbox.syscalls import PR_SET_CHILD_SUBREAPER, prctl
from terakoya_autograde.wire import Channel, Spoiled, Start, Step

__all__ = ["EVERYTHING", "MISTAKES", "Warming", "spoil"]

EVERYTHING = "*"  # as a cold step: whatever could be warm
MISTAKES = "mistakes()"


class Warming:
    """The steps of one warm parent.

    Attributes:
        missing: the modules that could not be imported.
        brought: the environment variables that this process began with.
    """

    def __init__(self, channel: Channel, start: Start) -> None:
        """Begin; the caller has made whatever is warm in any case."""
        self.missing: tuple[str, ...] = ()
        self.brought = frozenset(os.environ)
        self._channel, self._start = channel, start
        self._cold = frozenset(start.cold)
        self._left: dict[str, str] = {}
        self._folders = (Path(tempfile.gettempdir()),)
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # a daemon that a library starts is seen, too
        self._before = look(self._folders)

    def import_modules(self) -> None:
        """Import what every shell uses, and what is wanted and not cold."""
        for name in (*ALWAYS, *self._start.imports):
            self.take(name, lambda name=name: self._import(name))  # type: ignore[misc]

    def import_without_shell(self) -> None:
        """Import as above where no shell is yet: it tells pandas that this is a notebook."""
        self.import_modules()
        if (pandas := sys.modules.get("pandas")) is not None:
            pandas.set_option("display.max_columns", 20)

    def use(self) -> None:
        """Do each library's usual work once, then freeze the memory for forking."""
        for library, work in first_uses():
            self.take(f"{library}()", work)
        freeze_memory(collects=not self._start.known)

    def prewarm_mistakes(self, run: Callable[[str], None]) -> None:
        """Make the mistakes that learners make, once, when the owner has heard that it is warm."""
        if self._is_cold(MISTAKES):
            return
        self._before = look(self._folders)
        self._look_after(MISTAKES, lambda: prewarm_mistakes(run))
        freeze_memory()
        if self._left:
            spoil(self._channel, self._left)

    def take(self, step: str, work: Callable[[], object]) -> None:
        """Take one step, and note what it leaves behind; nothing where it is cold."""
        if not self._is_cold(step):
            self._channel.send(Step(step))
            self._look_after(step, work)

    def _look_after(self, step: str, work: Callable[[], object]) -> None:
        modules = len(sys.modules)
        work()
        if not self._start.known or step == MISTAKES:
            self._look(step, modules)

    def _look(self, step: str, modules: int) -> None:
        """Note what a step has left behind, before which there were so many modules."""
        words, self._before = what_is_left(self._before, self._folders)
        if not words and not self._left and len(sys.modules) > modules:
            words = fork_harms()
            late, self._before = what_is_left(self._before, self._folders)
            words = words or late
        if words:
            self._left[step] = words

    def end_where_spoiled(self) -> None:
        """End this process, and say why, where any step has left something behind."""
        if self._start.known:
            self._look(EVERYTHING, 0)
        if self._left:
            spoil(self._channel, {} if self._start.known else self._left)
        self._channel.send(Step())

    def _import(self, name: str) -> None:
        if not import_as_cell(name):
            self.missing += (name,)

    def _is_cold(self, step: str) -> bool:
        if step in ALWAYS:
            return False
        return any(step == cold or step.startswith(f"{cold}.") for cold in self._cold) or (
            EVERYTHING in self._cold
        )


def spoil(channel: Channel, left: dict[str, str]) -> NoReturn:
    """Say what is left here that must not be forked, and end with whatever was started."""
    try:
        channel.send(Spoiled(left))
    finally:
        for started in tree(os.getpid())[1:]:
            with suppress(OSError):
                os.kill(started, signal.SIGKILL)
        os._exit(0)  # an ordinary end may wait for the very threads that were left
