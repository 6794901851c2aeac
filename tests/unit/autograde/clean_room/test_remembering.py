"""Which functions and classes of the instructor's may keep something from call to call."""

from __future__ import annotations

from functools import partial
from math import isclose
from typing import Any

import pytest
from terakoya_autograde.clean_room.remembering import may_remember

KEEPS = {
    "a closure": "def make():\n    n = 0\n    def f(x):\n        nonlocal n\n        n += x\n"
    "        return n\n    return f\nf = make()",
    "a global": "n = 0\ndef f(x):\n    global n\n    n += x",
    "an attribute": "def f(x):\n    return x\nf.calls = 0",
    "an attribute that it sets": "def f(x):\n    f.calls = x",
    "a default": "def f(x, seen=[]):\n    seen.append(x)",
    "an inner function": "def f(x):\n    def g():\n        global n\n        n = x\n    g()",
    "a class": "class f:\n    pass",
    "an object that is called": "class C:\n    def __call__(self, x):\n        return x\nf = C()",
}
PLAIN = {
    "a function": "def f(x, near=1e-6):\n    y = [x]\n    y.append(near)\n    return sum(y)",
    "a lambda": "f = lambda x: x + 1",
    "a comprehension": "def f(xs):\n    return [x + 1 for x in xs]",
}


def made(source: str) -> Any:
    """Return `f` as a notebook's cell makes it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(source, names)  # noqa: S102 - the sources above
    return names["f"]


@pytest.mark.parametrize("name", KEEPS)
def test_what_may_keep_something(name: str) -> None:
    """However it is kept."""
    assert may_remember(made(KEEPS[name]))


@pytest.mark.parametrize("name", PLAIN)
def test_what_keeps_nothing(name: str) -> None:
    """Most helpers of checks are such."""
    assert not may_remember(made(PLAIN[name]))


@pytest.mark.parametrize("thing", [isclose, partial(isclose, 1.0), int, len])
def test_library_is_taken_at_its_word(thing: Any) -> None:
    """What was made elsewhere is not looked into."""
    assert not may_remember(thing)
