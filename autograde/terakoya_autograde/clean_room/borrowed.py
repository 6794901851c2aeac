"""What the learner's functions and iterators look like to a test: proxies that ask the child."""

from __future__ import annotations

import builtins
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from terakoya_autograde.clean_room.bridge import (
    VALUE_LIMITS,
    Ask,
    Call,
    Given,
    Next,
    Raised,
    Returned,
)
from terakoya_autograde.clean_room.withheld import Withheld
from terakoya_autograde.errors import CannotCross, ValueRefused, WireError
from terakoya_autograde.values import Decoder, Encoder, Lent
from terakoya_autograde.wire import Channel

__all__ = ["Learner"]

_ENDINGS = (StopIteration, StopAsyncIteration)
_GONE = "the learner's process ended during this check"


class Learner:
    """The learner's child, as the checker sees it for one item."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._decoder = Decoder(VALUE_LIMITS, borrow=self._borrow)

    def take(self, names: tuple[str, ...], expressions: dict[str, str]) -> dict[str, Any]:
        """Return the values that it gives up; a name that it does not have is not in them."""
        given = self._ask(Ask(names, expressions), Given)
        asked = {*names, *expressions}
        if not (given.values.keys() | given.refused.keys()) <= asked:
            raise WireError("names came that nobody asked for")
        found: dict[str, Any] = {name: Withheld(why) for name, why in given.refused.items()}
        for name, body in given.values.items():
            try:
                found[name] = self._decoder.decode(body)
            except ValueRefused as error:
                found[name] = Withheld(f"{name}: {error}")
        return found

    def call(self, handle: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function there: return or raise what it does, and change what it changes."""
        try:
            body = Encoder(VALUE_LIMITS).encode([list(args), kwargs])
        except CannotCross as error:
            raise TypeError(f"the learner's code cannot be given this: {error}") from None
        answer = self._ask(Call(handle, body), Returned)
        if answer.changed is not None:
            _put_back([list(args), kwargs], self._decode(answer.changed))
        return self._outcome(answer)

    def next(self, handle: int) -> Any:
        """Return the next value of an iterator there.

        Raises:
            StopIteration: it has no more.
        """
        answer = self._ask(Next(handle), Returned)
        if answer.raised is not None and answer.raised.ended:
            raise StopIteration
        return self._outcome(answer)

    def _borrow(self, lent: Lent) -> object:
        return _Items(self, lent) if lent.kind == "iterator" else LearnerFunction(self, lent)

    def _outcome(self, answer: Returned) -> Any:
        sys.stdout.write(answer.stdout)
        sys.stderr.write(answer.stderr)
        if answer.raised is not None:
            raise _rebuild(answer.raised)
        if answer.value is None:
            raise TypeError(f"what the function returned cannot be checked: {answer.refused}")
        return self._decode(answer.value)

    def _decode(self, body: bytes) -> Any:
        try:
            return self._decoder.decode(body)
        except ValueRefused as error:
            raise TypeError(f"what the function returned cannot be checked: {error}") from None

    def _ask(self, request: Ask | Call | Next, kind: Any) -> Any:
        self._channel.send(request)
        answer = self._channel.receive(kind)
        if answer is None:
            raise WireError(_GONE)
        return answer


class LearnerFunction:
    """A function that is at the other end: it has a name and a signature, but no source here."""

    def __init__(self, learner: Learner, lent: Lent) -> None:
        self._learner, self._handle = learner, lent.handle
        self.__name__ = self.__qualname__ = lent.name
        self.__doc__ = lent.doc or None
        self.__module__ = "__main__"
        self.__signature__ = inspect.Signature(lent.parameters)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._learner.call(self._handle, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class _Items:
    """An iterator that is at the other end."""

    def __init__(self, learner: Learner, lent: Lent) -> None:
        self._learner, self._handle = learner, lent.handle
        self.__name__ = lent.name

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self._learner.next(self._handle)


def _rebuild(raised: Raised) -> Exception:
    """Return an exception of the same name; a stranger's exceptions end no loop and no process."""
    known = getattr(builtins, raised.name, None)
    if isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, _ENDINGS):
        for kind in (known, *known.__mro__[1:]):
            try:
                return kind(raised.text)  # type: ignore[no-any-return]
            except TypeError:  # UnicodeDecodeError and its like want five arguments
                continue
    name = raised.name if raised.name.isidentifier() else "Exception"
    made: type[Exception] = type(name, (Exception,), {"__module__": "__main__"})
    return made(raised.text)


def _put_back(before: list[Any], after: Any) -> None:
    """Make the test's own arguments what the function made of its copies."""
    (args, kwargs), (new_args, new_kwargs) = before, after
    if len(args) != len(new_args) or kwargs.keys() != new_kwargs.keys():
        raise TypeError("the arguments came back as others")
    pairs = [*zip(args, new_args, strict=True), *((kwargs[key], new_kwargs[key]) for key in kwargs)]
    for old, new in pairs:
        if type(old) is type(new):
            _replace_content(old, new)


def _replace_content(old: Any, new: Any) -> None:
    match old:
        case list() | bytearray():
            old[:] = new
        case dict() | set():
            old.clear()
            old.update(new)
        case _:
            numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
            if numpy and isinstance(old, numpy.ndarray) and old.shape == new.shape:
                old[...] = new
            elif pandas and isinstance(old, pandas.DataFrame | pandas.Series):
                old._update_inplace(new)
