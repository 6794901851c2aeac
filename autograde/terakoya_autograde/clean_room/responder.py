"""The learner's side: gives up values and answers calls, while the checker asks.

Nothing here is trusted by anybody: it runs in the learner's process.
"""

from __future__ import annotations

import io
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from itertools import count
from typing import Any

import msgspec

from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Ask,
    Call,
    Enough,
    Given,
    Next,
    Raised,
    Request,
    Returned,
)
from terakoya_autograde.clean_room.shared_streams import LearnersStreams
from terakoya_autograde.errors import CannotCross, CrossingError
from terakoya_autograde.randomness.generators import read
from terakoya_autograde.randomness.mersenne import Moved
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.values import Decoder, Encoder
from terakoya_autograde.values.figures import figures_in
from terakoya_autograde.wire import Channel

__all__ = ["Responder"]

MOST_PRINTED = 1 << 20
_MOST_TOLD = 1 << 16  # bytes that a pipe holds, so that nobody waits at it
MOST_CLASSES = 20  # of an exception, with those that it extends
_SERVED = 77  # how a fork ends that was asked to the end
_HANDLES = 1 << 20  # so many things may one process lend
_MUTABLE = (list, dict, set, bytearray)
_MUTABLE_NAMES = {"ndarray", "DataFrame", "Series", "deque"}


class Responder:
    """Answers the checker from the learner's variables.

    Attributes:
        found: the random streams that went on when the last check began, packed.
        left: those that go on behind it.
        drew: whether random numbers were drawn that nobody has seeded.
    """

    def __init__(
        self,
        channel: Channel,
        namespace: Mapping[str, object],
        streams: Streams,
        raw: Callable[[], Sequence[str]],
    ) -> None:
        """Answer nobody yet; `raw` gives what was written below standard output and error."""
        self._channel = channel
        self._namespace = namespace
        self._streams = LearnersStreams(streams)
        self._raw = raw
        self.found = self.left = b""
        self.drew = False
        self._lent: dict[int, Any] = {}
        self._handles = count()
        self._encoder = Encoder(VALUE_LIMITS, lend=self._lend)
        self._drawn: dict[str, Moved] = {}

    def serve(self) -> None:
        """Answer until the checker has enough, or is gone."""
        self.found = self.left = b""
        figures = _figures()
        while True:
            request = self._channel.receive(Request)
            if request is None:
                break
            if isinstance(request, Ask):
                self.found = self._streams.meet(request.streams)
            else:
                self._streams.follow(request.streams)
            if isinstance(request, Enough):
                self.left, self.drew = self._streams.standing, self._streams.has_drawn
                break
            answer, moves = self._answer(request), self._streams.look()
            answer = msgspec.structs.replace(answer, moved=moves.moved, left=tuple(moves.left))
            self._channel.send(answer)
        for number in _figures() - figures:  # else the next cell would show them
            sys.modules["matplotlib.pyplot"].close(number)

    def serve_apart(self) -> None:
        """Let a fork answer: what the checker has it do leaves no trace here.

        Where a fork would lose threads, or cannot be had, this process answers itself.
        """
        told, telling = os.pipe()
        drawn = random.getstate()
        fork = _fork_alone()
        if fork == 0:
            try:
                random.setstate(drawn)  # Python seeds it anew in a fork
                # What this fork lends ends with it: no other one's may have the same number.
                self._handles = count(os.getpid() * _HANDLES)
                self.serve()
                os.write(telling, msgspec.msgpack.encode([self.found, self.left, self.drew]))
                os._exit(_SERVED)
            finally:
                os._exit(1)
        os.close(telling)
        with os.fdopen(told, "rb") as streams:
            if fork is None:
                self.serve()
            elif _await(fork) != _SERVED:  # nobody will answer the question that is open
                os._exit(1)
            else:
                told_all = msgspec.msgpack.decode(streams.read(_MOST_TOLD))
                self.found, self.left, self.drew = told_all

    def _answer(self, request: Ask | Call | Next) -> Given | Returned:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return self._give(request) if isinstance(request, Ask) else self._run(request)
        except KeyboardInterrupt:
            if isinstance(request, Ask):
                return Given({}, dict.fromkeys((*request.names, *request.expressions), "too slow"))
            return Returned(raised=Raised(("TimeoutError",), "it took too long"))
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _lend(self, thing: object) -> int:
        """Keep a function or an iterator, and return its handle."""
        handle = next(self._handles)
        self._lent[handle] = thing
        return handle

    def _give(self, request: Ask) -> Given:
        self._encoder = Encoder(VALUE_LIMITS, lend=self._lend)  # a figure may have changed since
        values: dict[str, bytes] = {}
        refused: dict[str, str] = {}
        ways: dict[str, Callable[[], Any]] = {
            name: (lambda name=name: self._namespace[name])  # type: ignore[misc]
            for name in request.names
            if name in self._namespace
        }
        for name, expression in request.expressions.items():
            ways[name] = lambda code=expression: eval(code, self._namespace)  # type: ignore[misc, arg-type]  # noqa: S307
        for name, find in ways.items():
            try:
                values[name] = self._encoder.encode(find())
            except CannotCross as error:
                refused[name] = f"{name}{error.path} ({error.type_name}): {error.reason}"
            except Exception as error:  # noqa: BLE001 - an expression, or an object that misbehaves
                refused[name] = f"{name}: {type(error).__name__}: {error}"[:500]
        return Given(values, refused)

    def _run(self, request: Call | Next) -> Returned:
        """Call, and say everything that the caller can notice."""
        if request.handle not in self._lent:
            return Returned(refused="it was made in an earlier check")
        printed, complained = io.StringIO(), io.StringIO()
        changed, self._drawn = None, {}
        try:
            with redirect_stdout(printed), redirect_stderr(complained):
                if isinstance(request, Call):
                    value, changed = self._call(request)
                else:
                    value = next(self._lent[request.handle])
        except CannotCross as error:
            result = Returned(refused=str(error))
        except CrossingError as error:
            result = Returned(refused=str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a learner's function raises
            result = Returned(raised=_describe(error, iterating=isinstance(request, Next)))
        else:
            result = self._returned(value, changed)
        self._encoder.known = ()
        self._raw()  # no test can catch that, and the next cell shall not show it
        texts = (printed.getvalue()[:MOST_PRINTED], complained.getvalue()[:MOST_PRINTED])
        return Returned(
            result.value,
            result.changed,
            result.raised,
            result.refused,
            texts[0],
            texts[1],
            drawn=self._drawn,
        )

    def _returned(self, value: object, changed: bytes | None) -> Returned:
        try:
            return Returned(self._encoder.encode(value), changed)
        except CannotCross as error:
            return Returned(refused=str(error), changed=changed)

    def _call(self, request: Call) -> tuple[Any, bytes | None]:
        """Return what the function gives, and the arguments where it changed them."""
        decoder = Decoder(VALUE_LIMITS, trusts=True)  # the checker counts each call's figures anew
        arguments: Any = decoder.decode(request.arguments)
        args, kwargs = arguments
        before = request.arguments
        generators = self._encoder.known = decoder.generators
        draws = bool(figures_in([list(args), kwargs]))
        if draws:
            before = _described(arguments, generators)
        elif generators:
            before = self._encoder.encode(arguments)
        starts = [read(generator) for generator in generators]
        try:
            value = self._lent[request.handle](*args, **kwargs)
        finally:
            self._drawn = self._streams.look_at(generators, starts)
        if not draws and not any(_is_mutable(entry) for entry in (*args, *kwargs.values())):
            return value, None
        if draws and before and before == _described(arguments, generators):
            return value, None
        try:
            after = self._encoder.encode(arguments)
        except CannotCross:  # what it put into them can only be missed, not seen
            return value, None
        return value, None if after == before else after


def _fork_alone() -> int | None:
    """Fork this process; None where it has threads, which a fork would lose, or may not fork."""
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - a bare list
        return None
    try:
        return os.fork()
    except OSError:  # the learner has as many processes as he may have
        return None


def _await(fork: int) -> int:
    """Wait for a fork, which is interrupted as this process is; return how it ended."""
    before = signal.signal(signal.SIGINT, lambda *_: _interrupt(fork))
    try:
        _pid, status = os.waitpid(fork, 0)
    except ChildProcessError:  # the learner's own handler was faster
        return 1
    finally:
        signal.signal(signal.SIGINT, before)
    return os.waitstatus_to_exitcode(status)


def _interrupt(fork: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(fork, signal.SIGINT)


def _figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


def _described(arguments: object, generators: Sequence[object]) -> bytes:
    """Return arguments with figures as they are now; nothing where something does not cross."""
    encoder = Encoder(VALUE_LIMITS)
    encoder.known = generators
    try:
        return encoder.encode(arguments)
    except CannotCross:
        return b""


def _is_mutable(value: object) -> bool:
    return isinstance(value, _MUTABLE) or type(value).__name__ in _MUTABLE_NAMES


def _describe(error: BaseException, *, iterating: bool) -> Raised:
    if iterating and isinstance(error, StopIteration):
        return Raised((), "", ended=True)
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - a learner's own exception
        text = ""
    text = _plain(text)
    names = [_plain(kind.__name__)[:100] for kind in type(error).__mro__[:MOST_CLASSES]]
    return Raised(tuple(names), text[:2000])


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
