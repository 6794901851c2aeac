"""The warm parent: imports what an assignment needs, then forks a child for each submission.

Run as ``python -m terakoya_autograde.zygote FD`` with a clean environment; the grader is at the
other end of the socket FD. It has one thread, and says so before every fork. It ends when the
grader does.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from terakoya_autograde.errors import EngineError, WireError
from terakoya_autograde.sandbox import Inside, Policy, default_readable, fork_inside, reap
from terakoya_autograde.shell import Shell
from terakoya_autograde.warm import import_modules, warm_up
from terakoya_autograde.wire import Channel, Done, Fork, Forked, Message, Ready, Refused, Run, Start

__all__ = ["Zygote", "main"]


class Zygote:
    """One warm parent and its channel to the grader."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def serve(self) -> None:
        """Warm up as the grader says, then fork until it closes the channel."""
        start = self._channel.receive(Start)
        if start is None:
            return
        shell = Shell()
        missing = import_modules(start.imports)
        warm_up(shell.rehearse)
        files = {name: Path(path).read_bytes() for name, path in start.files.items()}
        readable = default_readable()
        self._channel.send(Ready(shell.language_info, missing))
        while True:
            frame, descriptors = self._channel.receive_with(Fork)
            if frame is None:
                return
            self._answer(frame, descriptors, shell, files, readable)

    def _answer(
        self,
        fork: Fork,
        descriptors: list[int],
        shell: Shell,
        files: dict[str, bytes],
        readable: tuple[Path, ...],
    ) -> None:
        """Fork one child for the socket that came with the request."""
        reap()
        try:
            (end,) = descriptors
            policy = Policy(
                readable=readable,
                slot=fork.slot,
                memory_mb=fork.memory_mb,
                cpu_seconds=fork.cpu_seconds,
            )
            body = _body(shell, end)
            start = fork_inside if fork.sandbox else _fork_outside
            child = start(policy, files | fork.files, [end], body)
        except (EngineError, OSError, ValueError) as error:
            self._channel.send(Refused(f"{type(error).__name__}: {error}"))
        else:
            self._channel.send(Forked(child.pid), (child.pidfd,))
            os.close(child.pidfd)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)


def _body(shell: Shell, end: int) -> Callable[[], None]:
    """Return what a child does: run the cells that come, until nobody sends any."""

    def run() -> None:
        channel = Channel(socket.socket(fileno=end))

        def send(kind: str, content: dict[str, Any]) -> None:
            try:
                channel.send(Message(kind, content))
            except (UnicodeEncodeError, TypeError, msgspec.EncodeError):
                channel.send(Message(kind, _printable(content)))

        gc.enable()
        os.environ["NBGRADER_EXECUTION"] = "autograde"  # tests may ask for it
        shell.attach(send)
        while (frame := channel.receive(Run)) is not None:
            reply = shell.run(frame.code, frame.cell_id)
            channel.send(
                Done(
                    status=str(reply.get("status", "error")),
                    ename=str(reply.get("ename", "")),
                    evalue=str(reply.get("evalue", "")),
                    traceback=tuple(str(line) for line in reply.get("traceback", ())),
                )
            )

    return run


def _printable(value: Any) -> Any:
    """Return a message's content with half characters and strange objects written out."""
    if isinstance(value, dict):
        return {str(_printable(key)): _printable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(entry) for entry in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value if isinstance(value, int | float | bool) or value is None else repr(value)


def _fork_outside(
    policy: Policy, files: dict[str, bytes], keep: list[int], body: Callable[[], None]
) -> Inside:
    """Fork without a sandbox: what ``--sandbox=none`` asks for. The learner has our rights."""
    del policy, keep
    pid = os.fork()
    if pid:
        return Inside(pid, os.pidfd_open(pid))
    try:
        os.setsid()
        folder = Path(tempfile.mkdtemp(prefix="work-"))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        os.chdir(folder)
        body()
    finally:
        os._exit(0)


def main() -> None:
    """Serve the grader at the socket whose number is the first argument."""
    gc.disable()  # nothing here lives long enough to need it; children decide for themselves
    zygote = Zygote(Channel(socket.socket(fileno=int(sys.argv[1]))))
    with contextlib.suppress(WireError):
        zygote.serve()


if __name__ == "__main__":
    main()
