"""Filling the gaps between a warm parent's small objects."""

from __future__ import annotations

import subprocess
import sys

# in a process of its own, as a warm parent is: the memory of one that ran other tests has so many
# gaps that filling them all is given up
_PARENT = """
from itertools import repeat
from terakoya_autograde.interpreter.prewarm import fill_gaps, lie_together

def take(count):
    return [bytes(64 - 33) for _ in repeat(None, count)]

old = take(50_000)
del old[::2]
before = take(200)
print(lie_together(before, 64))
fill_gaps()
after = take(200)
print(lie_together(after, 64))
"""


def test_objects_lie_together_where_gaps_are_filled() -> None:
    """With gaps between older objects, new ones lie apart (the control); filled, side by side."""
    parent = [sys.executable, "-c", _PARENT]
    said = subprocess.run(parent, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]
