"""Lists, dicts and their relations, in any nesting.

Keys are counted by their hashes before a dict or a set is made of them: a stranger can choose
thousands of keys with one hash, and each of them would be compared with all others.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking

__all__ = ["CODECS", "SAME_HASH", "distinct", "give_pairs", "take_pairs"]

SAME_HASH = 200
_SHOWN = frozenset((str, int, float, bool, type(None)))


def distinct(keys: list[object]) -> list[object]:
    """Return keys, equal ones too, if they can be put in a dict in a reasonable time.

    Raises:
        ValueRefused: one has no hash, or too many different ones have the same.
    """
    try:
        hashes = list(map(hash, keys))
    except TypeError as error:
        raise ValueRefused("a key has no hash") from error
    if len(keys) > SAME_HASH:
        counts = Counter(hashes)
        for number in [number for number, count in counts.items() if count > SAME_HASH]:
            same = [key for key, its in zip(keys, hashes, strict=True) if its == number]
            if sum(key is not same[0] and key != same[0] for key in same) > SAME_HASH:
                raise ValueRefused("too many keys have the same hash")
    return keys


def _sent_by(read: Callable[[Any], list[Any]]) -> Callable[[Any, Giving], Fields]:
    return lambda value, giving: [giving.items(read(value))]


def _received_by(make: Callable[[list[Any]], Any]) -> Callable[[Fields, Taking], Any]:
    def take(fields: Fields, taking: Taking) -> Any:
        (node,) = fields
        return make(taking.items(node))

    return take


def _make_set(kind: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def make(values: list[object]) -> Any:
        made = kind(distinct(values))
        if len(made) != len(values):
            raise ValueRefused("a set has an entry twice")
        return made

    return make


def give_pairs(pairs: Iterable[tuple[object, object]], giving: Giving) -> Fields:
    """Return the nodes of the keys and of the values.

    Raises:
        CannotCross: one of them does not cross.
    """
    taken = list(pairs)
    try:
        keys = giving.items([key for key, _value in taken])
    except CannotCross as error:
        error.path = " (a key)"
        raise
    return [keys, _give_values(taken, giving)]


def _give_values(pairs: list[tuple[object, object]], giving: Giving) -> Any:
    try:
        return giving.items([value for _key, value in pairs])
    except CannotCross as error:
        place, bracket, rest = error.path[1:].partition("]")
        if bracket and place.isdigit():
            error.path = f"[{_show(pairs[int(place)][0])}]{rest}"
        raise


def _show(key: object) -> str:
    """Write a key without asking a learner's class how."""
    if type(key) is tuple:
        return ", ".join(map(_show, key))
    return repr(key)[:60] if type(key) in _SHOWN else "…"


def take_pairs(fields: Fields, taking: Taking) -> list[tuple[Any, Any]]:
    """Return the pairs of two nodes that `give_pairs` made.

    Raises:
        ValueRefused: a key is there twice, or they are not as many as the values.
    """
    keys, values = map(taking.items, fields)
    if len(keys) != len(values) or len(dict.fromkeys(distinct(keys))) != len(keys):
        raise ValueRefused("a dict has a key twice, or not as many keys as values")
    return list(zip(keys, values, strict=True))


def _give_dict(value: dict[object, object], giving: Giving) -> Fields:
    return give_pairs(dict.items(value), giving)


def _take_dict(fields: Fields, taking: Taking) -> dict[Any, Any]:
    return dict(take_pairs(fields, taking))


def _give_ordered(value: OrderedDict[object, object], giving: Giving) -> Fields:
    return give_pairs(OrderedDict.items(value), giving)


def _take_ordered(fields: Fields, taking: Taking) -> OrderedDict[Any, Any]:
    return OrderedDict(take_pairs(fields, taking))


def _take_counter(fields: Fields, taking: Taking) -> Counter[Any]:
    made: Counter[Any] = Counter()
    dict.update(made, take_pairs(fields, taking))
    return made


def _give_default(value: defaultdict[object, object], giving: Giving) -> Fields:
    factory = giving.part(value.default_factory, ".default_factory")
    return [factory, *give_pairs(dict.items(value), giving)]


def _take_default(fields: Fields, taking: Taking) -> defaultdict[Any, Any]:
    factory, *pairs = fields
    return defaultdict(taking.value(factory), take_pairs(pairs, taking))


def _give_deque(value: deque[object], giving: Giving) -> Fields:
    return [value.maxlen, giving.items(list(deque.__iter__(value)))]


def _take_deque(fields: list[Any], taking: Taking) -> deque[Any]:
    most, node = fields
    values = taking.items(node)
    if most is not None:
        taking.natural(most, 2**63 - 1)
    made = deque(values, most)
    if len(made) != len(values):
        raise ValueRefused("a deque is longer than it may be")
    return made


def _make_keys(keys: list[object]) -> object:
    return dict.fromkeys(distinct(keys)).keys()


def _make_values(values: list[object]) -> object:
    return dict(enumerate(values)).values()


def _give_view(value: Any, giving: Giving) -> Fields:
    return give_pairs(value, giving)


def _take_view(fields: Fields, taking: Taking) -> object:
    return dict(take_pairs(fields, taking)).items()


def is_record(kind: type) -> bool:
    """Tell whether a class is a named tuple's."""
    if kind is tuple:
        return False
    fields = next((vars(base)["_fields"] for base in kind.__mro__ if "_fields" in vars(base)), None)
    return type(fields) is tuple and all(type(name) is str for name in fields)


def _read_tuple(value: tuple[object, ...]) -> list[object]:
    return list(tuple.__iter__(value))


CODECS = (
    Codec("list", ("builtins:list",), _sent_by(list.copy), _received_by(list)),
    Codec(
        "tuple",
        ("builtins:tuple",),
        _sent_by(_read_tuple),
        _received_by(tuple),
        only=lambda kind: not is_record(kind),
        otherwise="record",
    ),
    Codec(
        "set",
        ("builtins:set",),
        _sent_by(lambda v: list(set.__iter__(v))),
        _received_by(_make_set(set)),
    ),
    Codec(
        "frozenset",
        ("builtins:frozenset",),
        _sent_by(lambda value: list(frozenset.__iter__(value))),
        _received_by(_make_set(frozenset)),
    ),
    Codec("dict", ("builtins:dict",), _give_dict, _take_dict),
    Codec("ordered", ("collections:OrderedDict",), _give_ordered, _take_ordered),
    Codec("counter", ("collections:Counter",), _give_dict, _take_counter),
    Codec("default", ("collections:defaultdict",), _give_default, _take_default),
    Codec("deque", ("collections:deque",), _give_deque, _take_deque),
    Codec("keys", ("_collections_abc:dict_keys",), _sent_by(list), _received_by(_make_keys)),
    Codec("values", ("_collections_abc:dict_values",), _sent_by(list), _received_by(_make_values)),
    Codec("pairs", ("_collections_abc:dict_items",), _give_view, _take_view),
)
