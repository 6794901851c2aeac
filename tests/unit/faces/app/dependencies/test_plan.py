"""Promises of telling which cells depend on a change."""

from __future__ import annotations

import pytest

from terakoya.faces.app.dependencies import cells_to_run, names_of, plan_anew, understand


def depending(sources: list[str], *names: str) -> tuple[int, ...]:
    """The indexes of the cells that depend on these names."""
    return cells_to_run(understand([names_of(source) for source in sources]), names)


def planned(sources: list[str]) -> tuple[int, ...]:
    """The indexes of the cells that run, in a kernel that was kept, for another year."""
    return plan_anew(understand([names_of(source) for source in sources]), -1, {"year"}).run


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


@pytest.mark.parametrize("source", ["exec(code)", "x = = 1", "get_ipython()", "%run more.py"])
def test_cell_that_nobody_can_read_always_runs(source: str) -> None:
    """With all that follows: running too much is better than showing an old result."""
    assert planned(["a = 1", source, "b = 2"]) == (1, 2)


def test_import_of_nobody_knows_what_always_runs() -> None:
    """Alone: a module knows nothing of parameters."""
    assert planned(["from m import *", "b = 2"]) == (0,)


@pytest.mark.parametrize(
    "copy", ["t.groupby('a').sum()", "t[t['a'] > 1]", "len(t)", "[1, 2]", "str(t)", "t * 2"]
)
def test_copy_is_another_thing(copy: str) -> None:
    """What is done to it makes nobody run who reads the first one."""
    assert planned(["t = load()", f"u = {copy}", "u['b'] = year", "print(u)", "print(t)"]) == (2, 3)


@pytest.mark.parametrize(
    "cell", ["def f():\n    return plt.plot(x)", "%matplotlib inline", "plt.title(year)"]
)
def test_drawing_sets_nothing_for_everybody(cell: str) -> None:
    """Only what is changed in a module may reach cells that do not name it."""
    assert planned(["import matplotlib.pyplot as plt", f"{cell}\ny = year", "z = 1"]) == (1,)


@pytest.mark.parametrize(
    "cells",
    [
        ["%%capture kept\nprint(year)", "kept.show()"],
        ["year * 2", "print(_)"],
        ["a = year", "5", "print(_, a)"],
        ["!echo {year} > a.txt", "print(open('a.txt').read())"],
        ["lines = !echo {year} > a.txt", "print(lines)"],
    ],
)
def test_what_ipython_binds_and_writes_is_seen(cells: list[str]) -> None:
    """What a cell printed or ended in, and files that a command of the shell may have written."""
    assert planned(cells) == tuple(range(len(cells)))


def test_lines_of_ipython_are_passed_over() -> None:
    """A magic does not make a cell unreadable."""
    assert depending(["%matplotlib inline\nprint(year)", "!ls\nb = 2"], "year") == (0,)
