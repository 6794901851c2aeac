"""The learner's side, where it asks: what a check has given it stays with the check.

Nothing here is trusted by anybody: it runs in the learner's process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Answered,
    Ask,
    Enough,
    Given,
    Request,
    Returned,
    Turn,
)
from terakoya_autograde.clean_room.counterparts import Counterparts
from terakoya_autograde.clean_room.raised import rebuild
from terakoya_autograde.clean_room.remote_functions import RemoteFunction
from terakoya_autograde.clean_room.shared_streams import LearnersStreams
from terakoya_autograde.errors import WireError
from terakoya_autograde.values import Decoder, Encoder, Lent
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.own_objects import OwnKind
from terakoya_autograde.wire import Channel

__all__ = ["Asker"]

Answer = Callable[[Any], Given | Returned]


class Asker:
    """Asks the checker, in the middle of an answer.

    Attributes:
        things: what stands here for the check's things, and what this process has lent.
    """

    def __init__(
        self,
        channel: Channel,
        namespace: Mapping[str, object],
        streams: LearnersStreams,
        answer: Answer,
    ) -> None:
        """Take how to answer what the checker asks before it answers itself."""
        self._channel, self._namespace = channel, namespace
        self._streams, self._answer = streams, answer
        self._classes: dict[str, type] = {}
        self.things = Counterparts(self, None, self._classes)
        self._encoder = Encoder(VALUE_LIMITS, far=self.things.far)

    def begin(self, classes: tuple[str, ...]) -> Encoder:
        """Begin a check; return what makes its messages. `classes` are the instructor's own."""
        self._classes.clear()
        self.things.forget()
        for name in classes:
            found = self._namespace.get(name)
            if isinstance(found, type):
                self._classes[name] = found
        self._encoder = Encoder(VALUE_LIMITS, far=self.things.far)
        return self._encoder

    def decoder(self) -> Decoder:
        """Return what reads one message of the checker's."""
        return Decoder(VALUE_LIMITS, far=self._far, trusts=True)

    def decode(self, body: bytes) -> Any:
        """Return the value of a message of the checker's."""
        return self.decoder().decode(body)

    @property
    def _far(self) -> FarEnd:
        return self.things.far

    def call(
        self, lent: Lent, _asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Any:
        """Have a function of the check's called."""
        return self._turn("call", [self._function(lent), *args], kwargs)

    def construct(
        self, kind: OwnKind, _asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Any:
        """Have an object of a class of the check's made."""
        lent = Lent(kind.handle, "function", kind.name, "", ())
        return self._turn("call", [self._function(lent), *args], kwargs)

    def next(self, handle: int, _asked: str) -> Any:
        """Return the next value of an iterator of the check's."""
        return self._turn("next", [self._function(Lent(handle, "function", "", "", ()))], {})

    def operate(self, operation: str, _asked: str, *args: object, **kwargs: object) -> Any:
        """Have the check do something with an object of its own."""
        return self._turn(operation, list(args), kwargs)

    def refuse_comparison(self, _operation: str) -> None:
        """Nobody minds here what is compared."""

    def _function(self, lent: Lent) -> RemoteFunction:
        return RemoteFunction(self, lent, "")

    def _turn(self, operation: str, args: list[Any], kwargs: dict[str, object]) -> Any:
        body = self._encoder.encode([args, kwargs])
        moves = self._streams.look()
        self._channel.send(Turn(operation, body, dict(moves.moved), tuple(moves.left)))
        answer = self._hear()
        self._streams.follow(answer.streams)
        if answer.raised is not None:
            if answer.raised.ended:
                raise StopIteration
            raise rebuild(answer.raised, self._error_named)
        if answer.value is None:
            raise TypeError(f"the check does not give this: {answer.refused}")
        return self.decode(answer.value)

    def _hear(self) -> Answered:
        """Return the checker's answer; what it asks before that is answered."""
        while True:
            heard = self._channel.receive(Answered | Request)
            if isinstance(heard, Answered):
                return heard
            if heard is None or isinstance(heard, Enough | Ask):
                raise WireError("the check has ended")
            self._streams.follow(heard.streams)
            answer, moves = self._answer(heard), self._streams.look()
            answer = structs.replace(answer, moved=moves.moved, left=tuple(moves.left))
            self._channel.send(answer)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # this goes on

    def _error_named(self, name: str) -> type[Exception] | None:
        found = self._namespace.get(name)
        return found if isinstance(found, type) and issubclass(found, Exception) else None
