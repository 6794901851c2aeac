"""One value on its way out: from a value to a node of lists and plain things."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial
from inspect import isroutine
from typing import Any, NoReturn

from terakoya_autograde.errors import CannotCross
from terakoya_autograde.values.bulk_items import give_items
from terakoya_autograde.values.codec import Codec, Fields
from terakoya_autograde.values.containers import is_record
from terakoya_autograde.values.enumerations import describe_enumeration
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.given_objects import describe_given
from terakoya_autograde.values.known_names import is_inert, name_of
from terakoya_autograde.values.own_objects import describe_kind, is_of_notebook
from terakoya_autograde.values.remote_references import LentKind, describe_callable, lendable_kind
from terakoya_autograde.values.value_limits import ValueLimits
from terakoya_autograde.values.value_registry import Registry

__all__ = ["Encoding", "type_name"]

_NOT_HERE = {
    "function": "a function does not cross here; give what it returns",
    "iterator": "an iterator does not cross here; give what it returns",
    "class": "a class does not cross; give values that were made with it",
}
_OBJECT_NOT_HERE = "an object that can be called does not cross here; give its parts"
_OWN_INSIDE = "an object of a class of your own does not cross inside this; give its parts"
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


def type_name(value: object) -> str:
    """Return the name of a value's class, like `decimal.Decimal`, without asking the class."""
    kind = type(value)
    module = type.__getattribute__(kind, "__module__")
    name = type.__dict__["__qualname__"].__get__(kind)
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


class Encoding:
    """The state of one `Encoder.encode`.

    Attributes:
        memo: what figures the other end has; kept only if the whole message can be made.
        fresh: which of them were looked at for this message.
        generators: the random generators that were given, in order.
    """

    def __init__(
        self,
        registry: Registry,
        limits: ValueLimits,
        far: FarEnd,
        memo: dict[object, object],
        known: Sequence[object] = (),
        *,
        free: bool = False,
    ) -> None:
        self.memo = memo
        self.generators: list[object] = []
        self._known = known
        self.fresh: set[int] = set()
        self._registry = registry
        self._limits = limits
        self._far, self._free = far, free
        self._names = {kind: name for name, kind in far.classes.items()}
        self._spent = 0
        self._open: set[int] = set()
        self._inert = 0
        self._closed = 0

    def node(self, value: Any) -> Any:
        """Return the node of a value.

        Raises:
            CannotCross: it, or a part of it, does not cross.
        """
        kind = type(value)
        self._spent += 1
        if kind is str:
            return value if value.isascii() or _is_unicode(value) else self._tagged(value, kind)
        if kind is int:
            return value if _SMALLEST <= value <= _LARGEST else self._tagged(value, kind)
        if value is None or kind is bool or kind is float or kind is bytes:
            return value
        return self._tagged(value, kind)

    def place_of(self, generator: object) -> tuple[str, int] | None:
        """Return what a random generator is called that the other end has; None for no such."""
        for word, known in (("given", self._known), ("same", self.generators)):
            for place, found in enumerate(known):
                if found is generator:
                    return word, place
        return None

    def note_generator(self, generator: object) -> None:
        """Note a random generator that is given."""
        self.generators.append(generator)

    def items(self, values: Sequence[Any]) -> list[object]:
        """Return the node of many values."""
        return give_items(values, self)

    def part(self, value: object, step: str) -> Any:
        """Return the node of a part of a value; `step` is added to the path of what is wrong."""
        try:
            return self.node(value)
        except CannotCross as error:
            error.path = step + error.path
            raise

    def optional(self, value: object) -> Any:
        """Return the node of a value, or None where it does not cross."""
        memo, fresh, generators = dict(self.memo), set(self.fresh), list(self.generators)
        try:
            return self.node(value)
        except CannotCross:  # what was given on the way never arrives
            self.memo, self.fresh, self.generators = memo, fresh, generators
            return None

    def lend(self, thing: object) -> int:
        """Keep a thing that is asked from the other end, and return its number.

        Raises:
            CannotCross: nothing is lent here.
        """
        if self._far.lend is None:
            self.refuse(thing, _OBJECT_NOT_HERE)
        return self._far.lend(thing)

    def name_of_class(self, kind: type) -> str | None:
        """Return the name under which both ends have a class of the instructor's."""
        return self._names.get(kind)

    def spend(self, elements: int) -> None:
        """Count elements that were given in bulk."""
        self._spent += elements
        if self._spent > self._limits.most_elements:
            raise CannotCross(
                "", "", f"it has more than {self._limits.most_elements} elements; keep fewer"
            )

    def refuse(self, value: object, reason: str) -> NoReturn:
        """Say why a value does not cross."""
        raise CannotCross("", type_name(value), reason)

    def _tagged(self, value: object, kind: type) -> Any:
        codec, why_not = self._codec_of(value, kind)
        if codec is None:
            return self._give_stranger(value, why_not)
        mark = id(value)
        if mark in self._open:
            self.refuse(value, "it contains itself; give the parts without the circle")
        if len(self._open) >= self._limits.deepest:
            self.refuse(value, f"it is nested more than {self._limits.deepest} deep; flatten it")
        self.spend(1)
        self._open.add(mark)
        self._inert += codec.inert
        self._closed += codec.closed
        try:
            return [codec.tag, *codec.give(value, self)]
        finally:
            self._open.discard(mark)
            self._inert -= codec.inert
            self._closed -= codec.closed

    def _codec_of(self, value: object, kind: type) -> tuple[Codec | None, str]:
        """Return what gives a value, or nothing and why."""
        if is_of_notebook(kind):
            if self._number_of(value) is not None:
                return None, ""
            is_member = isinstance(value, Enum)
            if kind in self._names and (is_member or self._registry.codec_for(kind) is None):
                return _GIVEN, ""
            if is_member:
                return (_MEMBER, "") if self._far.lend is not None else (None, "")
        codec = self._registry.codec_for(kind)
        if codec is not None and codec.only is not None and not codec.only(kind):
            return self._registry.codec_of(codec.otherwise), codec.why_not
        return codec, ""

    def _number_of(self, value: object) -> int | None:
        return self._far.number_of(value) if self._far.number_of is not None else None

    @property
    def _is_shut(self) -> bool:
        """Whether this is inside a value that holds nothing that is asked."""
        return bool(self._inert) and not self._free

    def _give_stranger(self, value: object, why_not: str = "") -> Any:
        """Name what both ends have, lend what can only be used where it is, refuse the rest."""
        name = name_of(value)
        if name is not None and not (self._inert and not is_inert(value)):
            return ["name", name]
        if (number := self._number_of(value)) is not None and not self._is_shut:
            return ["mine", number]
        reason = self._registry.refusal_for(type(value)) or why_not
        is_own = is_of_notebook(value if isinstance(value, type) else type(value))
        if is_own and self._far.lend is not None:
            node = self._give_own(value)
            if node is not None:
                return node
        kind = None if reason else lendable_kind(value)
        if kind is None:
            self.refuse(value, reason or _reason_of_stranger(value))
        if self._far.lend is None or self._is_shut:
            self.refuse(value, _NOT_HERE[kind] if _is_named(value, kind) else _OBJECT_NOT_HERE)
        return ["lent", self._far.lend(value), kind, *describe_callable(value, self)]

    def _give_own(self, value: object) -> Any:
        """Return the node of a class that the notebook makes, or of an object of one.

        None for what is better lent as what it is used as.
        """
        if isinstance(value, BaseException) or lendable_kind(value) == "iterator":
            return None
        if self._is_shut or (self._closed and not self._free):
            self.refuse(value, _OWN_INSIDE)
        if not isinstance(value, type):
            return ["own", self.lend(value), *describe_kind(type(value), self)]
        if value in self._names:
            return ["givenclass", self._names[value]]
        if issubclass(value, tuple) and is_record(value):
            return ["recordclass", value.__name__, self.items(list(value._fields))]  # type: ignore[attr-defined]
        if issubclass(value, Enum):
            return ["enumeration", *describe_enumeration(value, self)]
        return ["ownclass", *describe_kind(value, self)]


def _give_member(value: Any, giving: Any) -> Fields:
    """Return the node of a member of an enumeration that the notebook makes."""
    return [giving.node(type(value)), value._name_]


_GIVEN = Codec(
    "given",
    (),
    lambda value, giving: describe_given(value, giving.name_of_class(type(value)) or "", giving),
    lambda fields, _taking: fields,
    inert=True,
)
_MEMBER = Codec("member", (), _give_member, lambda fields, _taking: fields)


def _reason_of_stranger(value: object) -> str:
    if hasattr(type(value), "__dataclass_fields__"):
        return "an instance of your dataclass does not cross; give dataclasses.asdict(…) of it"
    return "a value of this class does not cross; give its parts"


def _is_named(value: object, kind: LentKind) -> bool:
    """Tell whether people would call a value what it could be lent as."""
    return kind != "function" or isroutine(value) or isinstance(value, partial)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
