"""What the learner's functions and iterators look like to a test: proxies that ask the child."""

from __future__ import annotations

import builtins
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Ask,
    Call,
    Enough,
    Given,
    Next,
    Raised,
    Returned,
)
from terakoya_autograde.clean_room.put_back import put_back
from terakoya_autograde.clean_room.shared_streams import CheckersStreams, Moves
from terakoya_autograde.clean_room.value_likeness import Likeness, describe
from terakoya_autograde.clean_room.withheld import Refusals, Withheld
from terakoya_autograde.errors import CannotCross, ValueRefused, WireError
from terakoya_autograde.randomness.generators import move
from terakoya_autograde.randomness.mersenne import Moved
from terakoya_autograde.values import Decoder, Encoder, Lent
from terakoya_autograde.wire import Channel, Noted

__all__ = ["Learner", "is_proxy"]

_ENDINGS = (StopIteration, StopAsyncIteration)
_GONE = "the learner's process ended during this check"


class Learner:
    """The learner's child, as the checker sees it for one item."""

    def __init__(
        self,
        channel: Channel,
        streams: CheckersStreams,
        may_change: frozenset[str] | None = None,
        kinds: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Make it for one check.

        Args:
            may_change: the arguments (`function:place`, the function by the name under which the
                test asked for it) that calls may change, because the reference solution does;
                None for all.
            kinds: those of what the reference solution gives up; None where it is not known.
        """
        self._channel = channel
        self._streams = streams
        self._may_change = may_change
        self._changed: set[str] = set()
        self._likeness = Likeness(kinds)
        self.refusals = Refusals()
        self.lost = ""  # why the child gives no answer any more
        self._stderr = sys.stderr
        self._asked = ""  # what the value that is being decoded is called by the test
        self._decoder = Decoder(VALUE_LIMITS, borrow=self._borrow)

    @property
    def noted(self) -> Noted:
        """What was noted until now."""
        kinds = {asked: tuple(sorted(kinds)) for asked, kinds in self._likeness.noted.items()}
        return Noted(tuple(sorted(self._changed)), kinds)

    def take(self, names: tuple[str, ...], expressions: dict[str, str]) -> dict[str, object]:
        """Return the values that it gives up; a name that it does not have is not in them."""
        given = self._ask(Ask(names, expressions, self._streams.meet()), Given, "")
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
        encoder = Encoder(VALUE_LIMITS)
        try:
            body = encoder.encode([list(args), kwargs])
        except CannotCross as error:
            self.refusals.refuse(f"the learner's code cannot be given this: {error}")
        self._decoder.given = encoder.generators
        answer = self._ask(Call(lent.handle, body), Returned, asked)
        self._move_generators(asked, encoder.generators, answer.drawn)
        if answer.changed is not None:
            after = self._decode_result(f"{asked}:", answer.changed)
            self._put_back(asked, (args, kwargs), after)
        return self._outcome(f"{asked}()", answer)

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

    def _borrow(self, lent: Lent) -> object:
        """Return what stands for a thing of the learner's.

        A class stands for a function where the reference gives one: a test only calls it.
        """
        if lent.kind == "class" and not self._likeness.is_function(self._asked):
            raise ValueRefused("a class does not cross; give values that were made with it")
        make = _Items if lent.kind == "iterator" else LearnerFunction
        return make(self, lent, self._asked)

    def _outcome(self, asked: str, answer: Returned) -> Any:
        sys.stdout.write(answer.stdout)
        if sys.stderr is not self._stderr:  # the test wants to see it; else a warning costs nothing
            sys.stderr.write(answer.stderr)
        if answer.raised is not None:
            raise _rebuild(answer.raised)
        if answer.value is None:
            self._refuse_result(answer.refused)
        return self._decode_result(asked, answer.value)

    def _decode(self, asked: str, body: bytes) -> Any:
        """Return a value that is like the reference's.

        Raises:
            ValueRefused: it is no value, or not like it.
        """
        self._asked = asked
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
        self._changed |= put_back(name, pairs, self._may_change)

    def _ask(self, request: Ask | Call | Next, kind: object, asked: str) -> Any:
        if not isinstance(request, Ask):
            request = msgspec.structs.replace(request, streams=self._streams.news())
        try:
            self._channel.send(request)
            answer = self._channel.receive(kind)
            if answer is None:
                raise WireError(_GONE)
            moves = Moves(answer.moved, answer.left)
            self._streams.take(moves, lambda stream: self._may_draw(f"{asked}:~{stream}"))
        except WireError as error:
            self._lose(error)
        return answer

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


class LearnerFunction:
    """A function that is at the other end: it has a name and a signature, but no source here."""

    def __init__(self, learner: Learner, lent: Lent, asked: str) -> None:
        self._learner, self._lent, self._asked = learner, lent, asked
        self.__name__ = self.__qualname__ = lent.name
        self.__doc__ = lent.doc or None
        self.__module__ = "__main__"
        self.__signature__ = inspect.Signature(lent.parameters)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._learner.call(self._lent, self._asked, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


# what an error of Python's calls it: nobody who reads that knows our classes
LearnerFunction.__name__ = LearnerFunction.__qualname__ = "function of a learner"


class _Items:
    """An iterator that is at the other end."""

    def __init__(self, learner: Learner, lent: Lent, asked: str) -> None:
        self._learner, self._handle, self._asked = learner, lent.handle, asked
        self.__name__ = lent.name

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self._learner.next(self._handle, self._asked)


_Items.__name__ = _Items.__qualname__ = "iterator of a learner"


def is_proxy(value: object) -> bool:
    """Tell whether something only stands for a thing of the learner's."""
    return isinstance(value, LearnerFunction | _Items)


def _rebuild(raised: Raised) -> Exception:
    """Return an exception of the same name, of the first built-in class that the names tell.

    A stranger's exceptions end no loop and no process.
    """
    kind = next((found for name in raised.names if (found := _built_in(name))), Exception)
    name = next((name for name in raised.names if name.isidentifier()), "Exception")
    if name != kind.__name__:
        kind = type(name, (kind,), {"__module__": "__main__"})
    for possible in kind.__mro__:
        try:
            return possible(raised.text)  # type: ignore[no-any-return]
        except TypeError:  # UnicodeDecodeError and its like want five arguments
            continue
    return Exception(raised.text)


def _built_in(name: str) -> type[Exception] | None:
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, _ENDINGS):
        return known
    return None
