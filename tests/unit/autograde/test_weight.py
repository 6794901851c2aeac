"""What a JSON text would take as objects is told before it is decoded."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from terakoya_autograde.weight import weigh

MOST = 10**12
SMALL = {
    "objects": "{}",
    "lists": "[]",
    "lists in lists": "[[0]]",
    "entries": '{"a":0}',
    "texts": '"ab"',
    "numbers": "1000.5",
    "objects in objects": '{"a":{"b":{}}}',
}


def made(value: Any) -> int:
    """How many bytes of objects msgspec makes of a value's JSON."""
    data = msgspec.json.encode(value) if not isinstance(value, bytes) else value
    tracemalloc.start()
    kept = msgspec.json.decode(data)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return size


@pytest.mark.parametrize("kind", SMALL)
def test_weight_of_small_values_is_what_they_take(kind: str) -> None:
    """Many small values weigh at least what their objects take, and not ten times as much."""
    data = f"[{','.join([SMALL[kind]] * 20_000)}]".encode()
    assert made(data) <= weigh(data, MOST) <= 10 * made(data)


@pytest.mark.parametrize(
    "text",
    ["a,b" * 9000, "{[" * 9000, '"' * 9000, '\\"' * 9000, '\\\\",' * 9000, '<p class="a">' * 900],
)
def test_signs_inside_a_text_weigh_nothing(text: str) -> None:
    """A long text of commas and braces is one object."""
    data = json.dumps({"text/html": text, "x": [1]}).encode()
    assert weigh(data, 2000) == weigh(json.dumps({"a": "", "x": [1]}).encode(), MOST)


@given(
    st.recursive(
        st.text(alphabet='{[,:"\\a表') | st.integers() | st.none() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='",\\b'), inner),
    )
)
def test_weight_is_the_same_exactly_and_roughly(value: Any) -> None:
    """What is looked at closely never weighs more than at a glance, and texts do not matter."""
    data = json.dumps(value).encode()
    assert weigh(data, 0) <= weigh(data, MOST)
    assert weigh(data, 0) > 0 or not isinstance(value, list | dict | str)


@pytest.mark.parametrize("data", [b"", b'"', b'\\"', b'"""', b"]]", b"\xff{", b'{"a":"\\'])
def test_what_is_no_json_is_weighed_too(data: bytes) -> None:
    """Nothing is raised for it: whoever decodes it will say what is wrong."""
    assert weigh(data, 0) >= 0
