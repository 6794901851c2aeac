"""What a child adds to the memory, from looks at all processes."""

from __future__ import annotations

import pytest
from terakoya_bench.memory import Sample, find_peak

from terakoya.errors import GradingError


def test_find_peak() -> None:
    """Sharing moves from the parent to the child; only the sum of all counts as added."""
    idle = [Sample({1: (100, 90)}), Sample({1: (101, 90)})]
    busy = [Sample({1: (60, 50), 2: (70, 30)}), Sample({1: (60, 50), 2: (75, 35)}), Sample({})]
    peak = find_peak(idle, busy)
    assert (peak.idle, peak.adds, peak.child_pss, peak.child_uss) == (100, 35, 75, 35)
    assert peak.child_processes == 1
    assert (peak.each_uss, peak.largest_uss) == (35, 35)


def test_find_peak_of_several_children() -> None:
    """Each child counts with its own largest moment, whenever that was."""
    idle = [Sample({1: (100, 90)})]
    busy = [Sample({1: (60, 50), 2: (70, 30), 3: (9, 5)}), Sample({1: (60, 50), 3: (20, 10)})]
    peak = find_peak(idle, [*busy, Sample({1: (60, 50), 4: (30, 12)})])
    assert peak.child_processes == 2
    assert (peak.each_uss, peak.largest_uss) == (12, 30)


def test_find_peak_of_nothing() -> None:
    """Memory that cannot be read is said to be so, not reported as none."""
    with pytest.raises(GradingError, match="could not be read"):
        find_peak([], [Sample({})])
