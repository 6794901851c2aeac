"""The sender's side: a value to bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.encoding import Encoding
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.tokens import count_tokens
from terakoya_autograde.values.value_limits import DEFAULT_LIMITS, ValueLimits
from terakoya_autograde.values.value_registry import Registry

__all__ = ["Encoder"]


class Encoder:
    """Makes messages of values, in the process that has them.

    One encoder and one decoder live as long as a submission: a figure that was given before is the
    same object when it is given again. Every message must be decoded, in the order of encoding.

    Attributes:
        known: random generators that the other end has given: they are named by their place.
        generators: those that were given with the last message, in order.

    Args:
        limits: how large a value may be.
        lend: keeps a function or an iterator and returns its number; without it, none crosses.
        far: what is known of the other end, where that is more than how to lend.
        free: whether what is asked may be inside every value: the other end need not take care.
    """

    def __init__(
        self,
        limits: ValueLimits = DEFAULT_LIMITS,
        lend: Callable[[object], int] | None = None,
        far: FarEnd | None = None,
        *,
        free: bool = False,
    ) -> None:
        self._limits = limits
        self._far, self._free = far or FarEnd(lend=lend), free
        self._registry = Registry()
        self._memo: dict[Any, Any] = {}
        self.known: Sequence[object] = ()
        self.generators: list[object] = []

    def encode(self, value: object, name: str = "") -> bytes:
        """Return the message of a value; `name` begins the path of what does not cross.

        Raises:
            CannotCross: the value, or a part of it, does not cross.
        """
        memo = dict(self._memo)
        parts = self._registry, self._limits, self._far, memo, self.known
        giving = Encoding(*parts, free=self._free)
        try:
            data = msgspec.msgpack.encode(giving.node(value))
            self._check_size(data, value)
        except CannotCross as error:
            error.path = name + error.path
            raise
        self._memo, self.generators = giving.memo, giving.generators
        return data

    def _check_size(self, data: bytes, value: object) -> None:
        if len(data) > self._limits.most_bytes:
            most = _mebi(self._limits.most_bytes)
            reason = f"it takes {_mebi(len(data))} of at most {most}; keep less"
            raise CannotCross("", type(value).__name__, reason)
        if len(data) > self._limits.most_elements:  # as many tokens are possible
            try:
                count_tokens(data, self._limits)
            except ValueRefused as error:
                raise CannotCross(
                    "", type(value).__name__, "it holds too much; keep less"
                ) from error


def _mebi(size: int) -> str:
    """Return bytes as people read them, rounded up: what is too large never looks as if it fits."""
    return f"{-(-size * 10 // 2**20) / 10:g} MiB"
