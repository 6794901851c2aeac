"""Filling the gaps between a warm parent's small objects."""

from __future__ import annotations

from itertools import repeat

from terakoya_autograde.interpreter.rehearsal import fill_gaps, lie_together

SIZE = 64


def take(count: int) -> list[bytes]:
    """Objects of 64 bytes each."""
    return [bytes(SIZE - 33) for _ in repeat(None, count)]


def test_objects_lie_together_where_gaps_are_filled() -> None:
    """With gaps between older objects, new ones lie apart (the control); filled, side by side."""
    old = take(50_000)
    del old[::2]
    apart = take(200)
    assert not lie_together(apart, SIZE)
    fill_gaps()
    assert lie_together(take(200), SIZE)
