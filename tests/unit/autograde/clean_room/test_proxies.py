"""What a learner's function does to what a test gives it; asked across, by two processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from terakoya_autograde.clean_room.proxies import Learner
from terakoya_autograde.clean_room.responder import Responder
from terakoya_autograde.clean_room.shared_streams import CheckersStreams
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.wire import Channel, pair


@pytest.fixture(autouse=True)
def no_figure_stays() -> Iterator[None]:
    """Nobody else finds a figure of these tests."""
    yield
    plt.close("all")


@contextmanager
def asked(
    function: Callable[..., Any], may_change: frozenset[str] | None = None
) -> Iterator[Callable[..., Any]]:
    """Yield what stands for a function that is in another process."""
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        try:
            names = {"function": function}
            Responder(Channel(theirs), names, Streams(names), lambda: ()).serve()
        finally:
            os._exit(0)
    theirs.close()
    learner = Learner(Channel(ours), CheckersStreams(Streams({})), may_change)
    try:
        yield learner.take(("function",), {})["function"]
        learner.bid_farewell()
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def draw(ax: Any) -> None:
    """Draw in axes what tests usually ask for."""
    ax.bar(["a", "b"], [1, 2], color="red", label="n")
    ax.plot([0, 1], [2, 1])
    ax.set_title("rates")
    ax.set_ylim(0, 5)
    ax.legend()


def test_axes_that_a_function_draws_in() -> None:
    """They come back drawn in, and are what they were: the axes of the test's own figure."""
    figure, ax = plt.subplots()
    with asked(draw) as function:
        assert function(ax) is None
    assert figure.axes == [ax]
    assert ax.figure is figure
    assert ax is plt.gca()
    assert (ax.get_title(), ax.get_ylim()) == ("rates", (0.0, 5.0))
    assert [patch.get_height() for patch in ax.patches] == [1, 2]
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2, 1]]
    assert all(patch.axes is ax for patch in ax.patches)
    assert ax.get_legend_handles_labels()[1] == ["n"]
    figure.canvas.draw()  # it can still be shown


def test_axes_that_a_function_draws_in_again() -> None:
    """Each call goes on where the last one was, and the test draws in between."""
    _figure, ax = plt.subplots()
    with asked(lambda ax, y: ax.axhline(y) and None) as function:
        for y in (1, 2):
            function(ax, y)
            ax.axvline(y)
        function(ax=ax, y=3)
    assert len(ax.lines) == 5


def test_figure_and_its_axes_in_many_forms() -> None:
    """A figure, a part of it, and an array of axes; what is new in it comes too."""

    def fill(figure: Any, grid: Any, line: Any) -> Any:
        figure.suptitle("all")
        for number, ax in enumerate(grid.ravel()):
            ax.set_xlabel(str(number))
        grid[0].twinx().plot([5, 6])
        line.set_color("green")
        return figure.axes[0]

    figure, grid = plt.subplots(2)
    (line,) = grid[1].plot([1, 2])
    with asked(fill) as function:
        first = function(figure, grid, line)
    assert figure.get_suptitle() == "all"
    assert [ax.get_xlabel() for ax in grid] == ["0", "1"]
    assert first.get_xlabel() == "0"
    assert len(figure.axes) == 3
    assert figure.axes[2].lines[0].get_ydata().tolist() == [5, 6]
    assert grid[1].lines[0].get_color() == "green"
    assert figure.axes[:2] == list(grid)


def test_axes_that_a_function_only_looks_at() -> None:
    """What the test has drawn in them stays as it is, each object of it."""
    _figure, ax = plt.subplots()
    bars = ax.bar(["a"], [3])
    with asked(lambda ax: ax.patches[0].get_height()) as function:
        assert function(ax) == 3
    assert list(ax.patches) == list(bars)


def test_axes_that_a_reference_does_not_draw_in() -> None:
    """Control: what the test compares with is not a learner's to change."""
    figure, ax = plt.subplots()
    with asked(draw, may_change=frozenset()) as function:
        function(ax)
    assert ax.get_title() == ""
    assert not ax.patches
    assert figure.axes == [ax]


def test_table_and_array_beside_axes() -> None:
    """They come back as they do without."""

    def work(ax: Any, numbers: Any, names: list[str]) -> None:
        numbers += 1
        names.append("c")
        ax.set_title(",".join(names))

    _figure, ax = plt.subplots()
    numbers, names = np.arange(2), ["a"]
    with asked(work) as function:
        function(ax, numbers, names)
    assert (ax.get_title(), numbers.tolist(), names) == ("a,c", [1, 2], ["a", "c"])
