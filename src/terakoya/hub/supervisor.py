"""An office from its start to its end: one process that keeps all the others."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terakoya_autograde.storage import InUseError, hold_alone, write_file

from terakoya.errors import TerakoyaError, UsageError
from terakoya.hub.front_part import LISTENER
from terakoya.hub.left_processes import WORD, end_left, watch_command
from terakoya.hub.office_folder import OfficeFolder
from terakoya.hub.office_health import serving_health
from terakoya.hub.office_run import PORTAL, Office
from terakoya.hub.spawning.daemon_client import KEPT, daemon_command
from terakoya.hub.spawning.server_folder import servers_folder
from terakoya.hub.supervised import GaveUpError, Part, Supervised, part_command
from terakoya.language import gettext as _

__all__ = ["end_earlier", "run_office"]

_STARTING = 180.0  # seconds in which every part has to answer
_SPARED = frozenset({"hub", PORTAL})  # what is slow to load, and what everybody waits for


def run_office(
    office: Office,
    listener: socket.socket,
    *,
    apps: bool,
    servers: bool,
    announce: Callable[[], None],
) -> None:
    """Run an office until Ctrl-C or SIGTERM; nothing of it is left then.

    Args:
        office: the call, and its folder.
        listener: the public socket; it stays open while the front starts anew.
        apps: whether there are apps to serve.
        servers: whether people get servers in the sandbox.
        announce: called once all parts answer.

    Raises:
        UsageError: another office of this workspace runs.
        TerakoyaError: a part does not start, or ends again and again.
    """
    with _alone(office), _word(office.folder) as word, _watching(word):
        office.write()
        wanted = [*_parts(office, listener, word, apps=apps)]
        if servers:
            wanted.append(_daemon(office, word))
        parts = [Supervised(part) for part in wanted]
        try:
            asyncio.run(_Run(office, parts).run(announce))
        finally:
            end_left(word)


def end_earlier(folder: OfficeFolder) -> None:
    """End what is left of an office here that was killed; nothing where one is running.

    Another process does so at once, but whoever starts again in that moment, or has killed that
    one too, would find the port taken.
    """
    with contextlib.suppress(InUseError), hold_alone(folder.lock):
        if word := folder.read_word():
            end_left(word)


class _Run:
    def __init__(self, office: Office, parts: list[Supervised]) -> None:
        self._office, self._parts = office, parts
        self._ending = asyncio.Event()

    async def run(self, announce: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        async with serving_health(self._office.folder.socket("health"), self._parts):
            kept = [asyncio.create_task(one.keep()) for one in self._parts]
            ending = asyncio.create_task(self._ending.wait())
            starting = asyncio.create_task(self._start(announce))
            try:
                await self._wait({ending, starting, *kept})
            finally:
                starting.cancel()
                ending.cancel()
                await self._end_parts()
                for task in kept:
                    task.cancel()
                await asyncio.gather(starting, ending, *kept, return_exceptions=True)

    async def _end_parts(self) -> None:
        """End the front before the others: what they answer just now still gets to who asked."""
        first = [one for one in self._parts if one.part.name == "front"]
        await asyncio.gather(*(one.end() for one in first))
        await asyncio.gather(*(one.end() for one in self._parts))

    async def _wait(self, waited: set[asyncio.Task[Any]]) -> None:
        while not self._ending.is_set():
            done, waited = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    await task
                except GaveUpError as error:
                    raise _give_up(error.name, error.line) from None

    async def _start(self, announce: Callable[[], None]) -> None:
        """Wait until all answer, then say so."""
        well = await asyncio.gather(*(one.wait_until_well(_STARTING) for one in self._parts))
        for one, ok in zip(self._parts, well, strict=True):
            if not ok:
                raise _give_up(one.part.name, one.last_line())
        for one in self._parts:
            one.gives_up = False
        announce()


def _give_up(name: str, line: str) -> TerakoyaError:
    return TerakoyaError(
        _("This part of the office does not run: {name}.").format(name=name),
        remedy=line or _("Look into var/office/logs."),
    )


def _parts(office: Office, listener: socket.socket, word: str, *, apps: bool) -> Iterator[Part]:
    listener.set_inheritable(True)
    number = listener.fileno()
    ours = {WORD: word}
    run, folder = office.run, office.folder
    wells = {
        "hub": (folder.socket("hub"), f"{run.hub_path}api/"),
        PORTAL: (folder.socket(PORTAL), f"{run.portal_path}healthz"),
        "front": (folder.socket("routes"), "/api"),
    }
    for name, (place, path) in wells.items():
        yield Part(
            name,
            part_command(name, Path(run.root)),
            place,
            path,
            folder.path / "logs" / f"{name}.log",
            ours | ({LISTENER: str(number)} if name == "front" else {}),
            (number,) if name == "front" else (),
            has_spare=name in _SPARED,
        )
    yield _part_without_socket("grader", office, ours)
    if apps:  # they are asked by the file that they write
        yield _part_without_socket("apps", office, ours)


def _part_without_socket(name: str, office: Office, environment: dict[str, str]) -> Part:
    command = part_command(name, Path(office.run.root))
    return Part(name, command, None, "", office.folder.path / "logs" / f"{name}.log", environment)


def _daemon(office: Office, word: str) -> Part:
    """Return what starts people's servers, and is their way to the site: it has no secret of ours.

    Where it ends, they go on.
    """
    folder = servers_folder(office.folder.path)
    return Part(
        "servers",
        daemon_command(folder, stays=True),
        None,
        "",
        folder / "daemon.log",
        {WORD: word},
        only=frozenset(KEPT),
        waits=False,
    )


@contextmanager
def _alone(office: Office) -> Iterator[None]:
    try:
        with hold_alone(office.folder.lock):
            yield
    except InUseError:
        raise UsageError(
            _("This workspace is served already."),
            where=office.run.root,
            remedy=_("Stop the other terakoya serve first."),
        ) from None


@contextmanager
def _word(folder: OfficeFolder) -> Iterator[str]:
    """Yield the word that all of this office carry, but this process itself; it is written down."""
    word = secrets.token_hex(16)
    write_file(folder.word, word.encode(), 0o600)
    yield word


@contextmanager
def _watching(word: str) -> Iterator[None]:
    """Have a process that waits for our end, however it comes."""
    with subprocess.Popen(
        watch_command(word),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", "")},
        cwd="/",
    ) as watcher:
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                if watcher.stdin is not None:
                    watcher.stdin.close()
