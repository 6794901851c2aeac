"""Frames are bounded before they are decoded."""

from __future__ import annotations

import struct
from typing import Any

import msgspec
import pytest
from terakoya_autograde.errors import HeavyFrameError, WireError
from terakoya_autograde.wire import Channel, FromChild, Message, pair, size_of


def taken(body: bytes, most: int | None = None) -> Any:
    """What becomes of a frame that a stranger sends."""
    ours, theirs = pair()
    with ours, theirs:
        theirs.sendall(struct.pack(">I", len(body)) + body)
        channel = Channel(ours)
        while len(channel._buffer) < len(body) + 4:
            channel.fill()
        return channel.take(FromChild, most)


def frame(content: Any) -> bytes:
    """A message's frame."""
    return msgspec.json.encode(Message("display_data", content))


def test_frame_of_small_values_is_refused_undecoded() -> None:
    """A hundred kilobytes of empty objects are refused where a text of that length is taken."""
    text = {"data": {"text/plain": "x" * 90_000}, "metadata": {}}
    assert taken(frame(text), 100_000).content == text
    with pytest.raises(HeavyFrameError):
        taken(frame({"data": {"a/json": [{}] * 30_000}, "metadata": {}}), 100_000)


def test_frame_longer_than_may_be_said_is_refused() -> None:
    """Its length is enough to know that; nothing of it is read."""
    with pytest.raises(HeavyFrameError):
        taken(frame({"data": {"text/plain": "x" * 2000}}), 1000)
    with pytest.raises(WireError):
        taken(b"not a frame", 1000)


def test_size_of_a_message_is_its_length_or_its_weight() -> None:
    """A chart's rows count as their text, a text full of commas too, empty objects more."""
    rows = [{"x": place, "y": place / 7, "name": f"item {place}"} for place in range(100)]
    for plain in ({"a": rows}, {"a": "{[," * 1000}, {"a": '"' * 999}):
        assert size_of(plain) == len(msgspec.json.encode(plain))
    small = [{}] * 1000
    assert size_of(small) > 2 * len(msgspec.json.encode(small))
