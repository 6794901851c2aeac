"""Prepared kernels: a notebook runs once, in the sandbox, and every visitor gets a fork of it.

Run as ``python -m terakoya_autograde.kernels.prepared FD``: a warm parent, whose children take
cells. A child that has run its notebook forks itself for each visit, in milliseconds and with its
memory shared. What a visit writes stays in a folder of its own, and goes with it.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import os
import random
import select
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from terakoya_autograde.errors import EngineError, WireError
from terakoya_autograde.interpreter.prewarm import freeze_memory, prewarm_mistakes
from terakoya_autograde.interpreter.shell import Shell
from terakoya_autograde.kernels.prepared_frames import (
    REQUEST,
    Cell,
    Deliver,
    Ended,
    Keep,
    Prepare,
    Settle,
    Settled,
    ToPrepared,
    ToVisit,
    Visit,
)
from terakoya_autograde.sandbox import (
    THREADS,
    Inside,
    Policy,
    SandboxError,
    default_readable,
    fork_inside,
    landlock,
    reap,
)
from terakoya_autograde.sandbox.root import DEVICES, WORK
from terakoya_autograde.sandbox.syscalls import PR_SET_PDEATHSIG, prctl
from terakoya_autograde.warm.outside_line import tell_line
from terakoya_autograde.warm.warming import MISTAKES, Warming, spoil
from terakoya_autograde.wire import Channel, Forked, Message, Ready, Refused, Start

__all__ = ["PreparedParent", "main"]

_PROCESSES = 2048  # visits of one notebook, and what they start
_TEMPORARY_MB = 256  # all visits of one notebook together
_BROUGHT_MB = 32  # what the notebook wrote itself, brought along to each visit


class PreparedParent:
    """The warm parent and its channel to the server."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def serve(self) -> None:
        """Warm up as the server says, then fork until it closes the channel."""
        start = self._channel.receive(Start)
        if start is None:
            return
        self._shell = Shell()
        warming = Warming(self._channel, start)
        warming.import_modules()
        warming.use()
        warming.take(MISTAKES, partial(prewarm_mistakes, self._shell.run_discarded))
        warming.end_where_spoiled()
        freeze_memory()
        self._readable, self._brought = default_readable(), warming.brought
        self._channel.send(Ready(self._shell.language_info, warming.missing))
        while True:
            frame, descriptors = _await(self._channel, Prepare, reap)
            if frame is None:
                return
            self._answer(frame, descriptors)

    def _answer(self, wanted: Prepare, descriptors: list[int]) -> None:
        try:
            (end,) = descriptors
            policy = Policy(
                readable=(*self._readable, Path(wanted.folder)),
                memory_mb=wanted.memory_mb,
                cpu_seconds=wanted.cpu_seconds,
                temporary_mb=_TEMPORARY_MB,
                processes=_PROCESSES,
                open_files=1024,
                slot=wanted.slot,
                variables=frozenset(os.environ) - self._brought,
                narrows=True,
            )

            def body() -> None:
                _Kernel(self._shell, Channel(socket.socket(fileno=end)), wanted).serve()

            child = fork_inside(policy, {}, [end], body) if wanted.sandbox else _fork_outside(body)
        except (EngineError, OSError, ValueError) as error:
            if isinstance(error, SandboxError) and error.layer == THREADS:
                spoil(self._channel, {})
            self._channel.send(Refused(f"{type(error).__name__}: {error}"))
        else:
            self._channel.send(Forked(child.pid), (child.pidfd,))
            os.close(child.pidfd)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)


class _Kernel:
    """One prepared kernel, or one visit: it runs what comes until nobody sends any more."""

    def __init__(self, shell: Shell, channel: Channel, wanted: Prepare) -> None:
        self._shell, self._channel, self._wanted = shell, channel, wanted
        self._folders: dict[int, Path] = {}
        self._count = 0

    def serve(self) -> None:
        """Run what comes; fork where a visit is wanted."""
        gc.enable()
        place = WORK if self._wanted.sandbox else tempfile.mkdtemp(prefix="work-")
        self._place = Path(place)
        _enter_folder(self._place, Path(self._wanted.folder))
        self._attach(forgets=True)
        self._answer_all()

    def _answer_all(self) -> None:
        while True:
            frame, descriptors = _await(self._channel, ToPrepared, self._bury)
            if frame is None:
                return
            if isinstance(frame, Visit | Keep):
                self._fork(descriptors, stays=isinstance(frame, Keep))
            elif isinstance(frame, Settle):
                gc.collect()
                gc.freeze()  # every visit is a fork: what no collection touches is shared with all
                self._channel.send(Settled(self._shell.pending))
            else:
                self._channel.send(self._run(frame))

    def _attach(self, *, forgets: bool) -> None:
        self._shell.attach(self._send, forgets=forgets)
        self._shell.name_request(REQUEST)

    def _run(self, frame: Cell | Deliver) -> Ended:
        if isinstance(frame, Cell):
            self._count += 1
            reply = self._shell.run(frame.code, frame.cell_id, self._count)
        else:
            buffers = [base64.b64decode(text) for text in frame.buffers]
            reply = self._shell.deliver(frame.content, buffers)
        return Ended(str(reply.get("status", "error")), str(reply.get("ename", "")))

    def _send(self, kind: str, content: dict[str, object]) -> None:
        try:
            self._channel.send(Message(kind, content))
        except (UnicodeEncodeError, TypeError, msgspec.EncodeError):
            self._channel.send(Message("stream", {"name": "stderr", "text": f"odd {kind}\n"}))

    def _fork(self, descriptors: list[int], *, stays: bool) -> None:
        """Become two: one goes on as before, the other is for a visitor, or stays as it is now."""
        parent = "/tmp" if self._wanted.sandbox else None  # noqa: S108 - private inside
        own = None
        try:
            end, *line = descriptors
            own = Path(tempfile.mkdtemp(prefix="visit-", dir=parent))
            if stays:
                gc.collect()
                gc.freeze()
            dice = random.getstate()
            pid = os.fork()
            if pid == 0:
                random.setstate(dice)  # Python reseeds after a fork; a seed of the notebook's holds
                if line:
                    tell_line(line[0])
                self._be_another(end, own, stays=stays)
            self._folders[pid] = own
        except (OSError, ValueError):
            traceback.print_exc()  # the server sees the socket close
            if own is not None:
                shutil.rmtree(own, ignore_errors=True)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _bury(self) -> None:
        """Clear up after the visits that have ended."""
        for pid, _status in reap():
            if pid in self._folders:
                shutil.rmtree(self._folders.pop(pid), ignore_errors=True)

    def _be_another(self, end: int, own: Path, *, stays: bool) -> NoReturn:
        code = 1
        try:
            self._channel.close()  # of two who read there, each would get a part of what is sent
            self._channel = Channel(socket.socket(fileno=end))
            self._folders = {}
            self._settle_in(own, stays=stays)
            # The first bytes carry this process's number: see PreparedKernel.visit.
            self._channel.send(Message("ready", {}))
            if stays:
                self._answer_all()
            else:
                while (frame := self._channel.receive(ToVisit)) is not None:
                    self._channel.send(self._run(frame))
            code = 0
        except BaseException:  # noqa: BLE001 - nothing of the parent's stack may run in the child
            traceback.print_exc()
        finally:
            os._exit(code)

    def _settle_in(self, own: Path, *, stays: bool) -> None:
        """Work in a folder of its own; a visit lets go of everybody else's."""
        os.setsid()
        if not self._wanted.sandbox:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        tempfile.tempdir = os.environ["TMPDIR"] = str(own / "tmp")
        Path(tempfile.tempdir).mkdir()
        before, self._place = self._place, own / "work"
        _enter_folder(self._place, Path(self._wanted.folder))
        _bring(before, self._place)
        if self._wanted.sandbox and not stays:
            landlock.restrict([str(own)], DEVICES)
        self._attach(forgets=False)


def _enter_folder(place: Path, folder: Path) -> None:
    """Make `place` the current directory; the notebook's files are found there, by links."""
    place.mkdir(exist_ok=True)
    for entry in folder.iterdir():
        (place / entry.name).symlink_to(entry)
    os.chdir(place)


def _bring(before: Path, place: Path) -> None:
    """Copy what the notebook wrote itself, for its later cells; too much stays behind."""
    written = [entry for entry in before.iterdir() if not entry.is_symlink()]
    files = [file for entry in written for file in (entry, *entry.rglob("*")) if file.is_file()]
    if sum(file.stat().st_size for file in files) > _BROUGHT_MB * 2**20:
        print(f"over {_BROUGHT_MB} MB were written: not brought along", file=sys.stderr)  # noqa: T201
        return
    for entry in written:
        if entry.is_dir():
            shutil.copytree(entry, place / entry.name, symlinks=True, dirs_exist_ok=True)
        elif entry.is_file():
            shutil.copy2(entry, place / entry.name, follow_symlinks=False)


def _await(channel: Channel, kind: object, bury: Callable[[], object]) -> tuple[Any, list[int]]:
    """Wait for the next frame, and bury the children that end meanwhile.

    A signal that comes just before a call that waits would not wake it, and a child would stay
    unburied until somebody asks again. So signals also write into a pipe, which is waited for, too.
    """
    if (frame := channel.take(kind)) is not None:
        return frame, []
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    look = select.poll()
    look.register(channel, select.POLLIN)
    look.register(reading, select.POLLIN)
    try:
        while True:
            bury()
            ready = dict(look.poll())
            if channel.fileno() in ready:
                return channel.receive_with(kind)
            os.read(reading, 4096)
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            signal.set_wakeup_fd(before)
        except (OSError, ValueError):  # a notebook's own, which it has closed
            signal.set_wakeup_fd(-1)
        os.close(reading)
        os.close(writing)


def _fork_outside(body: Callable[[], None]) -> Inside:
    """Fork without a sandbox: the notebook has the server's rights, not its environment."""
    pid = os.fork()
    if pid:
        return Inside(pid, os.pidfd_open(pid))
    try:
        os.setsid()
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        body()
    except BaseException:  # noqa: BLE001 - nothing of the parent's stack may run in the child
        traceback.print_exc()
    finally:
        os._exit(0)


def main() -> None:
    """Serve the server at the socket whose number is the first argument."""
    gc.disable()  # nothing here lives long enough to need it; children decide for themselves
    del sys.path[0]  # `python -m` put the current directory there
    parent = PreparedParent(Channel(socket.socket(fileno=int(sys.argv[1]))))
    with contextlib.suppress(WireError):
        parent.serve()


if __name__ == "__main__":
    main()
