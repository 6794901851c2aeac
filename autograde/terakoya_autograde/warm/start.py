"""Starting a warm parent, and starting it anew without what cannot be warm.

A library that leaves threads or open files behind, that ends its process or never comes back from
its import must not take the whole assignment with it: it is *cold*, which is to say that each child
imports it itself, when a cell does. What was found is kept for the life of this process, so that
the next warm parent begins without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.warm.warm_process import WarmProcess
from terakoya_autograde.warm.warming import EVERYTHING
from terakoya_autograde.wire import Channel, FromWarming, Ready, Spoiled, Start, Step

__all__ = ["MOST_DEATHS", "WarmStart", "cold_steps", "know_cold"]

MOST_DEATHS = 5
STEP_SECONDS = 120.0  # for one import, on a machine that does something else
_ENDED_SECONDS = 2.0  # between a closed socket and the end of its process
_KNOWN: dict[str, str] = {}  # step → what it does: of this interpreter's libraries, for all parents


def cold_steps() -> dict[str, str]:
    """Return the steps that no warm parent takes, and what they do, as far as that is known."""
    return dict(_KNOWN)


def know_cold(steps: Mapping[str, str]) -> None:
    """Take it for known that these steps are cold: on this very machine they were."""
    _KNOWN.update(steps)


class WarmStart:
    """A warm parent from its start until it is warm, as often as that takes.

    Attributes:
        process: the present one.
    """

    def __init__(
        self,
        launch: Callable[[], WarmProcess],
        imports: tuple[str, ...],
        greet: Callable[[Channel], None] = lambda _channel: None,
        *,
        known: bool = False,
    ) -> None:
        """Start it at once; `wait` until it is warm.

        Args:
            launch: starts the process.
            imports: what it shall import.
            greet: sends what it has to hear after `Start`.
            known: whether it is known of these imports which of them are cold.
        """
        self._launch, self._imports, self._greet = launch, imports, greet
        self._known = known
        self._without_all = False
        self._deaths = 0
        self._killed_at = ""
        self.begin()

    @property
    def cold(self) -> Mapping[str, str]:
        """The wanted modules that are not warm, and why not."""
        why = {name: _known_of(name) for name in self._imports}
        if self._without_all:
            return {name: words or "cannot be told apart" for name, words in why.items()}
        return {name: words for name, words in why.items() if words}

    def begin(self) -> None:
        """Start a process, in the place of one that has ended."""
        self.process = self._launch()
        cold = (EVERYTHING,) if self._without_all else tuple(sorted(_KNOWN))
        with suppress(WireError):  # who waits for it will hear that it is gone
            self.process.channel.send(Start(self._imports, cold, self._known))
            self._greet(self.process.channel)

    def begin_without(self, left: Mapping[str, str]) -> None:
        """Start anew without these steps; without everything, where nobody knows which.

        Raises:
            WorkerError: it has begun without everything already.
        """
        if self._known:  # it is not as it was: find out which step it is
            self._known = False
            self.process.end()
            self.begin()
            return
        if not left and self._without_all:
            raise WorkerError("the warm parent cannot be forked, though it has imported nothing")
        _KNOWN.update(left)
        self._without_all = self._without_all or not left
        self.process.end()
        self.begin()

    def wait(self) -> Ready:
        """Wait until it is warm.

        Raises:
            WorkerError: it ends before its first step, or is killed again and again.
        """
        while True:
            message, step = self._listen()
            if isinstance(message, Ready):
                return message
            if isinstance(message, Spoiled):
                self.begin_without(message.left)
            else:
                self._begin_after_an_end(step)

    def _listen(self) -> tuple[Ready | Spoiled | None, str]:
        """Return what it comes to, and its last step; None where it has ended or is stuck."""
        channel, step = self.process.channel, ""
        try:
            while True:
                channel.end.settimeout(STEP_SECONDS if step else None)
                message = channel.receive(FromWarming)
                if not isinstance(message, Step):
                    channel.end.settimeout(None)
                    return message, step
                step = message.name
        except (WireError, OSError):
            return None, step

    def _begin_after_an_end(self, step: str) -> None:
        """Start anew: without the step that it ended in, unless it was killed from outside."""
        stuck = not self.process.has_ended(_ENDED_SECONDS)
        sent = not stuck and self.process.was_killed
        self._deaths += 1
        if step and (not sent or self._killed_at == step):
            how = f"does not end within {STEP_SECONDS:.0f} s" if stuck else "ends its process"
            self.begin_without({step: how})
            return
        if not sent or self._deaths > MOST_DEATHS:
            words = self.process.last_words
            self.process.end(patience=1)
            raise WorkerError(f"the warm parent did not start: {words}")
        self._killed_at = step
        self.process.end()
        self.begin()


def _known_of(name: str) -> str:
    """Return why a module is cold: itself, or a package that it belongs to."""
    parts = name.split(".")
    whole = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((_KNOWN[part] for part in whole if part in _KNOWN), "")
