"""One part of an office as the supervisor sees it: started, watched, started again, ended."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import aiohttp

from terakoya.logs import get_logger

__all__ = ["GaveUpError", "Part", "Supervised", "part_command"]

log = get_logger("office")
_DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before it is started again
_STEADY = 60.0  # seconds after which a part that runs has made up for its ends
_MOST = 8  # ends in a row, after which nobody believes that it will run
_LOOKING = 0.1
_ANSWER = 5.0  # seconds in which a part that is well answers
_ENDING = 8.0  # seconds in which a part that is told to end does
_PR_SET_PDEATHSIG = 1
_TAIL = 4000  # bytes of what a part said last


class GaveUpError(Exception):
    """A part ended again and again; its name and its last line."""

    def __init__(self, name: str, line: str) -> None:
        super().__init__(name, line)
        self.name, self.line = name, line


@dataclass(frozen=True)
class Part:
    """What is to run.

    Attributes:
        name: of the part.
        command: that runs it.
        socket: where it listens; None where only its process tells whether it is well.
        path: of an address there that answers as soon as it is well.
        environment: beside ours.
        keeps: descriptors that it takes over.
        says: where what it prints goes; it is shown if it does not start.
    """

    name: str
    command: tuple[str, ...]
    socket: Path | None
    path: str
    says: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[int, ...] = ()


class Supervised:
    """Keeps one part running until it is told to end."""

    def __init__(self, part: Part, clock: Callable[[], float] = time.monotonic) -> None:
        self.part, self._clock = part, clock
        self._process: asyncio.subprocess.Process | None = None
        self._ending = asyncio.Event()
        self._ends: deque[float] = deque()
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The process id, while there is one."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def keep(self) -> None:
        """Run the part, and start it again whenever it ends.

        Raises:
            GaveUpError: it ended too often in a row.
        """
        while not self._ending.is_set():
            began = self._clock()
            code = await self._run()
            if self._ending.is_set():
                return
            await self._wait_before_next(began, code)

    async def _run(self) -> int:
        with self._open_log() as says:
            self._process = await asyncio.create_subprocess_exec(
                *self.part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=says,
                stderr=says,
                env=os.environ | self.part.environment,
                pass_fds=self.part.keeps,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends all in order
                preexec_fn=_end_with_parent,
            )
        log.info("a part started", app=self.part.name)
        return await self._process.wait()

    async def _wait_before_next(self, began: float, code: int) -> None:
        if self._clock() - began > _STEADY:
            self._ends.clear()
        self._ends.append(self._clock())
        self.restarts += 1
        times = len(self._ends)
        if times > _MOST:
            raise GaveUpError(self.part.name, self.last_line())
        delay = _DELAYS[min(times - 1, len(_DELAYS) - 1)]
        log.warning("a part ended, and is started again", app=self.part.name, status=code)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), delay)

    async def wait_until_well(self, seconds: float) -> bool:
        """Wait until it answers; False where it does not in time, or has ended meanwhile."""
        until = self._clock() + seconds
        while self._clock() < until:
            if self.restarts:
                return False
            if await self.is_well():
                return True
            await asyncio.sleep(_LOOKING)
        return False

    async def is_well(self) -> bool:
        """Tell whether it answers now."""
        if self.pid is None or self.part.socket is None:
            return self.pid is not None
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            connector = aiohttp.UnixConnector(str(self.part.socket))
            timeout = aiohttp.ClientTimeout(total=_ANSWER)
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
                session.get(f"http://localhost{self.part.path}", allow_redirects=False) as answer,
            ):
                return answer.status < 500
        return False

    def last_line(self) -> str:
        """Return what it said last."""
        try:
            with self.part.says.open("rb") as file:
                file.seek(max(0, self.part.says.stat().st_size - _TAIL))
                text = file.read().decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return text.rpartition("\n")[2]

    async def end(self) -> None:
        """Tell it to end; kill it where it does not."""
        self._ending.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _ENDING)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _open_log(self) -> IO[bytes]:
        self.part.says.parent.mkdir(mode=0o700, exist_ok=True)
        return self.part.says.open("ab")


def part_command(name: str, root: Path) -> tuple[str, ...]:
    """Return the command that runs a part of ours."""
    return (sys.executable, "-m", "terakoya.hub.part", name, str(root))


def _end_with_parent() -> None:
    """Be told by the kernel to end when the supervisor is gone, even if that was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
