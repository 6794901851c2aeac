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
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import msgspec
from msgspec.structs import replace

from terakoya_autograde.clean_room.answering_fork import await_fork, fork_alone
from terakoya_autograde.clean_room.asker import Asker
from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Ask,
    Call,
    Enough,
    Given,
    Next,
    Operate,
    Raised,
    Request,
    Returned,
)
from terakoya_autograde.clean_room.raised import describe_error
from terakoya_autograde.clean_room.shared_files import LearnersFiles
from terakoya_autograde.clean_room.shared_streams import LearnersStreams
from terakoya_autograde.errors import CannotCross, CrossingError
from terakoya_autograde.randomness.generators import read
from terakoya_autograde.randomness.mersenne import Moved
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.values import Encoder
from terakoya_autograde.values.figures import figures_in
from terakoya_autograde.values.operations import OPERATIONS
from terakoya_autograde.wire import Channel

__all__ = ["Responder"]

MOST_PRINTED = 1 << 20
_MOST_TOLD = 1 << 16  # bytes that a pipe holds, so that nobody waits at it
_SERVED = 77  # how a fork ends that was asked to the end
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
        self._asker = Asker(channel, namespace, self._streams, self._answer_within)
        self._lent = self._asker.things.lent
        self._encoder = self._asker.begin(())
        self._drawn: dict[str, Moved] = {}
        self._files: LearnersFiles | None = None

    def serve(self, numbers: int = 0) -> None:
        """Answer until the checker has enough, or is gone.

        Args:
            numbers: from where on what is lent is numbered; 0 for where the last check ended.
        """
        if numbers:
            self._lent.begin_at(numbers)
        self.found = self.left = b""
        figures = _figures()
        while True:
            request = self._channel.receive(Request)
            if request is None:
                break
            if isinstance(request, Ask):
                self.found = self._streams.meet(request.streams)
                self._files = LearnersFiles(request.shared) if request.shared else None
            else:
                self._streams.follow(request.streams)
            if isinstance(request, Enough):
                self.left, self.drew = self._streams.standing, self._streams.has_drawn
                break
            answer, moves = self._answer(request), self._streams.look()
            answer = replace(answer, moved=moves.moved, left=tuple(moves.left))
            self._channel.send(answer)
        if self._files is not None:
            self._files.end()
        for number in _figures() - figures:  # else the next cell would show them
            sys.modules["matplotlib.pyplot"].close(number)

    def serve_apart(self, numbers: int) -> None:
        """Let a fork answer: what the checker has it do leaves no trace here.

        Where a fork would lose threads, or cannot be had, this process answers itself.
        """
        told, telling = os.pipe()
        drawn = random.getstate()
        fork = fork_alone()
        if fork == 0:
            try:
                random.setstate(drawn)  # Python seeds it anew in a fork
                self.serve(numbers)
                os.write(telling, msgspec.msgpack.encode([self.found, self.left, self.drew]))
                os._exit(_SERVED)
            finally:
                os._exit(1)
        os.close(telling)
        with os.fdopen(told, "rb") as streams:
            if fork is None:
                self.serve(numbers)
            elif await_fork(fork) != _SERVED:  # nobody will answer the question that is open
                os._exit(1)
            else:
                told_all = msgspec.msgpack.decode(streams.read(_MOST_TOLD))
                self.found, self.left, self.drew = told_all

    def _answer(self, request: Ask | Call | Next | Operate) -> Given | Returned:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        files = self._files
        try:
            if isinstance(request, Ask):
                given = self._give(request)
                return given if files is None else replace(given, files=files.give(request.files))
            if files is None:
                return self._run(request)
            files.take(request.files)
            return replace(self._run(request), files=files.news())
        except KeyboardInterrupt:
            if isinstance(request, Ask):
                return Given({}, dict.fromkeys((*request.names, *request.expressions), "too slow"))
            return Returned(raised=Raised(("TimeoutError",), "it took too long"))
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _answer_within(self, request: Call | Next | Operate) -> Given | Returned:
        """Answer in the middle of an answer, which goes on as it was."""
        drawn, known = self._drawn, self._encoder.known
        try:
            return self._answer(request)
        finally:
            self._drawn, self._encoder.known = drawn, known

    def _give(self, request: Ask) -> Given:
        self._encoder = self._asker.begin(request.classes)  # a figure may have changed since
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

    def _run(self, request: Call | Next | Operate) -> Returned:
        """Call, and say everything that the caller can notice."""
        if not isinstance(request, Operate) and not self._lent.has(request.handle):
            return Returned(refused="it was made in an earlier check")
        printed, complained = io.StringIO(), io.StringIO()
        changed, self._drawn = None, {}
        try:
            with redirect_stdout(printed), redirect_stderr(complained):
                if isinstance(request, Call):
                    value, changed = self._call(request)
                elif isinstance(request, Operate):
                    value = self._operate(request)
                else:
                    value = next(self._lent.find(request.handle))  # type: ignore[call-overload]
        except CannotCross as error:
            result = Returned(refused=str(error))
        except CrossingError as error:
            result = Returned(refused=str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a learner's function raises
            result = Returned(raised=describe_error(error, iterating=isinstance(request, Next)))
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

    def _operate(self, request: Operate) -> Any:
        """Return what an operator or a function of Python's gives."""
        args, kwargs = self._asker.decode(request.arguments)
        return OPERATIONS[request.operation](*args, **kwargs)

    def _call(self, request: Call) -> tuple[Any, bytes | None]:
        """Return what the function gives, and the arguments where it changed them."""
        decoder, met = self._asker.decoder(), self._asker.things.met
        arguments: Any = decoder.decode(request.arguments)
        args, kwargs = arguments
        before = request.arguments
        generators = self._encoder.known = decoder.generators
        draws = bool(figures_in([list(args), kwargs]))
        if draws:
            before = _described(arguments, generators)
        elif generators or self._asker.things.met > met:  # they have other names in an answer
            before = self._encoded(arguments)
        starts = [read(generator) for generator in generators]
        function: Any = self._lent.find(request.handle)
        try:
            value = function(*args, **kwargs)
        finally:
            self._drawn = self._streams.look_at(generators, starts)
        if not draws and not any(_is_mutable(entry) for entry in (*args, *kwargs.values())):
            return value, None
        if draws and before and before == _described(arguments, generators):
            return value, None
        after = self._encoded(arguments)
        return value, after if after and after != before else None

    def _encoded(self, arguments: object) -> bytes:
        """Return the message of arguments; nothing where something in them can only be missed."""
        try:
            return self._encoder.encode(arguments)
        except CannotCross:
            return b""


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
