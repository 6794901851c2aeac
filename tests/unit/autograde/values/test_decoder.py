"""A message is from a stranger: it is a value or it is refused, whatever it says."""

from __future__ import annotations

import struct
import warnings
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values import Decoder, Encoder, ValueLimits

from tests.unit.autograde.values import strategies
from tests.unit.autograde.values.figures_made import FIGURES
from tests.unit.autograde.values.same import same

relaxed = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
SMALL = ValueLimits(most_bytes=100_000, deepest=20, most_elements=10_000)


def pack(node: Any) -> bytes:
    """Return a message of a node that no encoder made."""
    return msgspec.msgpack.encode(node)


def is_refused(data: bytes, limits: ValueLimits = SMALL) -> bool:
    """Say whether a message is refused; any other exception goes on its way."""
    try:
        Decoder(limits).decode(data)
    except ValueRefused:
        return True
    return False


def is_value_or_refused(data: bytes, limits: ValueLimits = SMALL) -> bool:
    """Say whether a message is refused, or a value by the rules: it crosses again, the same.

    Any exception but ValueRefused goes on its way, and so does a value that does not cross.
    """
    try:
        value = Decoder(limits).decode(data)
    except ValueRefused:
        return True
    message = Encoder().encode(value)
    again = Decoder().decode(message)
    return same(value, again) or message == Encoder().encode(again)  # figures have no equals


@relaxed
@given(st.binary(max_size=200))
@example(b"")
@example(pack([1]))
@example(pack(["list", ["*", 1, ["tuple", ["*", "x"]]]]))
def test_random_bytes_are_a_value_or_refused(data: bytes) -> None:
    """Nothing but a value or ValueRefused comes out of the decoder."""
    assert is_value_or_refused(data)


@pytest.mark.parametrize("name", FIGURES)
def test_honest_message_is_a_value(name: str) -> None:
    """The control: what is looked for is there in messages that were not changed."""
    message = FIGURES[name]
    assert not is_refused(message, ValueLimits())
    assert is_value_or_refused(message, ValueLimits())


tags = st.sampled_from(sorted(Decoder()._registry._of_tag))
nodes = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 99)
    | st.floats()
    | st.text(max_size=3)
    | st.binary(max_size=16)
    | st.sampled_from(["*", "s", "f", "m", "C", "O", "<f8", "|O", "data"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.builds(lambda tag, parts: [tag, *parts], tags, st.lists(inner, max_size=5))
    ),
    max_leaves=20,
)


@relaxed
@given(nodes)
def test_random_nodes_are_a_value_or_refused(node: Any) -> None:
    """Known tags with any parts are a value or refused."""
    assert is_value_or_refused(pack(node))


@relaxed
@given(strategies.every_value, st.data())
def test_mutated_message_is_a_value_or_refused(value: object, data: st.DataObject) -> None:
    """A message of which some bytes were changed, cut or put in is a value or refused."""
    message = bytearray(Encoder().encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(message)))
        until = at + data.draw(st.integers(0, 2))
        message[at:until] = data.draw(st.binary(max_size=3))
    assert is_value_or_refused(bytes(message))


def _replace(node: Any, path: list[int], new: Any) -> Any:
    if not path or type(node) is not list or not node:
        return new
    at = path[0] % len(node)
    return [*node[:at], _replace(node[at], path[1:], new), *node[at + 1 :]]


leaves = st.none() | st.integers(0, 9) | st.floats(0, 9) | st.sampled_from(["a", "red", "--"])


@pytest.mark.parametrize("name", FIGURES)
@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_figure_is_a_figure_or_refused(name: str, data: st.DataObject) -> None:
    """A figure's description with some parts replaced is a figure or refused."""
    node = msgspec.msgpack.decode(FIGURES[name])
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=12))
        node = _replace(node, path, data.draw(nodes | leaves))
    assert is_value_or_refused(pack(node), ValueLimits())


M61 = 2**61 - 1
BAD: dict[str, bytes] = {
    "array of four thousand million entries": b"\xdd\xff\xff\xff\xff",
    "text longer than the message": b"\xdb\xff\xff\xff\xffx",
    "two values in one message": pack(1) + pack(2),
    "map": pack({"a": 1}),
    "extension": pack(msgspec.msgpack.Ext(1, b"x")),
    "32-bit float": b"\xca" + struct.pack(">f", 1.0),
    "depth": b"\x91" * 50_000,
    "unknown tag": pack(["pickle", b""]),
    "nones without end": pack(["list", ["n", 10**9]]),
    "more texts than text": pack(["list", ["s", struct.pack("<I", 5), "abc"]]),
    "truth value 2": pack(["list", ["b", b"\x02"]]),
    "list as a key": pack(["dict", ["*", ["list", ["*"]]], ["*", 1]]),
    "key twice": pack(["dict", ["*", 1, 1], ["*", 1, 2]]),
    "object dtype": pack(["grid", [1], "C", "|O", bytes(8)]),
    "python object in a field": pack(["dtype", ["fields", ["a"], [None], ["|O"], [0], 8]]),
    "shape larger than its bytes": pack(["grid", [10**6], "C", "<f8", bytes(8)]),
    "shape with a zero and a giant": pack(["grid", [0, 10**4, 10**4], "C", "<f8", b""]),
    "giant empty cells": pack(["grid", [10**9], "C", "|V0", b""]),
    "truth bytes": pack(["grid", [1], "C", "|b1", b"\x05"]),
    "character beyond Unicode": pack(["grid", [1], "C", "<U1", b"\xff\xff\xff\x7f"]),
    "giant range of labels": pack(["rangeindex", 0, 10**12, 1, None]),
    "column longer than its index": pack(
        [
            "series",
            ["grid", [1], "C", "<f8", bytes(8)],
            ["rangeindex", 0, 2, 1, None],
            None,
            None,
            1,
        ]
    ),
    "category code out of bounds": pack(
        ["categories", ["grid", [1], "C", "|i1", b"\x09"], ["rangeindex", 0, 2, 1, None], False]
    ),
    "function that opens files": pack(["name", "builtins:open"]),
    "module that is not in the table": pack(["name", "os:"]),
    "attribute of a module": pack(["name", "math:__loader__"]),
    "zone outside the zones": pack(["zone", "../../etc/passwd"]),
    "something lent to nobody": pack(["lent", 1, "function", "f", "", []]),
    "figure that never came": pack(["figure", 3, None]),
    "pattern that prints": pack(["pattern", "a", 128]),
    "keys of one hash": pack(
        ["set", ["*", *(["int", (n * M61).to_bytes(10, "little")] for n in range(1, 1000))]]
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_forged_message_is_refused(name: str) -> None:
    """Each of these messages is refused."""
    assert is_refused(BAD[name])


def test_forged_message_control() -> None:
    """The same forms with honest numbers are taken."""
    assert not is_refused(pack(["list", ["n", 10]]))
    assert not is_refused(pack(["grid", [1], "C", "<f8", bytes(8)]))
    assert not is_refused(pack(["grid", [1], "C", "|b1", b"\x01"]))
    assert not is_refused(pack(["name", "builtins:len"]))
    assert not is_refused(
        pack(["set", ["*", *(["int", n.to_bytes(10, "little")] for n in range(1, 1000))]])
    )


LENT = ["lent", 1, "function", "f", "", []]


@pytest.mark.parametrize("cell", [LENT, ["name", "operator:ne"], ["name", "numpy:"]])
def test_cell_that_can_be_called_is_refused(cell: Any) -> None:
    """A function or a module may be lent in a list, and not in a cell: that is an attribute."""
    decoder = Decoder(borrow=lambda lent: lent)
    decoder.decode(pack(["list", ["*", cell]]))
    with pytest.raises(ValueRefused):
        decoder.decode(pack(["grid", [1], "C", "O", ["*", cell]]))
    with pytest.raises(ValueRefused):
        decoder.decode(pack(["grid", [1], "C", "O", ["*", ["list", ["*", cell]]]]))
    decoder.decode(pack(["list", ["*", cell]]))  # and afterwards it may again


def test_message_of_too_many_bytes_is_refused() -> None:
    """The length is looked at before anything else."""
    assert is_refused(bytes(SMALL.most_bytes + 1))


def test_refused_message_leaves_no_figure_behind() -> None:
    """A figure in a message that is refused was never there."""
    figure = msgspec.msgpack.decode(FIGURES["bars"])
    decoder = Decoder()
    with pytest.raises(ValueRefused):
        decoder.decode(pack(["list", ["*", figure, ["unknown"]]]))
    with pytest.raises(ValueRefused):
        decoder.decode(pack(["figure", figure[1], None]))


@pytest.mark.parametrize(
    ("value", "traits"),
    [
        (pd.NA, {"NA"}),
        (pd.Series([1, pd.NA], dtype=object), {"NA", "missing"}),
        (pd.Series([1, None], dtype="Int64"), {"NA", "missing"}),
        (pd.Series([], dtype="Int64"), {"void", "empty"}),
        (pd.Series([1.5, None]), {"missing"}),
        (pd.DataFrame({"a": pd.array([None], dtype="Int64"), "b": 1}), {"NA in a", "missing in a"}),
        (np.ma.masked, {"masked"}),
        (pd.Series({"isascii": object}), {"class"}),
        ([int, float("nan"), pd.NaT], set()),
        (pd.Series([2**62, 1]), {"edge"}),
        (pd.Series(pd.date_range("2026-05-01", periods=9000, freq="h")), set()),
        (pd.to_datetime(pd.Series(["2026-05-01", None])), {"missing"}),
        (pd.to_timedelta(pd.Series([90, None]), unit="min"), {"missing"}),
        (pd.PeriodIndex(["2026-05", None], freq="M"), {"missing"}),
    ],
)
def test_decoder_notes_what_agrees_with_everything_and_what_lacks(
    value: Any, traits: set[str]
) -> None:
    """Whatever form it crosses in."""
    decoder = Decoder(ValueLimits())
    decoder.decode(Encoder(ValueLimits()).encode(value))
    assert decoder.traits == traits


def test_decoder_keeps_warnings_to_itself() -> None:
    """pandas would rather not have this frequency: that is no fault of the test that asks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        days = pd.period_range("2026-05-01", periods=3, freq="B")
        message = Encoder(ValueLimits()).encode(days)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        Decoder(ValueLimits()).decode(message)
    assert not heard
