"""Objects of a learner's classes, and a check's own things in a learner's hands; two processes."""

from __future__ import annotations

import dataclasses
import enum
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from terakoya_autograde.clean_room.proxies import Learner
from terakoya_autograde.clean_room.responder import Responder
from terakoya_autograde.clean_room.shared_streams import CheckersStreams
from terakoya_autograde.clean_room.withheld import CannotBeChecked
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.wire import Channel, pair


class Room(SimpleNamespace):
    """What a check has of a notebook: its names, and the learner's child."""

    learner: Learner


@contextmanager
def notebook(source: str, given: str = "", kinds: Any = None) -> Iterator[Any]:
    """Yield the names that a notebook's source makes in another process, as a check has them.

    `given` is run at both ends first: the instructor's cell.
    """
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        try:
            names = _run(given + source)
            Responder(Channel(theirs), names, Streams(names), lambda: ()).serve()
        finally:
            os._exit(0)
    theirs.close()
    made = {name: each for name, each in _run(given).items() if isinstance(each, type)}
    streams = CheckersStreams(Streams({}))
    learner = Learner(Channel(ours), streams, None, kinds, made)
    wanted = tuple(_names(source))
    try:
        yield Room(learner=learner, **made, **learner.take(wanted, {}))
        learner.bid_farewell()
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _run(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(source, names)  # noqa: S102 - the tests' own
    return names


def _names(source: str) -> list[str]:
    import ast  # noqa: PLC0415

    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.append(node.targets[0].id)
    return found


def of_check(kind: type) -> type:
    """Return a class as one that a check has made itself."""
    kind.__module__ = "__main__"
    return kind


ACCOUNT = """
class Account:
    bank = "市"
    def __init__(self, owner, yen=0):
        self.owner, self.yen = owner, yen
        self.partner = None
    def deposit(self, yen):
        if yen <= 0:
            raise ValueError("too little")
        self.yen += yen
        return self
    @property
    def is_rich(self):
        return self.yen > 100
    @classmethod
    def of(cls, text):
        return cls(*text.split(","))
class Savings(Account):
    pass
first = Account("a", 5)
"""


def test_attributes_and_methods_are_asked() -> None:
    """An object is made, changed and read at the other end, through its own methods."""
    with notebook(ACCOUNT) as room:
        account = room.Account("佐藤", yen=90)
        assert (account.owner, account.yen, account.is_rich) == ("佐藤", 90, False)
        assert account.deposit(20) is account
        assert account.is_rich
        assert room.Account.bank == "市"
        assert room.Account.of("a,3").owner == "a"
        with pytest.raises(ValueError, match="too little"):
            account.deposit(0)
        account.owner = "鈴木"
        assert account.owner == "鈴木"
        with pytest.raises(AttributeError):
            account.is_rich = True
        assert vars(room.first) == {"owner": "a", "yen": 5, "partner": None}


def test_classes_are_what_they_extend() -> None:
    """`isinstance` and `issubclass` are answered here, by what was told of the classes."""
    with notebook(ACCOUNT) as room:
        saved = room.Savings("b")
        assert isinstance(saved, room.Account)
        assert isinstance(saved, room.Savings)
        assert not isinstance(room.first, room.Savings)
        assert issubclass(room.Savings, room.Account)
        assert type(saved).__name__ == "Savings"
        assert hasattr(saved, "deposit")
        assert not hasattr(saved, "withdraw")
        assert list(room.Account.__signature__.parameters) == ["owner", "yen"]


def test_objects_are_given_back() -> None:
    """What stands for an object is that object again where it goes back, also in a list."""
    source = """
class Node:
    def __init__(self, value):
        self.value, self.next = value, None
def is_same(one, others):
    return one is others[0]
"""
    with notebook(source) as room:
        node, other = room.Node(1), room.Node(2)
        node.next = other
        assert node.next is other
        assert node.next.value == 2
        assert room.is_same(node, [node])
        assert not room.is_same(node, [other])


OPERATORS = """
class Money:
    def __init__(self, yen): self.yen = yen
    def __eq__(self, other): return isinstance(other, Money) and self.yen == other.yen
    def __lt__(self, other): return self.yen < other.yen
    def __hash__(self): return self.yen
    def __add__(self, other): return Money(self.yen + getattr(other, "yen", other))
    __radd__ = __add__
    def __neg__(self): return Money(-self.yen)
    def __bool__(self): return self.yen > 0
    def __len__(self): return self.yen
    def __getitem__(self, place): return place * 2
    def __contains__(self, yen): return yen == self.yen
    def __iter__(self): return iter([self.yen])
    def __str__(self): return f"{self.yen}円"
    def __format__(self, how): return f"{self.yen:{how}}"
    def __enter__(self): self.yen += 1; return self
    def __exit__(self, *how): self.yen += 10
class Plain:
    def __eq__(self, other): return True
"""


def test_operators_are_pythons() -> None:
    """Operators, `len`, `in`, `with`, `str`, `sum` and `sorted` work as beside the class."""
    with notebook(OPERATORS) as room:
        three, four = room.Money(3), room.Money(4)
        assert three + four == room.Money(7)
        assert (three + 1).yen == (1 + three).yen == 4
        assert sum([three, four]) == room.Money(7)
        assert three != four
        assert sorted([four, three])[0] is three
        assert len({room.Money(1), room.Money(1)}) == 1
        assert ((-three).yen, bool(three), len(three), three["a"]) == (-3, True, 3, "aa")
        assert 3 in three
        assert list(three) == [3]
        assert (str(three), f"{three:03}") == ("3円", "003")
        with three as inside:
            assert inside.yen == 4
        assert three.yen == 14
        with pytest.raises(TypeError):
            hash(room.Plain())
        with pytest.raises(TypeError):
            room.Plain() + 1


@pytest.mark.parametrize("compare", ["one == 3", "3 == one", "one != 3", "one < 3", "[one] == [3]"])
def test_object_is_not_asked_whether_it_is_right(compare: str) -> None:
    """What is compared with a value of the test's is not for the learner's class to say."""
    with notebook(OPERATORS) as room:
        one = room.Plain() if "<" not in compare else room.Money(1)
        with pytest.raises(CannotBeChecked, match="compare what it holds"):
            eval(compare, {"one": one})  # noqa: S307 - the tests' own
        assert room.learner.refusals.met


@pytest.mark.parametrize(
    "name", ["__array__", "__array_interface__", "__class_getitem__", "__buffer__", "__fspath__"]
)
def test_special_names_are_not_asked(name: str) -> None:
    """No buffer, array or path of a stranger's choice stands behind a special name."""
    source = "class Odd:\n    def __getattr__(self, name):\n        return {'data': (1, False)}\n"
    with notebook(source) as room:
        assert not hasattr(room.Odd(), name)
        assert room.Odd().anything == {"data": (1, False)}


def test_own_error_is_caught_by_its_class() -> None:
    """A learner's exception is of the learner's class, and of what that extends."""
    source = """
class TooMuch(ValueError):
    pass
def pay(yen):
    raise TooMuch(f"{yen} is too much")
"""
    with notebook(source) as room:
        assert issubclass(room.TooMuch, ValueError)
        with pytest.raises(room.TooMuch, match="7 is too much"):
            room.pay(7)


def test_dataclass_is_one() -> None:
    """`dataclasses` finds the fields; equality and `frozen` are the learner's class's own."""
    source = """
from dataclasses import dataclass, field
@dataclass(frozen=True, order=True)
class Row:
    ward: str
    n: int = 0
    tags: list = field(default_factory=list)
"""
    with notebook(source) as room:
        row = room.Row("東", 3)
        assert dataclasses.asdict(row) == {"ward": "東", "n": 3, "tags": []}
        assert [each.name for each in dataclasses.fields(room.Row)] == ["ward", "n", "tags"]
        assert dataclasses.replace(row, n=4) == room.Row("東", 4)
        assert row < room.Row("東", 4)
        with pytest.raises(dataclasses.FrozenInstanceError):
            row.n = 1


def test_enumeration_is_made_anew() -> None:
    """An enumeration crosses by its names and values, and its members go back."""
    source = """
import enum
class State(enum.Enum):
    OPEN = "受付"
    DONE = "完了"
    def __eq__(self, other):
        return True
    __hash__ = None
def after(state):
    return State.DONE if state is State.OPEN else None
level = enum.IntEnum("Level", "LOW HIGH", module="__main__")
"""
    with notebook(source) as room:
        assert [state.value for state in room.State] == ["受付", "完了"]
        assert room.after(room.State.OPEN) is room.State.DONE
        assert room.State.OPEN != room.State.DONE
        assert room.after(room.State.DONE) is None
        assert issubclass(room.level, enum.IntEnum)
        assert room.level.HIGH == 2


GIVEN = """
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
@dataclass
class Row:
    ward: str
    n: int = 0
    def double(self):
        return self.n * 2
class Kind(Enum):
    WASTE = 1
    OTHER = 2
class Place(NamedTuple):
    name: str
    def shout(self):
        return self.name.upper()
"""


def test_objects_of_given_classes_are_the_checks_own() -> None:
    """An object of the instructor's class has the check's methods and the learner's attributes."""
    source = """
def read(text):
    return [Row(part, len(part)) for part in text.split()]
def total(rows):
    return sum(row.n for row in rows)
def kind(row):
    return Kind.WASTE if row.n > 1 else Kind.OTHER
def place():
    return Place("a")
Row.double = lambda self: 7
class Odd(Row):
    pass
"""
    with notebook(source, GIVEN) as room:
        rows = room.read("東 西口")
        assert rows == [room.Row("東", 1), room.Row("西口", 2)]
        assert rows[1].double() == 4
        assert room.total([room.Row("x", 3), room.Row("y", 4)]) == 7
        assert room.kind(rows[1]) is room.Kind.WASTE
        assert room.place() == room.Place("a")
        assert room.place().shout() == "A"
        assert isinstance(room.Odd("z"), room.Row)
        assert room.Odd("z").double() == 7  # the learner's class, asked there


def test_property_that_was_kept_is_worked_out_anew() -> None:
    """What a `cached_property` of the instructor's has kept is no attribute of the learner's."""
    given = """
from functools import cached_property
class Table:
    def __init__(self, rows):
        self.rows = rows
    @cached_property
    def total(self):
        return sum(self.rows)
"""
    source = """
def make():
    table = Table([1, 2])
    table.total
    table.__dict__["total"] = 7
    return table
"""
    with notebook(source, given) as room:
        assert room.make().total == 3


def test_mock_of_the_check_does_not_come_back_as_an_answer() -> None:
    """A mock answers whatever it is asked: it is no answer where the reference gives another."""
    source = "def answer(client):\n    return client.anything\n"
    kinds = {"answer": ("function",), "answer()": ("value",)}
    refused = pytest.raises(CannotBeChecked, match="class of its own")
    with notebook(source, kinds=kinds) as room, refused:
        room.answer(Mock())
    with notebook(source) as room:
        mock = Mock()
        assert room.answer(mock) is mock.anything


def test_list_of_objects_may_be_sorted_where_the_reference_does_not() -> None:
    """What a function does to its copy of a list costs nothing: the check's own stays as it is."""
    source = """
class Thing:
    def __init__(self, n):
        self.n = n
def least(things):
    things.sort(key=lambda thing: thing.n)
    return things[0].n
"""
    kinds: Any = {"Thing": ("function", "own class"), "Thing()": ("value", "own object")}
    kinds |= {"least": ("function",), "least()": ("value",)}
    with notebook(source, kinds=kinds) as room:
        things = [room.Thing(2), room.Thing(1)]
        assert room.least(things) == 1


def test_attribute_that_hides_a_method_is_refused() -> None:
    """What stands in the learner's object under a method's name does not replace the check's."""
    source = "def read():\n    row = Row('x')\n    row.double = 7\n    return row\n"
    with notebook(source, GIVEN) as room, pytest.raises(CannotBeChecked, match="hides one"):
        room.read()


def test_functions_of_the_check_are_called_back() -> None:
    """Lambdas, keys, fakes and classes go to a learner's function, which calls them."""
    source = """
def apply(function, values, key=None):
    made = [function(value) for value in values]
    return sorted(made, key=key)
def ask(model, prompt):
    return model(prompt, temperature=0).strip()
def first(things):
    return next(iter(things))
"""
    with notebook(source) as room:
        assert room.apply(lambda x: x + 1, [3, 1], key=lambda x: -x) == [4, 2]
        assert room.apply(str.upper, ["a"]) == ["A"]
        seen = []

        def fake(prompt: str, temperature: float) -> str:
            seen.append((prompt, temperature))
            return " ごみ "

        assert room.ask(fake, "粗大ごみ") == "ごみ"
        assert seen == [("粗大ごみ", 0)]
        assert room.first(iter([5, 6])) == 5
        assert room.first(x * 2 for x in (7, 8)) == 14


def test_client_of_the_check_is_asked() -> None:
    """An object of a check's class plays a client: its parts and methods are there."""

    class Completions:
        def create(self, model: str, messages: list[dict[str, str]]) -> Any:
            message = SimpleNamespace(content=messages[-1]["content"] + model)
            return SimpleNamespace(choices=[SimpleNamespace(message=message)])

    of_check(Completions)
    source = """
def ask(client, text):
    made = client.chat.completions.create(model="m", messages=[{"content": text}])
    return made.choices[0].message.content
"""
    with notebook(source) as room:
        client = SimpleNamespace(chat=SimpleNamespace(completions=Completions()))
        assert room.ask(client, "a") == "am"


def test_mock_is_called_and_not_told() -> None:
    """A mock notes the calls; a learner's code cannot have it forget or expect something."""
    source = """
def send(mock, people):
    for person in people:
        mock(person, subject="x")
def tell(mock):
    mock.configure_mock(call_count=2)
def reset(mock):
    mock.reset_mock()
"""
    with notebook(source) as room:
        mock = Mock(return_value=None)
        room.send(mock, ["a", "b"])
        assert mock.call_count == 2
        mock.assert_called_with("b", subject="x")
        for function in (room.tell, room.reset):
            with pytest.raises(AttributeError, match="gives no"):
                function(mock)
        assert mock.call_count == 2


@pytest.mark.parametrize(
    "what",
    [
        "function.__globals__",
        "thing.__class__",
        "thing._hidden",
        "thing.method.__func__",
        "thing.__dict__",
        "type(thing).__subclasses__()[0].method",
    ],
)
def test_what_a_check_is_made_of_is_not_given(what: str) -> None:
    """Neither names with a line before them, nor what functions and classes are made of."""

    class Thing:
        _hidden = "the expected value"

        def method(self) -> None:
            """Do nothing."""

    of_check(Thing)
    source = f"""
def look(function, thing):
    try:
        return repr({what})
    except Exception as error:
        return "nothing"
"""
    with notebook(source) as room:
        found = room.look(lambda: None, Thing())
        assert "expected" not in found
        assert "Thing" in found or found == "nothing"


def test_attribute_of_the_check_is_not_set() -> None:
    """A learner's function changes nothing in a check's own object but by its methods."""

    class Thing:
        n = 1

    of_check(Thing)
    source = "def change(thing):\n    thing.n = 2\n"
    with notebook(source) as room:
        thing = Thing()
        with pytest.raises(TypeError, match="cannot be used"):
            room.change(thing)
        assert thing.n == 1


def test_assertion_in_a_fake_cannot_be_swallowed() -> None:
    """What a check asserts in a function of its own counts, whatever the learner's code catches."""

    def fake(text: str) -> str:
        assert text == "right"
        return text

    source = """
def call(function):
    try:
        return function("wrong")
    except BaseException:
        return "right"
"""
    with notebook(source) as room, pytest.raises(AssertionError):
        room.call(fake)


def test_error_of_a_fake_reaches_the_learner() -> None:
    """Other errors are for the learner's code to catch; what is not caught comes back."""

    def slow(_prompt: str) -> str:
        raise TimeoutError("slow")

    source = """
def patient(ask):
    try:
        return ask("x")
    except TimeoutError as error:
        return str(error)
def hasty(ask):
    return ask("x")
"""
    with notebook(source) as room:
        assert room.patient(slow) == "slow"
        with pytest.raises(TimeoutError, match="slow"):
            room.hasty(slow)


def test_calls_go_to_and_fro() -> None:
    """A check's function may call a learner's function that calls it."""
    source = "def down(n, other):\n    return 0 if n == 0 else 1 + other(n - 1)\n"
    with notebook(source) as room:

        def back(n: int) -> int:
            return int(room.down(n, back))

        assert room.down(6, back) == 6


def test_object_where_the_reference_has_none_is_refused() -> None:
    """An object that answers for itself does not pass for a plain value, a table or a class."""
    source = "class Yes:\n    def equals(self, other):\n        return True\nmade = Yes()\n"
    with notebook(source, kinds={"made": ("value",), "Yes": ("value",)}) as room:
        for found in (room.made, room.Yes):
            with pytest.raises(CannotBeChecked, match="class of its own"):
                found.equals(1)
    with notebook(source, kinds={}) as room, pytest.raises(CannotBeChecked):
        room.made.equals(1)
    with notebook(source, kinds={"made": ("value", "own object")}) as room:
        assert room.made.equals(1)


def test_named_tuple_crosses_with_its_class() -> None:
    """A learner's class of named tuples makes the tuples that its functions give."""
    source = """
from collections import namedtuple
Pair = namedtuple("Pair", "a b")
def pair():
    return Pair(1, 2)
def is_pair(found):
    return isinstance(found, tuple) and found.b
"""
    with notebook(source) as room:
        assert isinstance(room.pair(), tuple)
        assert room.pair().b == 2
        assert room.pair() == (1, 2)
        assert room.is_pair(room.pair()) == 2


def test_module_of_nobody_is_no_notebook() -> None:
    """Objects of a library's classes that no table names stay behind, and are named."""
    module = ModuleType("library")
    sys.modules["library"] = module
    exec("class Thing:\n    pass", vars(module))  # noqa: S102 - the tests' own
    try:
        source = "import library\nthing = library.Thing()\n"
        with notebook(source) as room, pytest.raises(CannotBeChecked, match=r"library\.Thing"):
            assert room.thing.anything
    finally:
        del sys.modules["library"]
