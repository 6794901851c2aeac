"""Promises of telling which cells depend on a change."""

from __future__ import annotations

import pytest

from terakoya.faces.dependencies import cells_to_run, names_of, understand


def depending(sources: list[str], *names: str) -> tuple[int, ...]:
    """The indexes of the cells that depend on these names."""
    return cells_to_run(understand([names_of(source) for source in sources]), names)


def test_cells_that_read_it_run_and_others_do_not() -> None:
    """Directly, or through what a cell in between makes."""
    cells = ["a = year + 1", "b = 2", "c = a * 2", "print(c)", "print(b)"]
    assert depending(cells, "year") == (0, 2, 3)


def test_function_that_reads_it_makes_its_callers_run() -> None:
    """A function's own names are its own; what it reads from outside counts."""
    cells = [
        "def f(x):\n    y = 1\n    return x + year + y",
        "z = f(1)",
        "def g(year):\n    return year",
    ]
    assert depending(cells, "year") == (0, 1)


def test_thing_changed_in_place_is_made_anew() -> None:
    """Otherwise the change would come on top of the last one."""
    cells = ["t = load()", "u = 1", "t['share'] = t['n'] / year", "t.head()"]
    assert depending(cells, "year") == (0, 2, 3)


@pytest.mark.parametrize(
    "change", ["names.append(year)", "count += year", "t.drop(inplace=True, n=year)"]
)
def test_other_changes_in_place_are_seen(change: str) -> None:
    """Methods that change, augmented assignment, inplace=True."""
    name = change.partition(".")[0].partition(" ")[0]
    assert depending([f"{name} = make()", change], "year") == (0, 1)


def test_name_bound_before_it_is_read_is_another_one() -> None:
    """A loop over years of its own does not depend on the parameter."""
    assert depending(["for year in [1, 2]:\n    print(year)", "[year for year in x]"], "year") == ()
    assert depending(["if x:\n    year = 1\nprint(year)"], "year") == (0,)


@pytest.mark.parametrize("source", ["exec(code)", "from m import *", "x = = 1", "get_ipython()"])
def test_cell_that_nobody_can_read_always_runs(source: str) -> None:
    """Running too much is better than showing an old result."""
    assert depending([source, "b = 2"], "year") == (0,)


def test_lines_of_ipython_are_passed_over() -> None:
    """A magic does not make a cell unreadable."""
    assert depending(["%matplotlib inline\nprint(year)", "!ls\nb = 2"], "year") == (0,)
