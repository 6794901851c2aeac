"""The warm parent: imports what an assignment needs, then forks a child for each submission.

Run as ``python -m terakoya_autograde.warm.zygote FD`` with a clean environment; the grader is at
the other end of the socket FD. It has one thread, and says so before every fork. It ends when the
grader does.

On request it forks a *twin*: a second warm parent, for checkers. It has the instructor's cells, and
hears of no test: each checker is told the one that is due. What can be done ahead for the tests is
done in another twin, which ends with that; it learns them after the fork, over a socket of its own,
so they are never in the memory from which children are forked.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.clean_room.attempts import Attempts
from terakoya_autograde.clean_room.checker import Checker
from terakoya_autograde.clean_room.checker_template import CheckerTemplate
from terakoya_autograde.clean_room.failure_messages import unprotected_message
from terakoya_autograde.clean_room.responder import Responder
from terakoya_autograde.clean_room.study import study
from terakoya_autograde.clean_room.tamper_guard import Guard
from terakoya_autograde.errors import EngineError, WireError
from terakoya_autograde.interpreter.prewarm import freeze_memory
from terakoya_autograde.interpreter.raw_output import redirect
from terakoya_autograde.interpreter.shell import Shell
from terakoya_autograde.randomness.process_streams import Streams, unpack
from terakoya_autograde.randomness.watching import Watching
from terakoya_autograde.sandbox import (
    THREADS,
    Inside,
    Policy,
    SandboxError,
    default_readable,
    fork_inside,
    reap,
)
from terakoya_autograde.sandbox.syscalls import PR_SET_CHILD_SUBREAPER, prctl
from terakoya_autograde.warm.left_files import LeftFiles
from terakoya_autograde.warm.outside_line import tell_line
from terakoya_autograde.warm.owner import exiting_with
from terakoya_autograde.warm.warming import Warming, spoil
from terakoya_autograde.wire import (
    LARGEST_OF_VALUES,
    Before,
    Channel,
    Done,
    Equip,
    Fork,
    Forked,
    Gather,
    Gathered,
    Load,
    Loaded,
    Meet,
    Message,
    Noted,
    Ready,
    Refused,
    Restore,
    Run,
    Serve,
    Start,
    Studied,
    ToChecker,
    ToLearner,
    ToZygote,
    Twin,
)

__all__ = ["Zygote", "main"]

_MANY = 8  # children: a few would not save what prewarming takes, which is a second
_PAUSE = 0.03  # seconds without a request that make a good moment for what can wait
Body = Callable[[list[int]], None]


@dataclass(frozen=True)
class Zygote:
    """One warm parent and its channel to the grader.

    Attributes:
        files: relative name → content of what every child finds in its folder.
        readable: what children may read of the machine.
        brought: the environment variables that this process began with.
        body: what a child does with the descriptors that came for it.
    """

    channel: Channel
    shell: Shell
    files: dict[str, bytes]
    readable: tuple[Path, ...]
    brought: frozenset[str]
    body: Body

    def serve(self, idle: Callable[[], None] | None = None) -> None:
        """Fork until the grader closes the channel.

        Args:
            idle: what is worth doing once, where many children are wanted, as soon as one has work
                and nobody asks for another: before that, somebody waits.
        """
        works = 0
        while True:
            if idle is not None and works >= _MANY and not _is_asked(self.channel):
                idle()
                idle = None
            frame, descriptors = self.channel.receive_with(ToZygote)
            if frame is None:
                return
            reap()
            try:
                child = self._twin(frame, descriptors) if isinstance(frame, Twin) else None
                works += child is None
                child = child or self._fork(frame, descriptors)
            except (EngineError, OSError, ValueError) as error:
                if isinstance(error, SandboxError) and error.layer == THREADS:
                    spoil(self.channel, {})
                self.channel.send(Refused(f"{type(error).__name__}: {error}"))
            else:
                self.channel.send(Forked(child.pid), (child.pidfd,))
                os.close(child.pidfd)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)

    def _fork(self, wanted: Fork, descriptors: list[int]) -> Inside:
        """Fork one child for the sockets that came with the request."""
        policy = Policy(
            readable=self.readable,
            slot=wanted.slot,
            memory_mb=wanted.memory_mb,
            cpu_seconds=wanted.cpu_seconds,
            variables=frozenset(os.environ) - self.brought,
        )
        start = fork_inside if wanted.sandbox else _fork_outside
        files = self.files | wanted.files
        return start(policy, files, descriptors, partial(self._live, list(descriptors), wanted))

    def _live(self, ends: list[int], wanted: Fork) -> None:
        """The child's life."""
        if wanted.line:
            tell_line(ends.pop())
        self.body(ends)

    def _twin(self, wanted: Twin, descriptors: list[int]) -> Inside:
        """Fork a warm parent of checkers; this one never hears what the twin is told."""
        pid = os.fork()
        if pid:
            return Inside(pid, os.pidfd_open(pid))
        try:
            self.channel.close()  # the grader's next request is for one of the two
            os.chdir(wanted.folder)
            self._serve_checkers(Channel(socket.socket(fileno=descriptors[0])))
        finally:
            os._exit(0)

    def _serve_checkers(self, channel: Channel) -> None:
        """The twin's life: run what no learner can change, then fork checkers."""
        load = channel.receive(Load)
        if load is None:
            return
        os.environ["NBGRADER_EXECUTION"] = "autograde"
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        with exiting_with(channel):
            if load.studies:
                self.shell.run_within(partial(self._study, channel, load.plans))
                return
            template = self.shell.run_within(partial(CheckerTemplate, load.plans, self.shell))
        freeze_memory()
        channel.send(Loaded(spoiled=template.spoiled))
        if template.spoiled:
            spoil(channel, {})
        body = partial(_check, template, self.shell)
        replace(self, channel=channel, body=body).serve()

    def _study(self, channel: Channel, plans: Mapping[str, tuple[CellPlan, ...]]) -> None:
        """Do ahead what can be done ahead, and end with whatever that has started."""
        streams = Streams(self.shell.user_namespace)
        attempts = Attempts(Watching(streams))
        for notebook, groundwork in study(plans, self.shell, streams, attempts):
            channel.send(Studied(notebook, groundwork))
        channel.send(Loaded(attempts.unfit, attempts.spoiled, _module_files()))
        if attempts.spoiled:
            spoil(channel, {})


def _is_asked(channel: Channel) -> bool:
    watch = select.poll()
    watch.register(channel, select.POLLIN)
    return bool(watch.poll(_PAUSE * 1000))


def _module_files() -> tuple[str, ...]:
    """Return the files of the modules that are imported."""
    files = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    return tuple(sorted({file for file in files if isinstance(file, str)}))


def _run_cells(shell: Shell, guard: Guard, ends: list[int]) -> None:
    """A learner's child: run the cells that come, and give up values, until nobody sends any."""
    main, values, *raw = ends
    channel = _attach(shell, main, raw)
    names = shell.user_namespace
    streams = Streams(names)
    given = Channel(socket.socket(fileno=values), LARGEST_OF_VALUES)
    responder = Responder(given, names, streams, shell.take_raw)
    folder = LeftFiles()
    while (frame := channel.receive(ToLearner)) is not None:
        if isinstance(frame, Run | Serve) and frame.label:
            with contextlib.suppress(Exception):  # a learner's cell may break what it stands on
                streams.begin(frame.label, unpack(frame.streams))
        if isinstance(frame, Run):
            reply = shell.run(frame.code, frame.cell_id, frame.count)
            words = unprotected_message(shell.last_error, shell.user_namespace, frame.hidden)
            channel.send(_done(reply | {"words": words, "drew": _has_drawn(streams)}))
            continue
        if isinstance(frame, Gather):
            channel.send(Gathered(_left(folder)))
            continue
        if isinstance(frame, Restore):
            (guard.give_back if frame.after else guard.restore)()
        else:
            serve = responder.serve_apart if frame.apart else responder.serve
            shell.run_unheard(partial(serve, frame.numbers))
            channel.send(
                Done("ok", found=responder.found, left=responder.left, drew=responder.drew)
            )
            continue
        channel.send(Done("ok"))


def _left(folder: LeftFiles) -> dict[str, bytes]:
    with contextlib.suppress(Exception):  # the same
        return folder.read()
    return {}


def _has_drawn(streams: Streams) -> bool:
    with contextlib.suppress(Exception):  # the same
        return streams.has_drawn
    return False


def _check(template: CheckerTemplate, shell: Shell, ends: list[int]) -> None:
    """A checker: run the checks that come on the values of the learner's child that it met."""
    main, *raw = ends
    channel = _attach(shell, main, raw)
    checker = Checker(template, shell)
    while True:
        frame, descriptors = channel.receive_with(ToChecker)
        if frame is None:
            return
        if isinstance(frame, Meet):
            (values,) = descriptors
            checker.meet(Channel(socket.socket(fileno=values), LARGEST_OF_VALUES))
        elif isinstance(frame, Before):
            checker.prepare(frame.groundwork)
        else:
            channel.send(_done(checker.check(frame)))


def _attach(shell: Shell, end: int, raw: list[int]) -> Channel:
    """Let the shell's messages go to the grader, and what is written below its streams, too."""
    channel = Channel(socket.socket(fileno=end))

    def send(kind: str, content: dict[str, Any]) -> None:
        try:
            channel.send(Message(kind, content))
        except (UnicodeEncodeError, TypeError, msgspec.EncodeError):
            channel.send(Message(kind, _printable(content)))

    gc.enable()
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # tests may ask for it
    shell.attach(send, raw=redirect(raw))
    return channel


def _done(reply: dict[str, Any]) -> Done:
    return Done(
        status=str(reply.get("status", "error")),
        ename=str(reply.get("ename", "")),
        evalue=str(reply.get("evalue", "")),
        traceback=tuple(str(line) for line in reply.get("traceback", ())),
        words=str(reply.get("words", "")),
        noted=reply.get("noted", Noted()),
        line=int(reply.get("line", 0)),
        drew=bool(reply.get("drew", False)),
    )


def _printable(value: object) -> Any:
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
    channel = Channel(socket.socket(fileno=int(sys.argv[1])))
    with contextlib.suppress(WireError):
        if (start := channel.receive(Start)) is None:
            return
        with exiting_with(channel):
            shell = Shell()
            warming = Warming(channel, start)
            warming.import_modules()
            warming.use()
            warming.end_where_spoiled()
        readable = default_readable()
        sys.path.insert(0, "")  # modules that were handed in are found, as in any kernel
        if (equip := channel.receive(Equip)) is None:
            return
        files = {name: Path(path).read_bytes() for name, path in equip.files.items()}
        channel.send(Ready(shell.language_info, warming.missing))
        body = partial(_run_cells, shell, Guard(shell))
        zygote = Zygote(channel, shell, files, readable, warming.brought, body)
        zygote.serve(idle=partial(warming.prewarm_mistakes, shell.run_discarded))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # to take a thousand modules apart would take a tenth of a second
