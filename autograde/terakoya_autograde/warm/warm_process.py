"""A warm parent as its owner sees it: a process with a channel, a clean environment and a log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from terakoya_autograde.sandbox.process_tree import tree
from terakoya_autograde.warm.font_list import lend_font_list
from terakoya_autograde.wire import Channel, pair

__all__ = ["WarmProcess"]

LOG = "log"
_SENT = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


class WarmProcess:
    """``python -m MODULE FD`` in a folder; `channel` leads to the socket FD."""

    def __init__(
        self,
        module: str,
        folder: Path,
        environment: Mapping[str, str],
        *arguments: str,
        spares_children: bool = False,
    ) -> None:
        """Start it.

        Args:
            module: what to run, with the socket's number and `arguments`.
            spares_children: whether those that it has forked go on when it is ended.
        """
        self._log, self._spares_children = folder / LOG, spares_children
        Path(environment["TMPDIR"]).mkdir(exist_ok=True)
        lend_font_list(Path(environment["MPLCONFIGDIR"]))
        ours, theirs = pair()
        self.channel = Channel(ours)
        with theirs, self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, str(theirs.fileno()), *arguments],
                pass_fds=[theirs.fileno()],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.poll() is None

    @property
    def was_killed(self) -> bool:
        """Tell whether a signal ended it that somebody sends; a fault of its own is another."""
        return self._process.poll() in _SENT

    def has_ended(self, seconds: float) -> bool:
        """Tell whether it has ended, waiting at most so long."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def log(self) -> str:
        """What it and its children wrote outside their cells, in this run and earlier ones."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def last_words(self) -> str:
        """The last line of the log."""
        return (self.log.strip().splitlines() or ["no reason given"])[-1]

    def end(self, patience: float = 0.0) -> None:
        """Close the channel, which ends it; kill it where that takes longer. Harmless when over."""
        self.channel.close()
        if not self.has_ended(patience):
            started = [] if self._spares_children else tree(self.pid)[1:]
            self._process.kill()
            self._process.wait()
            for (
                pid
            ) in started:  # what a library began in it; children in a sandbox end by themselves
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
