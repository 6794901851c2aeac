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

__all__ = ["GO", "GaveUpError", "Part", "Supervised", "part_command"]

log = get_logger("office")
_DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before it is started again
_STEADY = 60.0  # seconds after which a part that runs has made up for its ends
_MOST = 8  # ends in a row, after which nobody believes that it will run
_LOOKING = 0.1
_ANSWER = 5.0  # seconds in which a part that is well answers
_ENDING = 8.0  # seconds in which a part that is told to end does
_PR_SET_PDEATHSIG = 1
_TAIL = 4000  # bytes of what a part said last
_TROUBLED = 503  # the status of a part that runs, and says in a word what it lacks
_WORD = 40  # bytes of that
_SPARE = 2.0  # seconds until a spare that ended, or a part that begins, is looked at again
GO = b"go\n"
"""What a part waits for, with all of its libraries loaded."""


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
        says: where what it prints goes; it is shown if it does not start.
        environment: beside ours.
        keeps: descriptors that it takes over.
        only: the variables of ours that it gets; None for all of them.
        waits: whether its process begins when it is told so, on its standard input.
        has_spare: whether a second process waits beside it, and takes its place at once.
    """

    name: str
    command: tuple[str, ...]
    socket: Path | None
    path: str
    says: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[int, ...] = ()
    only: frozenset[str] | None = None
    waits: bool = True
    has_spare: bool = False


class Supervised:
    """Keeps one part running until it is told to end.

    Attributes:
        restarts: how often it was started again.
        gives_up: whether it is given up after too many ends in a row. An office that has run once
            goes on trying: what is in the way, such as a database that is away, may pass.
    """

    def __init__(self, part: Part, clock: Callable[[], float] = time.monotonic) -> None:
        self.part, self._clock = part, clock
        self._process: asyncio.subprocess.Process | None = None
        self._ending = asyncio.Event()
        self._ends: deque[float] = deque(maxlen=_MOST + 1)
        self._spare: asyncio.subprocess.Process | None = None
        self.restarts = 0
        self.gives_up = True

    @property
    def pid(self) -> int | None:
        """The process id, while there is one."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def spare_pid(self) -> int | None:
        """The process that waits beside it, while there is one."""
        spare = self._spare
        return spare.pid if spare is not None and spare.returncode is None else None

    async def keep(self) -> None:
        """Run the part, and start it again whenever it ends.

        Raises:
            GaveUpError: it ended too often in a row.
        """
        sparing = asyncio.create_task(self._keep_spare())
        try:
            while not self._ending.is_set():
                began = self._clock()
                code = await self._run()
                if self._ending.is_set():
                    return
                await self._wait_before_next(began, code)
        finally:
            sparing.cancel()
            await asyncio.gather(sparing, return_exceptions=True)

    async def _run(self) -> int:
        spare, self._spare = self._spare, None
        if spare is None or spare.returncode is not None:
            spare = await self._open()
        self._process = spare
        if self._ending.is_set():  # it was told so while this one was opened
            await _end_process(spare)
        if self.part.waits and spare.stdin is not None:
            with contextlib.suppress(OSError):
                spare.stdin.write(GO)
                await spare.stdin.drain()
        log.info("a part started", app=self.part.name)
        try:
            return await spare.wait()
        finally:
            _close_line(spare)

    async def _open(self) -> asyncio.subprocess.Process:
        """Start a process of the part; where it is one that waits, it does so."""
        part = self.part
        names = os.environ if part.only is None else part.only & os.environ.keys()
        with self._open_log() as says:
            return await asyncio.create_subprocess_exec(
                *part.command,
                stdin=asyncio.subprocess.PIPE if part.waits else asyncio.subprocess.DEVNULL,
                stdout=says,
                stderr=says,
                env={name: os.environ[name] for name in names} | dict(part.environment),
                pass_fds=part.keeps,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends all in order
                preexec_fn=_end_with_parent,
            )

    async def _keep_spare(self) -> None:
        """Have a second process wait, once the part is well: its start takes nobody's time."""
        while self.part.has_spare and not self._ending.is_set():
            if (self._spare is None or self._spare.returncode is not None) and await self.is_well():
                await self._replace_spare()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _SPARE)

    async def _replace_spare(self) -> None:
        if self._spare is not None:
            _close_line(self._spare)
        spare = await self._open()
        if self._ending.is_set():
            await _end_process(spare)
        self._spare = spare

    async def _wait_before_next(self, began: float, code: int) -> None:
        if self._clock() - began > _STEADY:
            self._ends.clear()
        self._ends.append(self._clock())
        self.restarts += 1
        times = len(self._ends)
        if times > _MOST and self.gives_up:
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
        return await self.look() is not None

    async def look(self) -> str | None:
        """Return what is in its way, in a word; empty for nothing, None where nobody answers."""
        if self.pid is None or self.part.socket is None:
            return None if self.pid is None else ""
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError, ValueError):
            connector = aiohttp.UnixConnector(str(self.part.socket))
            timeout = aiohttp.ClientTimeout(total=_ANSWER)
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
                session.get(f"http://localhost{self.part.path}", allow_redirects=False) as answer,
            ):
                if answer.status == _TROUBLED:
                    return (await answer.content.read(_WORD)).decode("ascii").strip()
                return "" if answer.status < 500 else None
        return None

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
        ended = (one for one in (self._process, self._spare) if one is not None)
        await asyncio.gather(*map(_end_process, ended))

    def _open_log(self) -> IO[bytes]:
        self.part.says.parent.mkdir(mode=0o700, exist_ok=True)
        return self.part.says.open("ab")


def part_command(name: str, root: Path) -> tuple[str, ...]:
    """Return the command that runs a part of ours."""
    return (sys.executable, "-m", "terakoya.hub.part", name, str(root))


def _close_line(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()


async def _end_process(process: asyncio.subprocess.Process) -> None:
    _close_line(process)
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _ENDING)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _end_with_parent() -> None:
    """Be told by the kernel to end when the supervisor is gone, even if that was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
