"""One value on its way in: from a node that a stranger may have written to a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.bulk_items import take_items
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.value_limits import ValueLimits
from terakoya_autograde.values.value_registry import Registry

__all__ = ["Decoding"]

Kind = TypeVar("Kind")


class Decoding:
    """The state of one `Decoder.decode`.

    Attributes:
        memo: the figures that came before and now.
        borrow: makes the proxy of what was lent; None where nothing may be lent.
        limits: what one message may hold.
        traits: `masked` and `NA` where such a value came, `void` where an empty column that could
            hold NA, `class` where a class is in a cell: they agree with whatever is asked. `edge`
            where a whole number is so large that sums and absolute values turn round.
            `missing` and `empty` where a column lacks values in whatever way. Those of a table's
            column have its label behind them: `NA in age`.
        trusts: whether the message is the instructor's own: then a random generator stands where it
            says.
        given: the random generators that the other end was given with the last call.
        generators: those that came, in order.
        inert: inside how many values it is in which nothing may be called.
        closed: inside how many in which no object of a learner's class may be.
        known_class: finds the class of the instructor's that has a name.
        represent, mine, note_enumeration: as `FarEnd` has them.
    """

    def __init__(
        self,
        registry: Registry,
        limits: ValueLimits,
        far: FarEnd,
        memo: dict[object, object],
        given: Sequence[object] = (),
        *,
        trusts: bool = False,
    ) -> None:
        self.memo = memo
        self.trusts, self.given = trusts, given
        self.generators: list[object] = []
        self.borrow, self.represent = far.borrow, far.represent
        self.mine, self.note_enumeration = far.mine, far.note_enumeration
        self.known_class: Callable[[str], type | None] = far.classes.get
        self.limits = limits
        self.traits: set[str] = set()
        self.inert = 0
        self.closed = 0
        self._registry = registry
        self._spent = 0
        self._depth = 0

    def value(self, node: Any) -> Any:
        """Return the value of a node.

        Raises:
            ValueRefused: it is none.
        """
        if type(node) is not list:
            return node
        if not node or type(node[0]) is not str:
            raise ValueRefused("a node has no tag")
        codec = self._registry.codec_of(node[0])
        if codec is None:
            raise ValueRefused(f"a node has the unknown tag {node[0][:40]!r}")
        if self._depth >= self.limits.deepest:
            raise ValueRefused("values are nested too deeply")
        self._depth += 1
        self.inert += codec.inert
        self.closed += codec.closed
        try:
            return codec.take(node[1:], self)
        finally:
            self._depth -= 1
            self.inert -= codec.inert
            self.closed -= codec.closed

    def note_generator(self, generator: object) -> None:
        """Note a random generator that was taken."""
        self.generators.append(generator)

    def items(self, node: Any) -> list[object]:
        """Return the values of a node of many."""
        return take_items(node, self)

    def exactly(self, node: object, kind: type[Kind]) -> Kind:
        """Return the value of a node if it is exactly of a class.

        Raises:
            ValueRefused: it is something else.
        """
        value = self.value(node)
        if type(value) is not kind:
            raise ValueRefused(f"{kind.__name__} is expected and {type(value).__name__} came")
        return value

    def only(self, fields: list[object], kind: type[Kind]) -> Kind:
        """Return the one value of a node that has just one part, of exactly a class.

        Raises:
            ValueRefused: there are more parts, or it is something else.
        """
        if len(fields) != 1:
            raise ValueRefused("a node has another number of parts than it should")
        return self.exactly(fields[0], kind)

    def natural(self, node: object, most: int | None = None) -> int:
        """Return a whole number from 0 to `most` (the most elements, unless given)."""
        most = self.limits.most_elements if most is None else most
        if type(node) is not int or not 0 <= node <= most:
            raise ValueRefused("a number is out of its bounds")
        return node

    def spend(self, elements: int) -> None:
        """Count elements that come in bulk, before they are made.

        Raises:
            ValueRefused: they are too many.
        """
        self._spent += elements
        if self._spent > self.limits.most_elements:
            raise ValueRefused("the message holds too many values")
