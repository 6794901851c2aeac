"""What a check leaves behind for later ones."""

from __future__ import annotations

from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.liveness import Leftovers, find_leftovers
from terakoya_autograde.checks.planner import plan_notebook

ROLES = {"L": CellRole.LEARNER, "I": CellRole.INSTRUCTOR, "C": CellRole.CHECK}


def leftovers(*cells: str) -> dict[str, Leftovers]:
    """Return those of cells that are given as `role:source`; they are called 0, 1, 2…"""
    made = [SourceCell(str(n), ROLES[cell[0]], cell[2:]) for n, cell in enumerate(cells)]
    return find_leftovers(plan_notebook(made))


def test_leftovers_are_kept_where_something_later_reads_them() -> None:
    """A helper that a later check calls is kept, with what it reads; the rest is dropped."""
    first = "C:tol = 3\nhidden = 4\ndef near(a): return a < tol\nassert near(x) and hidden"
    found = leftovers("L:x = 1", first, "C:assert near(x)")
    assert found["1"].kept == {"near", "tol"}
    assert found["1"].drops == {"hidden"}
    assert found["2"].kept == frozenset()


def test_leftovers_an_instructor_s_cell_needs_are_kept() -> None:
    """A plain cell between two checks may use what a check made."""
    found = leftovers("L:x = 1", "C:n = x\nm = x", "I:k = n + 1", "C:assert k == x")
    assert found["1"].drops == {"m"}


def test_leftovers_know_what_two_checks_read() -> None:
    """The instructor's table that a helper reads is shared with a later check that reads it."""
    cells = (
        "I:table = {}\nown = {}\ndef right(): return table",
        "L:x = 1",
        "C:assert x == right()",
    )
    found = leftovers(*cells, "C:assert x in table and own")
    assert found["2"].shared == {"table"}
    assert found["3"].shared == frozenset()
