"""Comparisons in checks that some wrong values pass."""

from __future__ import annotations

import pytest
from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.comparison_weakness import find_weak_comparisons

SETUP = "import numpy as np\nimport pandas as pd\nright = pd.Series([1])"


def passed_by(check: str) -> list[str]:
    """Return what passes a check of the learner's `x`."""
    cells = (
        SourceCell("setup", CellRole.INSTRUCTOR, SETUP),
        SourceCell("x", CellRole.LEARNER, "x = pd.Series([1])"),
        SourceCell("check", CellRole.CHECK, check),
    )
    return [weak.passed_by for weak in find_weak_comparisons(cells).get("check", ())]


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ("assert (x - right).abs().sum() < 0.1", "nan"),
        ("gap = x - right\nassert gap.abs().max() <= 1e-6", "nan"),
        ("assert max(abs(a - b) for a, b in zip(x, right)) < 0.1", "nan-later"),
        ("def gap(a, b): return abs(a - b)\nassert max(map(gap, x, right)) < 0.1", "nan-later"),
        ("assert x[0] - 3 < 0.1", "small"),
        ("tol = 0.1\nassert tol > x[0] - 3", "small"),
        ("def near(a, b):\n    return a - b < 0.1\nassert near(x[0], 3)", "small"),
        ("assert (x - right).sum() < 0.1", "both-ways"),
    ],
)
def test_weak_comparison_is_found(check: str, why: str) -> None:
    """Where a wrong value passes, it is said which."""
    assert passed_by(check) == [why]


@pytest.mark.parametrize(
    "check",
    [
        "assert abs(x[0] - 3) < 0.1",
        "assert np.abs(x - right).max() < 0.1",
        "assert len(x) - 2 < 1",
        "assert x.max() - x.min() < 50",
        "assert (right - 3).abs().sum() < 0.1",
        "assert max(x) < 0.5",
        "assert abs(float(x[0]) - 3) < 1e-6 and np.allclose(x, right)",
    ],
)
def test_other_comparison_is_let_through(check: str) -> None:
    """A limit is no tolerance, and what is ours is right."""
    assert passed_by(check) == []
