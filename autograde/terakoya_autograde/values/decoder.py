"""The receiver's side: bytes from a stranger to a value, or a refusal."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.decoding import Decoding
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.remote_references import Lent
from terakoya_autograde.values.tokens import count_tokens
from terakoya_autograde.values.value_limits import DEFAULT_LIMITS, ValueLimits
from terakoya_autograde.values.value_registry import Registry

__all__ = ["Decoder"]


class Decoder:
    """Makes values of messages, in the process that must not run a stranger's code.

    Attributes:
        traits, generators: of the last value, as `Decoding` has them.
        given: the random generators that the other end was given with the last call.

    Args:
        limits: how large a value may be.
        borrow: makes the proxy of a function or an iterator; without it, none is taken.
        trusts: whether the other end is the instructor's.
        far: what is known of the other end, where that is more than how to borrow.
    """

    def __init__(
        self,
        limits: ValueLimits = DEFAULT_LIMITS,
        borrow: Callable[[Lent], object] | None = None,
        far: FarEnd | None = None,
        *,
        trusts: bool = False,
    ) -> None:
        self.given: Sequence[object] = ()
        self.generators: list[object] = []
        self._trusts = trusts
        self.traits: frozenset[str] = frozenset()
        self._limits = limits
        self._far = far or FarEnd(borrow=borrow)
        self._registry = Registry()
        self._memo: dict[Any, Any] = {}

    def decode(self, data: bytes) -> object:
        """Return the value of a message.

        Raises:
            ValueRefused: it is no message by the rules. Nothing else is ever raised.
        """
        if len(data) > self._limits.most_bytes:
            raise ValueRefused(f"the message has {len(data)} bytes")
        count_tokens(data, self._limits)
        memo, known = dict(self._memo), (self._registry, self._limits, self._far)
        taking = Decoding(*known, memo, self.given, trusts=self._trusts)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what a library thinks of a value, nobody asks
                value = taking.value(msgspec.msgpack.decode(data))
        except ValueRefused:
            raise
        except Exception as error:
            raise ValueRefused(f"the message is malformed ({type(error).__name__})") from error
        self._memo, self.generators = taking.memo, taking.generators
        self.traits = frozenset(taking.traits)
        return value
