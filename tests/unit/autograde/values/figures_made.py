"""Figures to try, drawn without pyplot, and their messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from terakoya_autograde.values import Encoder


def draw_bars() -> Any:
    """Bars of counters with names, a legend and hatches."""
    figure = Figure()
    axes = figure.add_subplot()
    axes.bar(["A", "B", "C"], [3, 1, 2], hatch="//", label="days", color="#9ecae1")
    axes.set_title("Waiting")
    axes.set_xlabel("counter")
    axes.set_ylabel("minutes")
    axes.legend(title="what")
    return figure


def draw_lines() -> Any:
    """Lines over days, a note, a fill, error bars, a logarithmic axis and a twin."""
    figure = Figure(figsize=(7, 5))
    left, right = figure.subplots(1, 2)
    days = [datetime(2026, 4, day) for day in range(1, 6)]  # noqa: DTZ001 - a day of the wall
    left.plot(days, [1, 4, 9, 16, 25], "r--o", label="squares")
    left.annotate("here", (days[2], 9), xytext=(days[1], 16), arrowprops={"arrowstyle": "->"})
    left.axhspan(4, 9, alpha=0.3)
    right.set_yscale("log")
    right.errorbar([1, 2], [10, 100], yerr=[1, 10], label="measured")
    right.fill_between([1, 2], [1, 2], [10, 20])
    right.twinx().hlines([1, 2], 1, 2)
    figure.suptitle("Both")
    return figure


def draw_marks() -> Any:
    """A scatter plot, an image with its colour bar, a pie and a histogram."""
    figure = Figure()
    (points, picture), (round_, counts) = figure.subplots(2, 2)
    points.scatter([1, 2, 3], [3, 2, 1], c=[1.0, 2.0, 3.0], s=[10, 20, 30], label="towns")
    figure.colorbar(picture.imshow(np.arange(6.0).reshape(2, 3)), ax=picture, label="people")
    round_.pie([1, 2, 3], labels=["a", "b", "c"])
    counts.hist([1, 2, 2, 3], bins=3)
    return figure


DRAW: dict[str, Callable[[], Any]] = {
    "bars": draw_bars,
    "lines": draw_lines,
    "marks": draw_marks,
}
FIGURES = {name: Encoder().encode(draw()) for name, draw in DRAW.items()}
