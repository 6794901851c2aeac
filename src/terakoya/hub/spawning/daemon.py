"""The daemon beside JupyterHub: has the warm parent, starts servers, relays for them, watches them.

Run as ``python -m terakoya.hub.spawning.daemon FOLDER``. It is no part of JupyterHub's process, so
that servers reach the portal and are watched while JupyterHub starts again. It has no secret but
what passes through. Where it ends, servers go on; the next one finds them by their records.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
from terakoya_autograde import EngineError
from terakoya_autograde.kernels import ServerLaunch, WarmServer, WarmServers
from terakoya_autograde.storage import InUseError, hold_alone

from terakoya.ai.line import LINE
from terakoya.hub.left_processes import WORD
from terakoya.hub.spawning.daemon_client import STAYS
from terakoya.hub.spawning.home_usage import USAGE
from terakoya.hub.spawning.relay import Relay
from terakoya.hub.spawning.server_folder import ServerFolder, daemon_socket, list_servers
from terakoya.hub.spawning.server_record import (
    ServerRecord,
    kill_server,
    read_record,
    started_at,
)
from terakoya.hub.spawning.server_request import LARGEST, ServerRequest, ServerStarted
from terakoya.hub.spawning.server_watch import look_at_home, look_at_memory
from terakoya.logs import get_logger

__all__ = ["Daemon", "main"]

IMPORTS = ("numpy", "pandas", "matplotlib.pyplot", "nbformat", "nbgrader.apps")
_BODY = "terakoya.hub.spawning.lab_server:run"
_PREWARM = "terakoya.hub.spawning.lab_server:prewarm_server"
_SLOTS = 4000
_LOOK = 1.0  # seconds between two looks at memory
_HOME = 5.0  # between two looks at a home; longer where counting takes long
_ALONE = 60.0  # without a server and without anybody who asks, it ends
_TURN = 0.2  # seconds until one that stays looks again whether it is its turn
_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
_CPU_SECONDS = 7 * 86_400


class Daemon:
    """The servers of one office."""

    def __init__(self, servers: Path, *, stays: bool = False) -> None:
        self._folder, self._stays = servers, stays
        self._warm: WarmServers | None = None
        self._warming = asyncio.Lock()
        self._records: dict[str, ServerRecord] = {}
        self._relays: dict[str, Relay] = {}
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._starting: dict[str, asyncio.Lock] = {}
        self._asked, self._ends = asyncio.Event(), asyncio.Event()
        self._log = get_logger("terakoya.spawning")

    async def serve(self) -> None:
        """Take over what runs, and requests, until nobody needs it any more."""
        await self._take_over()
        place = daemon_socket(self._folder)
        place.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._hear, str(place), limit=LARGEST)
        place.chmod(0o600)
        warming = asyncio.ensure_future(self._keep_warm())
        try:
            async with server:
                await self._until_alone()
        finally:
            self._ends.set()
            await asyncio.gather(warming, return_exceptions=True)
            place.unlink(missing_ok=True)
            await self._close()

    async def _keep_warm(self) -> None:
        """Have a warm parent ready for whoever asks next, also where one was killed meanwhile."""
        while not self._ends.is_set():
            pause = _LOOK
            try:
                await self._zygote()
            except (EngineError, OSError) as error:  # who asks hears why; it may be over by and by
                self._log.warning("no_warm_parent", error=str(error))
                pause = _ALONE
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ends.wait(), pause)

    async def _until_alone(self) -> None:
        while True:
            self._asked.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ALONE):
                    await self._asked.wait()
                continue
            if not self._records and not self._stays:
                return

    async def _take_over(self) -> None:
        """Find the servers that run, and forget those that do not."""
        for folder in list_servers(self._folder):
            record = read_record(folder.path)
            if record is not None and record.is_there:
                await self._look_after(folder, record)
            else:
                shutil.rmtree(folder.path, ignore_errors=True)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request; a line without one only says that somebody is there."""
        self._asked.set()
        with contextlib.suppress(OSError, ValueError):
            line = await reader.readline()
            if line.strip():
                answer = await self._answer(line)
                writer.write(msgspec.json.encode(answer) + b"\n")
                await writer.drain()
        writer.close()

    async def _answer(self, line: bytes) -> ServerStarted:
        try:
            request = msgspec.json.decode(line, type=ServerRequest)
        except msgspec.DecodeError as error:
            return ServerStarted(trouble=f"not a request: {error}")
        lock = self._starting.setdefault(request.key, asyncio.Lock())
        async with lock:
            try:
                return await self._start(request)
            except (EngineError, OSError, ValueError) as error:
                self._log.warning("server_not_started", key=request.key, error=str(error))
                await self._forget(request.key)
                return ServerStarted(trouble=str(error))

    async def _start(self, request: ServerRequest) -> ServerStarted:
        await self._end(request.key)
        folder = ServerFolder(self._folder / request.key)
        folder.make()
        slot = self._free_slot()
        relay = Relay(folder.relay, request.rules)
        self._relays[request.key] = relay
        await relay.open()
        with folder.listen() as listener:
            server = await self._fork(_launch_of(request, folder, slot), listener)
        os.close(server.pidfd)
        begun = started_at(server.pid)
        if not begun:
            raise OSError("the server ended at once; the daemon's log tells why")
        record = ServerRecord(
            server.pid, begun, request.home, slot, request.rules, request.limits, request.asker
        )
        record.write(folder.path)
        await self._look_after(folder, record)
        return ServerStarted(server.pid, begun, str(folder.listener))

    async def _fork(self, launch: ServerLaunch, listener: socket.socket) -> WarmServer:
        """Fork a server; once more where the warm parent has gone meanwhile."""
        for last in (False, True):
            zygote = await self._zygote()
            try:
                async with self._warming:
                    return await asyncio.to_thread(zygote.fork, launch, listener)
            except EngineError:
                if last or zygote.is_alive:
                    raise
        raise AssertionError

    async def _zygote(self) -> WarmServers:
        """Return the warm parent, started anew where it has ended."""
        async with self._warming:
            if self._warm is None or not self._warm.is_alive:
                if self._warm is not None:
                    self._log.warning("warm_parent_ended")
                    await asyncio.to_thread(self._warm.close)
                self._warm = None
                self._warm = await asyncio.to_thread(WarmServers, IMPORTS, _PREWARM, [WORD])
                self._log.info("warm_parent", pid=self._warm.pid, missing=self._warm.missing)
            return self._warm

    def _free_slot(self) -> int:
        taken = {record.slot for record in self._records.values()}
        return next(slot for slot in range(_SLOTS) if slot not in taken)

    async def _look_after(self, folder: ServerFolder, record: ServerRecord) -> None:
        """Keep a server's relay open and watch it, until it has ended."""
        key = folder.path.name
        self._records[key] = record
        if key not in self._relays:
            self._relays[key] = Relay(folder.relay, record.rules)
            await self._relays[key].open()
        self._watching[key] = asyncio.ensure_future(self._watch(folder, record))

    async def _watch(self, folder: ServerFolder, record: ServerRecord) -> None:
        key, loop = folder.path.name, asyncio.get_running_loop()
        bound, due = set[int](), 0.0
        while record.is_there:
            try:
                killed = await asyncio.to_thread(look_at_memory, record)
                if killed:
                    self._log.warning("too_much_memory", key=key, killed=killed)
                if loop.time() >= due:
                    began = loop.time()
                    usage = await asyncio.to_thread(look_at_home, record, folder.shown, bound)
                    due = loop.time() + max(_HOME, 20 * (loop.time() - began))
                    if usage.is_full:
                        self._log.info("home_full", key=key, used=usage.used)
            except OSError as error:  # the server is ending; anything else shows again
                self._log.warning("not_watched", key=key, error=str(error))
            await asyncio.sleep(_LOOK)
        self._watching.pop(key, None)
        if self._records.get(key) is record:
            await self._forget(key)

    async def _end(self, key: str) -> None:
        """End what still runs under this name: one server each."""
        record = self._records.get(key)
        if record is not None:
            kill_server(record.pid, record.started)
        if (watching := self._watching.pop(key, None)) is not None:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        await self._forget(key)

    async def _forget(self, key: str) -> None:
        """Take away what a server that has ended leaves behind."""
        self._records.pop(key, None)
        if (relay := self._relays.pop(key, None)) is not None:
            await relay.close()
        await asyncio.to_thread(shutil.rmtree, self._folder / key, ignore_errors=True)

    async def _close(self) -> None:
        for watching in self._watching.values():
            watching.cancel()
        for relay in self._relays.values():
            await relay.close()
        if self._warm is not None:
            await asyncio.to_thread(self._warm.close)


def _launch_of(request: ServerRequest, folder: ServerFolder, slot: int) -> ServerLaunch:
    limits = request.limits
    own = {
        "HOME": request.home,
        # nbgrader's commands are beside this interpreter; of the office's own path nothing is told.
        "PATH": f"{Path(sys.executable).parent}:{_SYSTEM_PATH}",
        "SHELL": "/bin/bash" if Path("/bin/bash").exists() else "/bin/sh",
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "terakoya-warm",
        "TERAKOYA_WAY_OUT": str(folder.relay),
        "TERAKOYA_HOME_USAGE": str(folder.shown / USAGE),
    }
    if request.asker:
        own[LINE] = str(folder.line)
    return ServerLaunch(
        body=_BODY,
        arguments=request.arguments,
        variables=_homes(request.home) | request.variables | own,
        home=request.home,
        readable=(str(folder.shown), *request.readable),
        hidden=request.hidden,
        slot=slot,
        memory_mb=limits.memory_mb,
        processes=limits.processes,
        open_files=limits.open_files,
        file_mb=limits.file_mb,
        temporary_mb=limits.temporary_mb,
        cpu_seconds=_CPU_SECONDS,
        terminals=limits.terminals,
        niceness=limits.niceness,
    )


def _homes(home: str) -> dict[str, str]:
    """Where Jupyter and IPython keep a person's own settings and what is open: with the person."""
    return {
        "JUPYTER_CONFIG_DIR": f"{home}/.jupyter",
        "JUPYTER_DATA_DIR": f"{home}/.local/share/jupyter",
        "IPYTHONDIR": f"{home}/.ipython",
    }


def main() -> None:
    """Serve an office's folder of servers; only one daemon does."""
    servers, stays = Path(sys.argv[1]), STAYS in sys.argv[2:]
    os.umask(0o077)
    while True:
        with contextlib.suppress(InUseError), hold_alone(servers.resolve() / "daemon.lock"):
            asyncio.run(_serve(servers, stays=stays))
            return
        if not stays:
            return
        time.sleep(_TURN)


async def _serve(servers: Path, *, stays: bool) -> None:
    work = asyncio.ensure_future(Daemon(servers, stays=stays).serve())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work


if __name__ == "__main__":
    main()
