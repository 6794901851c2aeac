"""What does not cross is refused with its place, its class and what to do."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import re
import sqlite3
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from terakoya_autograde.clean_room.bridge import VALUE_LIMITS
from terakoya_autograde.errors import CannotCross
from terakoya_autograde.values import UNKNOWN, Decoder, Encoder, Lent, ValueLimits

from tests.unit.docs.pages import read_page

tz: Any = import_module("dateutil.tz")


class Colour(enum.Enum):
    """A learner's enumeration."""

    RED = 1


@dataclasses.dataclass
class Point:
    """A learner's dataclass."""

    x: int = 1


@dataclasses.dataclass
class Adder:
    """A dataclass whose instances can be called."""

    step: int

    def __call__(self, number: int) -> int:
        """Add its step."""
        return number + self.step


class Nine(datetime.tzinfo):
    """A zone as older textbooks write it."""

    def utcoffset(self, _when: datetime.datetime | None) -> datetime.timedelta:
        """Nine hours."""
        return datetime.timedelta(hours=9)

    def tzname(self, _when: datetime.datetime | None) -> str:
        """What it is called in Japan."""
        return "JST"

    def dst(self, _when: datetime.datetime | None) -> None:
        """Summer is like winter."""


class Level(enum.IntEnum):
    """A learner's numbers with names."""

    LOW = 1


class Model:
    """A learner's object that can be called."""

    def __call__(self) -> int:
        """Return a number."""
        return 1


def refusal(value: object, encoder: Encoder | None = None) -> CannotCross:
    """Return why a value does not cross."""
    with pytest.raises(CannotCross) as caught:
        (encoder or Encoder()).encode(value, "whatif")
    return caught.value


def test_function_in_a_cell_is_refused() -> None:
    """Even where functions are lent: a Series of them could stand for any object."""
    encoder = Encoder(lend=lambda _thing: 0)
    cells = pd.Series({"get_title": lambda: "title"}, dtype=object)
    assert "give what it returns" in refusal(cells, encoder).reason


TABLE = pd.DataFrame({"a": [1]})
REFUSED: dict[str, tuple[Any, str]] = {
    "member of an enumeration": (Colour.RED, ".value"),
    "dataclass": (Point(), "asdict"),
    "class": (Point, "values that were made with it"),
    "object": (object(), "give its parts"),
    "function": (lambda: 0, "give what it returns"),
    "iterator": (iter([1]), "give what it returns"),
    "view of memory": (memoryview(b"x"), "bytes"),
    "module": (sqlite3, "import it"),
    "connection": (sqlite3.connect(":memory:"), "a connection does not cross"),
    "connection in a list": ([sqlite3.connect(":memory:")], "a connection does not cross"),
    "object that can be called": (Model(), "an object that can be called"),
    "function that remembers": (cache(len), "a function does not cross"),
    "part of a function": (partial(int, base=2), "a function does not cross"),
    "exception": (ValueError("x"), "text"),
    "groups": (TABLE.groupby("a"), "groups"),
    "windows": (TABLE.rolling(1), "windows"),
    "styled table": (TABLE.style, ".data"),
    "sparse column": (pd.Series([0], dtype="Sparse[int]"), "to_dense"),
    "zone": (tz.gettz("Asia/Tokyo"), "zoneinfo"),
    "offset": (pd.offsets.MonthEnd(), "freqstr"),
    "random generator": (np.random.Generator(np.random.Philox(1)), "numbers it drew"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_value_says_what_to_do(name: str) -> None:
    """Each kind that does not cross has its sentence."""
    value, advice = REFUSED[name]
    assert advice in refusal(value).reason


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"x": [1, 2, 3, object()]}, "whatif['x'][3]"),
        ([{"a": (object(),)}], "whatif[0]['a'][0]"),
        ({"a": {2: object()}}, "whatif['a'][2]"),
        ({object(): 1}, "whatif (a key)"),
        (pd.DataFrame({"a": [1], "b": [object()]}), "whatif['b'][0]"),
        (pd.Series([1], index=[object()]), "whatif.index[0]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_path_leads_to_the_part(value: object, path: str) -> None:
    """The path is how Python would reach the part that does not cross."""
    error = refusal(value)
    assert (error.path, error.type_name) == (path, "object")
    assert path in str(error)


def test_open_file_is_refused(tmp_path: Path) -> None:
    """A file is not an iterator of lines that could be lent."""
    with (tmp_path / "x").open("w") as file:
        error = refusal(file, Encoder(lend=lambda _value: 1))
    assert "what is in it" in error.reason


def test_circle_is_refused() -> None:
    """A list in itself is refused; the same list twice is not."""
    circle: list[Any] = [1]
    circle.append({"again": circle})
    assert "contains itself" in refusal(circle).reason
    part = [1]
    assert Decoder().decode(Encoder().encode([part, part])) == [[1], [1]]


def test_deep_value_is_refused() -> None:
    """What the decoder would find too deep, the encoder refuses."""
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    assert "deep" in refusal(deep).reason


@pytest.mark.parametrize(
    "limits", [ValueLimits(most_bytes=1000), ValueLimits(most_elements=500)], ids=["bytes", "many"]
)
def test_large_value_is_refused(limits: ValueLimits) -> None:
    """Too many bytes or elements are refused; fewer are not."""
    assert "keep" in refusal(list(range(2000)), Encoder(limits)).reason
    assert Decoder(limits).decode(Encoder(limits).encode([1] * 50)) == [1] * 50


def test_named_number_arrives_as_number() -> None:
    """A subclass of a plain class arrives as the plain class."""
    arrived = Decoder().decode(Encoder().encode(Level.LOW))
    assert (type(arrived), arrived) == (int, 1)


def add(x: int, *more: int, times: int = 2, lock: object = object()) -> int:
    """Add some numbers."""
    return (x + sum(more)) * times


@pytest.mark.parametrize(
    ("zone", "plain"),
    [
        (tz.tzutc(), datetime.UTC),
        (tz.tzoffset(None, 32400), datetime.timezone(datetime.timedelta(hours=9))),
        (Nine(), datetime.timezone(datetime.timedelta(hours=9), "JST")),
    ],
)
def test_zone_of_one_offset_arrives_as_a_timezone(
    zone: datetime.tzinfo, plain: datetime.timezone
) -> None:
    """Whoever wrote the class; a time in it is the same moment, with the same name of its zone."""
    moment = datetime.datetime(2026, 5, 1, 9, tzinfo=zone)
    arrived: Any = Decoder().decode(Encoder().encode(moment))
    assert arrived == moment
    assert repr(arrived.tzinfo) == repr(plain)


def test_function_is_lent() -> None:
    """A function arrives as what `borrow` makes of its number, name, words and parameters."""
    kept: list[object] = []

    def lend(value: object) -> int:
        kept.append(value)
        return 7

    lent = Decoder(borrow=lambda lent: lent).decode(Encoder(lend=lend).encode(add))
    assert isinstance(lent, Lent)
    assert kept == [add]
    assert (lent.handle, lent.kind, lent.name) == (7, "function", "add")
    assert lent.doc == "Add some numbers."
    assert [str(entry) for entry in lent.parameters] == ["x", "*more", "times=2", "lock=..."]
    assert lent.parameters[3].default is UNKNOWN


@pytest.mark.parametrize(("thing", "kind"), [(Point, "class"), (Adder(2), "function")])
def test_what_can_be_called_is_lent(thing: object, kind: str) -> None:
    """A class, and an instance of a dataclass that can be called like a function."""
    encoder = Encoder(lend=lambda _thing: 0)
    lent: Any = Decoder(borrow=lambda lent: lent).decode(encoder.encode(thing))
    assert lent.kind == kind


def test_iterator_is_lent() -> None:
    """A generator is lent as an iterator."""
    encoder = Encoder(lend=lambda _value: 3)
    lent = Decoder(borrow=lambda lent: lent).decode(encoder.encode(iter([1])))
    assert isinstance(lent, Lent)
    assert (lent.handle, lent.kind, lent.parameters) == (3, "iterator", ())


def test_connection_is_no_function_even_where_functions_are_lent() -> None:
    """It could be called, but no test calls it: the reason names what it is."""
    encoder = Encoder(lend=lambda _thing: 0)
    assert "a connection does not cross" in refusal(sqlite3.connect(":memory:"), encoder).reason


def test_what_the_page_says_of_size_is_what_is_refused() -> None:
    """A value just below the manual's figure crosses, one just above says both figures."""
    page = read_page("docs/reference/values.md")
    words = r"under one name takes at most (\d+) MiB, (\d+) values .* ([\d,]+) objects"
    said = re.search(words, page)
    assert said is not None
    size, deepest, most = (int(figure.replace(",", "")) for figure in said.groups())
    known = VALUE_LIMITS.most_bytes // 2**20, VALUE_LIMITS.deepest, VALUE_LIMITS.most_elements
    assert (size, deepest, most) == known
    encoder = Encoder(limits=VALUE_LIMITS)
    assert encoder.encode(bytes(size * 2**20 - 1000), "whatif")
    too_much = refusal(bytes(size * 2**20 + 1), encoder)
    assert f"of at most {size} MiB" in too_much.reason
