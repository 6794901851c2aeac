"""What the learner's functions and iterators look like to a test: proxies that ask the child."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Answered,
    Ask,
    Call,
    Enough,
    Given,
    Next,
    Operate,
    Returned,
    Turn,
)
from terakoya_autograde.clean_room.counterparts import Counterparts
from terakoya_autograde.clean_room.put_back import put_back
from terakoya_autograde.clean_room.raised import describe_error, rebuild
from terakoya_autograde.clean_room.shared_files import CheckersFiles
from terakoya_autograde.clean_room.shared_streams import CheckersStreams, Moves
from terakoya_autograde.clean_room.turns import take_turn
from terakoya_autograde.clean_room.value_likeness import Likeness, describe
from terakoya_autograde.clean_room.withheld import CannotBeChecked, Refusals, Withheld
from terakoya_autograde.errors import CannotCross, ValueRefused, WireError
from terakoya_autograde.randomness.generators import move
from terakoya_autograde.randomness.mersenne import Moved
from terakoya_autograde.values import Decoder, Encoder, Lent
from terakoya_autograde.values.own_objects import OwnKind
from terakoya_autograde.wire import Channel, Noted

__all__ = ["Learner"]

_GONE = "the learner's process ended during this check"


class Learner:
    """The learner's child, as the checker sees it for one item."""

    def __init__(
        self,
        channel: Channel,
        streams: CheckersStreams,
        may_change: frozenset[str] | None = None,
        kinds: Mapping[str, tuple[str, ...]] | None = None,
        classes: Mapping[str, type] | None = None,
        files: CheckersFiles | None = None,
    ) -> None:
        """Make it for one check.

        Args:
            may_change: the arguments (`function:place`, the function by the name under which the
                test asked for it) that calls may change, because the reference solution does;
                None for all.
            kinds: those of what the reference solution gives up; None where it is not known.
            classes: the instructor's own, by name.
            files: those of a check that looks at files.
        """
        self._channel = channel
        self._streams = streams
        self._may_change = may_change
        self._changed: set[str] = set()
        self._likeness = Likeness(kinds)
        self.refusals = Refusals()
        self.lost = ""  # why the child gives no answer any more
        self._stderr = sys.stderr
        self._classes, self._files = dict(classes or {}), files
        self._things = Counterparts(self, self._likeness, self._classes)
        self._decoder = Decoder(VALUE_LIMITS, far=self._things.far)
        self._encoder = Encoder(VALUE_LIMITS, far=self._things.far, free=True)
        self._pending: BaseException | None = None  # what a function of the check's own has raised

    @property
    def noted(self) -> Noted:
        """What was noted until now."""
        kinds = {asked: tuple(sorted(kinds)) for asked, kinds in self._likeness.noted.items()}
        return Noted(tuple(sorted(self._changed)), kinds)

    def take(self, names: tuple[str, ...], expressions: dict[str, str]) -> dict[str, object]:
        """Return the values that it gives up; a name that it does not have is not in them."""
        ask = Ask(names, expressions, self._streams.meet(), tuple(self._classes))
        if self._files is not None:
            ask = msgspec.structs.replace(ask, shared=self._files.shared, files=self._files.own)
        given = self._ask(ask, Given, "")
        asked = {*names, *expressions}
        if not (given.values.keys() | given.refused.keys()) <= asked:
            raise WireError("names came that nobody asked for")
        found: dict[str, Any] = {}
        for name, why in given.refused.items():
            found[name] = self._withhold(name, why)
        for name, body in given.values.items():
            try:
                found[name] = self._decode(name, body)
            except ValueRefused as error:
                found[name] = self._withhold(name, f"{name}: {error}")
        return found

    def bid_farewell(self) -> None:
        """Say that the check has ended, and where it leaves the streams.

        Raises:
            WireError: nobody is there.
        """
        self._channel.send(Enough(self._streams.news()))

    def _withhold(self, name: str, why: str) -> Withheld:
        if self._likeness.note_withheld(name):
            self.refusals.met.append(f"this value cannot be checked: {why}")
        return Withheld(why, self.refusals)

    def call(
        self, lent: Lent, asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Any:
        """Call a function there: return or raise what it does, and change what it may change.

        `asked` is what the test calls it: what a function says of its own name is a stranger's.
        """
        encoder = Encoder(VALUE_LIMITS, far=self._things.far, free=True)
        body = self._encode(encoder, args, kwargs)
        self._decoder.given = encoder.generators
        answer = self._ask(Call(lent.handle, body), Returned, asked)
        self._move_generators(asked, encoder.generators, answer.drawn)
        if answer.changed is not None:
            after = self._decode_result(f"{asked}:", answer.changed)
            self._put_back(asked, (args, kwargs), after)
        return self._outcome(f"{asked}()", answer)

    def _encode(
        self, encoder: Encoder, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> bytes:
        try:
            return encoder.encode([list(args), kwargs])
        except CannotCross as error:
            self.refusals.refuse(f"the learner's code cannot be given this: {error}")

    def operate(self, operation: str, asked: str, *args: object, **kwargs: object) -> Any:
        """Have an operator or function of Python's applied there; return or raise what it gives."""
        encoder = Encoder(VALUE_LIMITS, far=self._things.far, free=True)
        body = self._encode(encoder, args, kwargs)
        return self._outcome(asked, self._ask(Operate(operation, body), Returned, asked))

    def construct(
        self, kind: OwnKind, asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> object:
        """Have an object of a class there made."""
        return self.call(Lent(kind.handle, "class", kind.name, "", ()), asked, args, kwargs)

    def refuse_comparison(self, operation: str) -> NoReturn:
        """Say that the learner's code would decide whether it has given what is expected."""
        self.refusals.refuse(
            f"this value cannot be checked: `{operation}` would ask an object of a learner's class "
            "whether it is what the test expects; compare what it holds"
        )

    def _move_generators(
        self, asked: str, generators: Sequence[object], drawn: Mapping[str, Moved]
    ) -> None:
        """Let the test's own generators go on as far as the function has drawn from its copies."""
        for place, generator in enumerate(generators):
            moved = drawn.get(str(place))
            if moved is not None and self._may_draw(f"{asked}:~{place}"):
                try:
                    move(generator, moved)
                except ValueError as error:
                    self._lose(error)

    def next(self, handle: int, asked: str) -> Any:
        """Return the next value of an iterator there.

        Raises:
            StopIteration: it has no more.
        """
        answer = self._ask(Next(handle), Returned, asked)
        if answer.raised is not None and answer.raised.ended:
            raise StopIteration
        return self._outcome(f"{asked}[]", answer)

    def _outcome(self, asked: str, answer: Returned) -> Any:
        sys.stdout.write(answer.stdout)
        if sys.stderr is not self._stderr:  # the test wants to see it; else a warning costs nothing
            sys.stderr.write(answer.stderr)
        if answer.raised is not None:
            raise rebuild(answer.raised, self._things.error_named)
        if answer.value is None:
            self._refuse_result(answer.refused)
        return self._decode_result(asked, answer.value)

    def _decode(self, asked: str, body: bytes) -> object:
        """Return a value that is like the reference's.

        Raises:
            ValueRefused: it is no value, or not like it.
        """
        self._things.asked = asked
        value = self._decoder.decode(body)
        unlike = self._likeness.note(asked, describe(value, self._decoder.traits))
        if unlike:
            raise ValueRefused(unlike)
        return value

    def _decode_result(self, asked: str, body: bytes) -> Any:
        try:
            return self._decode(asked, body)
        except ValueRefused as error:
            self._refuse_result(error)

    def _refuse_result(self, why: object) -> NoReturn:
        self.refusals.refuse(f"what the function returned cannot be checked: {why}")

    def _put_back(self, name: str, given: tuple[Any, Any], after: Any) -> None:
        """Make the test's own arguments what the function made of its copies.

        Only those that the reference solution changes too: others are what the test compares with.
        """
        (args, kwargs), (new_args, new_kwargs) = given, after
        if len(args) != len(new_args) or kwargs.keys() != new_kwargs.keys():
            self.refusals.refuse("the arguments came back as others")
        pairs = {str(place): pair for place, pair in enumerate(zip(args, new_args, strict=True))}
        pairs |= {key: (kwargs[key], new_kwargs[key]) for key in kwargs}
        self._changed |= put_back(name, pairs, self._may_change, self._things.far)

    def _ask(self, request: Ask | Call | Next | Operate, kind: Any, asked: str) -> Any:
        if not isinstance(request, Ask):
            files = self._files.news() if self._files is not None else {}
            news = self._streams.news()
            request = msgspec.structs.replace(request, streams=news, files=files)
        try:
            self._channel.send(request)
            answer = self._hear(kind, asked)
            while isinstance(answer, Turn):
                self._channel.send(self._take_turn(answer))
                answer = self._hear(kind, asked)
        except WireError as error:
            self._lose(error)
        if self._pending is not None:  # whatever the learner's code has made of it
            pending, self._pending = self._pending, None
            raise pending
        return answer

    def _hear(self, kind: object, asked: str) -> object:
        answer = self._channel.receive(kind | Turn)
        if answer is None:
            raise WireError(_GONE)
        moves = Moves(answer.moved, answer.left)
        self._streams.take(moves, lambda stream: self._may_draw(f"{asked}:~{stream}"))
        if self._files is not None and not isinstance(answer, Turn) and answer.files:
            self._files.take(answer.files, lambda name: self._may_draw(f"{asked}:/{name}"))
        return answer

    def _take_turn(self, turn: Turn) -> Answered:
        """Have something of the check's own do what the learner's code asks of it."""
        try:
            told = self._decode_result("ours", turn.arguments)
            match told:
                case [[thing, *args], dict() as kwargs] if self._things.lent.holds(thing):
                    value = take_turn(turn.operation, thing, args, kwargs)
                case _:
                    raise WireError("the learner's process asks something of nothing")
            body = self._encoder.encode(value)
        except WireError:
            raise
        except CannotCross as error:
            self.refusals.met.append(f"the learner's code cannot be given this: {error}")
            return Answered(refused=str(error))
        except (AssertionError, CannotBeChecked) as error:
            self._pending = self._pending or error
            return Answered(raised=describe_error(error), streams=self._streams.news())
        except Exception as error:  # noqa: BLE001 - the test's own, for the learner's code to catch
            iterating = turn.operation == "next"
            raised = describe_error(error, iterating=iterating)
            return Answered(raised=raised, streams=self._streams.news())
        return Answered(body, streams=self._streams.news())

    def _lose(self, error: Exception) -> NoReturn:
        """Remember that no sense is to be had of the child: a test may catch what is raised.

        Raises:
            WireError: always.
        """
        self.lost = str(error) or _GONE
        raise WireError(self.lost) from error

    def _may_draw(self, argument: str) -> bool:
        """Tell whether what the learner draws moves the check's stream as well: as the reference's.

        Else he could choose what the check draws next.
        """
        if self._may_change is not None and argument not in self._may_change:
            return False
        self._changed.add(argument)
        return True
