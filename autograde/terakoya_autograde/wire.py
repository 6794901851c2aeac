"""Bounded messages between the grader, the zygote and a child: a length, then msgspec JSON.

What a child sends is data from a stranger: it is decoded into the types below or refused. Pickles
are never used.
"""

from __future__ import annotations

import socket
import struct
from typing import Any, TypeVar

import msgspec

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.errors import FrameTooLargeError, HeavyFrameError, WireError
from terakoya_autograde.weight import weigh

__all__ = [
    "LARGEST_OF_VALUES",
    "LEARNER_GONE",
    "LENGTH",
    "Before",
    "Channel",
    "Check",
    "Done",
    "Equip",
    "Fork",
    "Forked",
    "FromChild",
]
__all__ += [
    "FromStudy",
    "FromWarming",
    "FromZygote",
    "Gather",
    "Gathered",
    "Groundwork",
    "Load",
    "Loaded",
    "Meet",
    "Message",
    "Noted",
    "Ready",
    "Refused",
    "Restore",
    "Run",
    "Serve",
]
__all__ += ["Spoiled", "Start", "Step", "Studied"]
__all__ += ["ToChecker", "ToLearner", "ToZygote", "Twin", "pair", "size_of"]

LARGEST = 32 * 2**20
LARGEST_OF_VALUES = 48 * 2**20  # bytes travel as text a third longer, several names in one frame
LEARNER_GONE = "LearnerGone"
"""What a check's error is called where the learner's child gave no answer, or a senseless one."""
HEAVIEST = 64 * 2**20  # bytes of memory that the objects of one frame may take
WEIGHT_OF_BYTE = 32  # bytes of memory that go with each byte that may be said
LENGTH = struct.Struct(">I")
"""What precedes each frame: how many bytes it has."""
_DESCRIPTORS = 16


class Start(msgspec.Struct, frozen=True, tag="start"):
    """To a warm parent: what to import, and which steps (`Step`) are for each child to take.

    `known` says that the other steps left nothing behind when they were taken before: then it looks
    once, in the end, and not after each of them.
    """

    imports: tuple[str, ...]
    cold: tuple[str, ...] = ()
    known: bool = False


class Step(msgspec.Struct, frozen=True, tag="step"):
    """From a warm parent that warms up: what it does next; nothing where it only waits.

    A step is a module that is imported, or ``library()`` for the first use of one.
    """

    name: str = ""


class Spoiled(msgspec.Struct, frozen=True, tag="spoiled"):
    """From a warm parent that cannot be forked, and ends: each step that left something, and what.

    Without any step, nobody knows where it came from.
    """

    left: dict[str, str] = {}


class Equip(msgspec.Struct, frozen=True, tag="equip"):
    """To a zygote, while it warms up: which files every child finds in its folder."""

    files: dict[str, str]


class Twin(msgspec.Struct, frozen=True, tag="twin"):
    """To a zygote, with a socket's end: a second warm parent is wanted, for checkers.

    `folder` holds the files of `Equip`: the instructor's early statements run there.
    """

    folder: str


class Load(msgspec.Struct, frozen=True, tag="load"):
    """To a twin: the plan of every notebook by name.

    One that `studies` hears the checks, answers with what can be done ahead of them, and ends: no
    checker is forked from it. One that does not hears of a check nothing but its name.
    """

    plans: dict[str, tuple[CellPlan, ...]]
    studies: bool = False


class Groundwork(msgspec.Struct, frozen=True):
    """One check, and what was done ahead for it: no checker has it before the check is due.

    Attributes:
        plan: with the early statements and calls whose values are carried.
        code: the rest of the cell, compiled.
        early: its early statements that run in each checker, compiled: where it was not checked
            there, and something later needs what they make.
        values: name → what the others have made; pickled by the instructor's own code.
        drops: names that it leaves behind and that nothing later needs.
        shared: names of the instructor's that it reads and that something later reads too.
        offers: whether something later needs what it makes whatever the learner does.
    """

    plan: CellPlan
    code: bytes = b""
    early: bytes = b""
    values: bytes = b""
    drops: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    offers: bool = False


class Studied(msgspec.Struct, frozen=True, tag="studied"):
    """From a twin that studies: what was done ahead for one check."""

    notebook: str
    groundwork: Groundwork


class Before(msgspec.Struct, frozen=True, tag="before"):
    """To a checker: an earlier check that it has not run, and that has made what a later needs."""

    groundwork: Groundwork


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """From a twin: the early statements have run.

    Attributes:
        unfit: notebook → cell → those that must not run early (`clean_room.attempts`).
        spoiled: whether anything was left behind: the twin must not be forked, and ends.
        modules: of one that studied, the files of all modules that it has imported.
    """

    unfit: dict[str, dict[str, tuple[Unfit, ...]]] = {}
    spoiled: bool = False
    modules: tuple[str, ...] = ()


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """From a zygote: it is warm. `missing` are modules that could not be imported."""

    language_info: dict[str, Any]
    missing: tuple[str, ...]


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """To a zygote, with the child's end of a socket pair: one submission's child is wanted."""

    files: dict[str, bytes]
    slot: int
    sandbox: bool
    memory_mb: int
    cpu_seconds: int
    line: bool = False  # the last of its descriptors is a line to somebody outside


class Forked(msgspec.Struct, frozen=True, tag="forked"):
    """From a zygote, with a pidfd: the child is there."""

    pid: int


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """From a zygote: no child, and why."""

    reason: str


class Run(msgspec.Struct, frozen=True, tag="run"):
    """To a child: run this cell, as the `count`-th of its notebook (0: as the next).

    Of an error on one of the lines `hidden`, from 1, only what may be told of it is the words.

    Attributes:
        label: where random streams begin that nobody has seeded; empty for where they are.
        streams: those that were seeded, packed, as the last check left them; None where the child
            knows them itself.
    """

    code: str
    cell_id: str
    count: int = 0
    hidden: tuple[int, ...] = ()
    label: str = ""
    streams: bytes | None = None


class Serve(msgspec.Struct, frozen=True, tag="serve"):
    """To a learner's child: answer the checker until it has enough.

    `apart` has a fork of it answer: what the checker has it do leaves no trace. `label` and
    `streams` are as in `Run`. What it lends is numbered from `numbers` on, so that the same answers
    are the same bytes whatever was lent before.
    """

    apart: bool = False
    label: str = ""
    streams: bytes | None = None
    numbers: int = 0


class Restore(msgspec.Struct, frozen=True, tag="restore"):
    """To a learner's child: put back what an unprotected check stands on.

    With `after`, the check is over: what the notebook had made of modules is there again.
    """

    after: bool = False


class Gather(msgspec.Struct, frozen=True, tag="gather"):
    """To a learner's child: say which files its code has left in its folder."""


class Meet(msgspec.Struct, frozen=True, tag="meet"):
    """To a checker, with a socket's end: this is the learner's child from now on."""


class Check(msgspec.Struct, frozen=True, tag="check"):
    """To a checker: run this check of a notebook.

    `changes` are the arguments that calls may change (`function:place`); None for all. `kinds` are
    those of the values that the reference solution gives up, and `disturbs` the instructor's values
    that the check changes with it; None where that is not known. `apart` says that whoever answers
    is gone after this check. `labels` say where random streams begin that nobody has seeded: those
    of the instructor's cells and those of the check.
    """

    notebook: str
    groundwork: Groundwork
    count: int
    changes: tuple[str, ...] | None
    kinds: dict[str, tuple[str, ...]] | None = None
    apart: bool = False
    disturbs: tuple[str, ...] | None = None
    labels: tuple[str, str] = ("", "")


class Noted(msgspec.Struct, frozen=True):
    """What was noted while a check ran.

    Attributes:
        changed: the arguments that calls have changed (`function:place`).
        kinds: the kinds of what the learner's child gave up, by what the test calls it.
        disturbed: the instructor's values that the check has changed and a later one reads.
        opaque: those that it reads and a later one too, and of which nobody can tell whether they
            have changed.
    """

    changed: tuple[str, ...] = ()
    kinds: dict[str, tuple[str, ...]] = {}
    disturbed: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True, tag="message"):
    """From a child: one message as a kernel would send it."""

    kind: str
    content: dict[str, Any]


class Gathered(msgspec.Struct, frozen=True, tag="gathered", forbid_unknown_fields=True):
    """From a learner's child: files that its code has written, by relative name."""

    files: dict[str, bytes]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """From a child: the cell has ended.

    From a checker, `words` is what the learner may hear (empty for all), `noted` what the checker
    noted, and `line` where in the check it failed (from 1; 0 where that is not known). From a
    learner's child that has served one, `found` are the random streams that went on when it began
    and `left` those that go on behind it, packed. `drew` says that random numbers were drawn that
    nobody has seeded.
    """

    status: str
    ename: str = ""
    evalue: str = ""
    traceback: tuple[str, ...] = ()
    words: str = ""
    noted: Noted = Noted()
    line: int = 0
    found: bytes = b""
    left: bytes = b""
    drew: bool = False


ToZygote = Fork | Twin
ToLearner = Run | Serve | Restore | Gather
ToChecker = Meet | Before | Check
FromZygote = Ready | Forked | Refused | Loaded | Spoiled
FromWarming = Ready | Step | Spoiled
FromStudy = Studied | Loaded
FromChild = Message | Done
Frame = TypeVar("Frame")


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected stream sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)


def size_of(content: object) -> int:
    """Return how long a message or its content is: every key, name and value of it counts.

    Counted in characters of its JSON: a text in Japanese counts as much as one in English. Where
    it is made of very small values, the memory that they take counts instead.
    """
    data = msgspec.json.encode(content)
    length = len(data.decode())
    return max(length, weigh(data, length * WEIGHT_OF_BYTE) // WEIGHT_OF_BYTE)


class Channel:
    """One end of a socket: frames in, frames out, file descriptors beside them."""

    def __init__(self, end: socket.socket, largest: int = LARGEST) -> None:
        self.end = end
        self._largest = largest
        self._buffer = bytearray()

    def fileno(self) -> int:
        """Return the descriptor, for polling."""
        return self.end.fileno()

    def close(self) -> None:
        """Close this end."""
        self.end.close()

    def send(self, frame: msgspec.Struct, descriptors: tuple[int, ...] = ()) -> None:
        """Send one frame, with descriptors if any.

        Raises:
            WireError: the other end is gone.
            FrameTooLargeError: it is too large; nothing was sent.
        """
        body = msgspec.json.encode(frame)
        if len(body) > self._largest:
            raise FrameTooLargeError(f"a frame of {len(body)} bytes is too large")
        data = LENGTH.pack(len(body)) + body
        try:
            if descriptors:
                sent = socket.send_fds(self.end, [data], list(descriptors))
                data = data[sent:]
            if data:
                self.end.sendall(data)
        except OSError as error:
            raise WireError("the other end is gone") from error

    def receive(self, kind: object) -> Any:
        """Wait for one frame and decode it as `kind`; None where the other end has closed.

        Raises:
            HeavyFrameError: what came is larger or heavier than it may be.
            WireError: it is no such frame.
        """
        while (frame := self.take(kind)) is None:
            if not self.fill():
                return None
        return frame

    def receive_with(self, kind: object) -> tuple[Any, list[int]]:
        """Wait for one frame and the descriptors that came with it."""
        descriptors: list[int] = []
        while (frame := self.take(kind)) is None:
            try:
                data, fds, _flags, _address = socket.recv_fds(self.end, 65536, _DESCRIPTORS)
            except OSError:  # killed in the middle: as good as closed
                return None, descriptors
            descriptors += fds
            if not data:
                return None, descriptors
            self._buffer += data
        return frame, descriptors

    def fill(self) -> bool:
        """Read what is there (waiting for the first byte); False where the other end has closed."""
        try:
            data = self.end.recv(1 << 18)
        except OSError:
            return False
        self._buffer += data
        return bool(data)

    def take(self, kind: object, most: int | None = None) -> Any:
        """Decode the next complete frame that was read; None where there is none yet.

        How large it is, and what would become of it, is looked at before it is decoded.

        Args:
            most: how many bytes it may have, if fewer than usual; its objects may weigh
                accordingly.

        Raises:
            HeavyFrameError: it is larger or heavier than it may be.
            WireError: it is no such frame, or larger than any.
        """
        if len(self._buffer) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._buffer)
        if length > self._largest:
            raise WireError(f"a frame of {length} bytes is too large")
        largest = self._largest if most is None else min(most, self._largest)
        if length > largest:
            raise HeavyFrameError(f"a frame of {length} bytes is more than may be said")
        if len(self._buffer) < LENGTH.size + length:
            return None
        body = bytes(self._buffer[LENGTH.size : LENGTH.size + length])
        del self._buffer[: LENGTH.size + length]
        heaviest = min(HEAVIEST, largest * WEIGHT_OF_BYTE)
        if weigh(body, heaviest) > heaviest:
            raise HeavyFrameError(f"a frame of {length} bytes holds too many values")
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            raise WireError(f"not a frame: {error}") from error
