"""With what a learner's functions are called, and with what else they might be.

Runs beside the notebook. A call is kept as bytes, with an expression for each argument. Further
calls are made from those that were seen: a number one more or one less, a list without its last
entry, a table with other rows, nothing at all. What the solution cannot answer is none of them.
"""

from __future__ import annotations

import functools
import itertools
import math
import pickle
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terakoya.authoring.mutants.frozen import freeze

__all__ = ["Call", "Recorder", "make_call", "outcome", "vary_calls", "write_arguments"]

MOST_SEEN, MOST_CALLS = 40, 90
_LARGEST = 4 * 2**20  # bytes of one call
_LONGEST = 200


@dataclass(frozen=True)
class Call:
    """One call: of which function, with what (pickled), and how it is written."""

    name: str
    arguments: bytes
    text: str

    def given(self) -> tuple[tuple[object, ...], dict[str, object]]:
        """Return the arguments, new ones each time."""
        given, named = pickle.loads(self.arguments)  # noqa: S301 - made by this process's parent
        return given, named


class Recorder:
    """Notes the calls of functions in a notebook's names."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self.calls: dict[tuple[str, bytes], Call] = {}

    def watch(self, name: str) -> None:
        """Note each call of a function from now on."""
        function = self._names[name]

        @functools.wraps(function)
        def watched(*given: object, **named: object) -> Any:
            self.note(name, given, named)
            return function(*given, **named)

        self._names[name] = watched

    def note(self, name: str, given: tuple[object, ...], named: Mapping[str, object]) -> None:
        """Keep a call, unless there are enough of this name."""
        of_name = sum(call.name == name for call in self.calls.values())
        if of_name >= MOST_SEEN:
            return
        made = make_call(name, given, named, self._names)
        if made is not None:
            self.calls.setdefault((name, made.arguments), made)


def make_call(
    name: str, given: tuple[object, ...], named: Mapping[str, object], names: Mapping[str, object]
) -> Call | None:
    """Return a call; None where its arguments cannot be kept."""
    try:
        body = pickle.dumps((given, dict(named)))
    except Exception:  # noqa: BLE001 - a value of any class
        return None
    if len(body) > _LARGEST:
        return None
    return Call(name, body, f"{name}({write_arguments(given, named, names)})")


def write_arguments(
    given: Sequence[object], named: Mapping[str, object], names: Mapping[str, object]
) -> str:
    """Return how the arguments of a call are written."""
    texts = [_written(one, names) for one in given]
    return ", ".join([*texts, *(f"{word}={_written(one, names)}" for word, one in named.items())])


def _written(value: Any, names: Mapping[str, Any]) -> str:
    """Return an expression for a value: a name of the notebook's, or how Python writes it."""
    if isinstance(value, bool | int | float | str) or value is None:
        return repr(value)
    for name, known in names.items():
        if known is value and not name.startswith("_"):
            return name
    kind = type(value).__module__.partition(".")[0]
    if type(value).__name__ == "Series":
        text = f"pd.Series({value.tolist()!r})"
    elif kind == "pandas" and hasattr(value, "to_dict") and hasattr(value, "columns"):
        text = f"pd.DataFrame({value.to_dict('list')!r})"
    elif kind == "numpy" and hasattr(value, "tolist"):
        text = f"np.array({value.tolist()!r})"
    elif type(value).__module__ == "__main__":  # how a learner's object shows itself is his matter
        text = f"{type(value).__name__}(…)"
    else:
        text = getattr(value, "__name__", "") or repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def vary_calls(
    seen: Sequence[Call], constants: Sequence[object], names: Mapping[str, object]
) -> list[Call]:
    """Return the calls that were seen, and further ones like them.

    Args:
        constants: what the solution itself compares with: boundaries are tried, too.
        names: of the notebook, for how a value is written.
    """
    found = {(call.name, call.arguments): call for call in seen}
    varied = [_vary_call(call, constants, names, _pool(seen, call.name)) for call in seen]
    for made in itertools.zip_longest(*varied):  # some of each, before there are too many
        for call in made:
            if call is not None and len(found) < MOST_CALLS:
                found.setdefault((call.name, call.arguments), call)
    return [*found.values()]


def _pool(seen: Sequence[Call], name: str) -> list[list[object]]:
    """Return the plain values of each place that were seen."""
    given = [call.given()[0] for call in seen if call.name == name]
    return [
        [
            one[place]
            for one in given
            if len(one) > place and isinstance(one[place], int | float | str)
        ]
        for place in range(max(map(len, given), default=0))
    ]


def _vary_call(
    call: Call,
    constants: Sequence[object],
    names: Mapping[str, object],
    pool: Sequence[Sequence[object]],
) -> Iterator[Call]:
    given, named = call.given()
    for place, value in enumerate(given):
        if type(value).__module__ == "__main__":  # in a state that it may never come to
            continue
        for other in _vary(value, constants, pool[place]):
            made = make_call(call.name, (*given[:place], other, *given[place + 1 :]), named, names)
            if made is not None:
                yield made
    for word, value in named.items():
        for other in _vary(value, constants, ()):
            made = make_call(call.name, given, {**named, word: other}, names)
            if made is not None:
                yield made


def _vary(value: object, constants: Sequence[Any], known: Sequence[Any]) -> Iterator[Any]:
    """Yield values like one: small changes of it, others of its place, boundaries."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from _vary_number(value, constants, known)
    elif isinstance(value, str):
        yield from _vary_text(value, constants, known)
    elif isinstance(value, list | tuple):
        yield from _vary_list(value, constants)
    elif isinstance(value, dict):
        for key, one in value.items():
            for other in itertools.islice(_vary(one, constants, ()), 3):
                yield {**value, key: other}
    elif hasattr(value, "iloc") or (hasattr(value, "dtype") and getattr(value, "ndim", 0) == 1):
        yield from _vary_table(value, constants)


def _vary_number(value: Any, constants: Sequence[Any], known: Sequence[Any]) -> Iterator[Any]:
    numbers = [one for one in known if isinstance(one, int | float) and not math.isnan(one)]
    low, high = min([*numbers, value]), max([*numbers, value])
    positive, negative = low > 0, low < 0
    whole = isinstance(value, int)
    tries = [value + 1, value - 1, value * 2, value // 2 if whole else value / 2]
    for one in constants:
        if isinstance(one, int | float) and (whole <= isinstance(one, int)):
            tries += [one, one + 1, one - 1] if whole else [float(one), one + 0.01, one - 0.01]
    near = [one for one in tries if one > 0 or (one == 0 and not positive) or negative]
    yield from (one for one in near if low - 1 <= one <= 4 * abs(high) + 2)


def _vary_text(value: str, constants: Sequence[object], known: Sequence[object]) -> Iterator[str]:
    yield from (one for one in constants if isinstance(one, str))
    if re.search("[1-9]", value):
        yield re.sub(r"(\d*?)([1-9])", lambda found: f"{found[1]}{int(found[2]) - 1}", value)
    if len({*map(str, known)}) < 4 and len(value) > 1:
        yield value[: len(value) // 2]
        yield value + value
        yield ""


def _vary_list(value: Any, constants: Sequence[Any]) -> Iterator[Any]:
    kind = type(value) if type(value) in (list, tuple) else list
    yield kind(value[:-1])
    yield kind(value[1:])
    yield kind(value[::-1])
    yield kind([*value, *value[:1]])
    for place in {0, len(value) - 1} if value else ():
        for other in itertools.islice(_vary(value[place], constants, ()), 8):
            yield kind([*value[:place], other, *value[place + 1 :]])
    yield kind()


def _vary_table(value: Any, constants: Sequence[Any]) -> Iterator[Any]:
    rows = getattr(value, "iloc", value)
    yield rows[:3].copy()
    yield rows[::-1].copy()
    yield rows[1:].copy()
    yield rows[:-1].copy()
    if getattr(value, "ndim", 1) == 1 and len(value) and value.dtype.kind in "if":
        for other in itertools.islice(_vary(value.tolist()[0], constants, ()), 6):
            made = value.copy()
            getattr(made, "iloc", made)[0] = other
            yield made
    yield rows[:0].copy()


def outcome(function: Any, call: Call) -> Any:
    """Return what a call gives, frozen: what is returned, and its arguments afterwards."""
    given, named = call.given()
    returned = function(*given, **named)
    return [freeze(returned), [freeze(one) for one in given]]
